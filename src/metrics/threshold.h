#pragma once

#include <span>

#include "autosmote/metric.h"

namespace autosmote {

/// A decision rule, class 1 where score > threshold, and what a metric says of it.
struct Threshold {
  double threshold = 0.0;
  double value = 0.0;
};

/// The threshold on the scores that makes the metric largest. Rows of one score are never
/// split; between two neighbouring distinct scores the threshold is their midpoint. "All class 0"
/// and "all class 1" are among the choices, with the threshold nearest to 0 that gives them.
/// Among equally good thresholds the one closest to the default, 0, wins (of two at the same
/// distance, the larger). `truth` holds 0 or 1. The metric must be one of labels. Throws DataError
/// where the lengths differ, there is no row, or a score is not a number. O(n), where few rows are
/// positive O(n log P): group_between_positives.
Threshold best_threshold(const Metric& metric, std::span<const int> truth,
                         std::span<const double> scores);

}  // namespace autosmote
