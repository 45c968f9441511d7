#pragma once

#include <span>
#include <vector>

#include "autosmote/matrix_view.h"
#include "autosmote/metric.h"

namespace autosmote {

/// A decision rule for several classes, the counterpart of a threshold: a row gets the class whose
/// score plus offset is highest, of equal ones the larger class; and what a metric says of it.
struct ClassOffsets {
  std::vector<double> offsets;  ///< one a class, that of the largest 0
  double value = 0.0;
};

/// Labels by that rule. `scores`: rows x classes.
std::vector<int> labels_at_offsets(MatrixView<const double> scores,
                                   std::span<const double> offsets);

/// Offsets with which the metric is high, by coordinate search from 0, the classifier's own rule.
/// Class after class, from the second largest to the smallest, gets the best offset beside the
/// offsets that the others have, and so on until a pass changes nothing (at most kOffsetPasses).
/// For one class, all offsets between two neighbouring values at which a row changes its label give
/// the same labels; their midpoint stands for them, and beyond the first and last value a power of
/// two, the highest within half the mean distance between neighbours (1 where there is one value):
/// of scores that are binary fractions sums stay exact, and rows of equal scores stay together. An
/// offset is changed only for a better result; of equally good ones the closest to 0 is taken, of
/// two at the same distance the larger. Of equal metrics the one with the higher mean recall is
/// better: a g-mean of 0, which one class alone cannot lift where two are never found, still leads
/// somewhere.
///
/// A local optimum; never worse than offsets of 0. Deterministic. `truth` holds 0 to classes - 1;
/// scores are finite; classes >= 2; the metric is one of labels. O(passes k n (k + log n)).
inline constexpr int kOffsetPasses = 5;
ClassOffsets best_offsets(const Metric& metric, std::span<const int> truth,
                          MatrixView<const double> scores);

}  // namespace autosmote
