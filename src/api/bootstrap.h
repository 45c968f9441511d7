#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "autosmote/context.h"
#include "autosmote/metric.h"

namespace autosmote {

/// What one classifier says of some rows; `scores` are only read for metrics that use them.
struct ScoredLabels {
  std::span<const int> labels;
  std::span<const double> scores;
};

/// A difference of two metrics with the interval that covers it with 95 % confidence.
struct MetricDifference {
  double value = 0.0;
  double lower = 0.0;
  double upper = 0.0;
};

/// Resamples drawn for n rows: 2000, fewer from 100,000 rows on, never below 200.
std::size_t bootstrap_resamples(std::size_t rows);

/// Metric of `a` minus metric of `b` on the same rows, with the percentile interval of a paired
/// bootstrap that draws rows with replacement within each class (Efron and Tibshirani 1993, "An
/// Introduction to the Bootstrap", chapters 8 and 13). It says how far the difference depends on
/// which test rows happened to be at hand, not on the split or the search. `truth`: at least one
/// row. Depends on `context.seed` and nothing else. O(resamples * n), for metrics of scores
/// O(resamples * n log n).
MetricDifference bootstrap_difference(const Metric& metric, std::span<const int> truth,
                                      const ScoredLabels& a, const ScoredLabels& b,
                                      const Context& context);

}  // namespace autosmote
