#pragma once

#include <cstdint>
#include <span>

namespace autosmote {

/// A stump as a rule on training rows: rows whose value of `feature` is at most `low` are told to
/// be of class `left_label`, the others of the other class. A stump that says the same on both
/// sides, or has none, has all rows on its left.
struct StumpRule {
  std::uint32_t feature = 0;
  float low = 0.0F;
  int left_label = 0;
};

/// Factors on the weights of the rows that a stump gets right and wrong.
struct StumpFactors {
  double right = 1.0;
  double wrong = 1.0;
};

/// What one feature offers in a round.
struct ColumnSplits {
  double total_l = 0.0;  ///< weight of all rows
  double total_m = 0.0;  ///< the same with class 0 counted negative
  std::span<double> l;   ///< for each boundary point, the weight left of it
  std::span<double> m;   ///< the same with class 0 counted negative
};

}  // namespace autosmote
