#pragma once

#include <cmath>
#include <cstddef>

#include "classifiers/lane_blocks.h"

namespace autosmote {

/// Splits whose gains differ by less than one part in 10^10 count as equally good: sums in another
/// order then choose the same split.
inline constexpr double kSplitTie = 1e-10;

/// A gain below this share of the squared weight of the node is none: a split that leaves the
/// class shares as they are has a gain of about 1e-31 of it by rounding, while whole numbers with
/// a sum of up to a million have none between 0 and 4e-24 of it. Beyond some millions the smallest
/// gains of whole numbers count as none, too.
inline constexpr double kNoGain = 1e-26;

/// How good it is to split a node, by gini. With `l` and `m` the sums of the weights left of the
/// split, and the same with class 0 counted negative, and `total_l`, `total_m` those of the node,
/// the decrease of the weighted impurity is (m total_l - l total_m)^2 / (2 total_l l (total_l - l))
/// (Breiman, Friedman, Olshen, Stone 1984; the two-class case multiplied out). The constant factor
/// is left out. Sides whose weight is lost in rounding gain nothing.
inline double split_gain(double l, double m, double total_l, double total_m) {
  const double covariance = m * total_l - l * total_m;
  const double spread = l * (total_l - l);
  return spread > 0.0 ? covariance * covariance / spread : 0.0;
}

/// The minority's share of a leaf's weight minus 1/2. A share within kSplitTie of 1/2 is a tie
/// whatever the rounding of its sums, and exactly 0.
inline double leaf_score(double l, double m) {
  return std::fabs(m) <= kSplitTie * l ? 0.0 : 0.5 * (m / l);
}

/// The largest split_gain over `count` splits, 0 where it is below kNoGain. `l` and `m` may be
/// written up to the next multiple of kLanes. O(count), vectorised.
double best_split_gain(double* l, double* m, std::size_t count, double total_l, double total_m);

/// The first split whose gain is within kSplitTie of `gain`.
std::size_t first_split_with_gain(const double* l, const double* m, std::size_t count,
                                  double total_l, double total_m, double gain);

}  // namespace autosmote
