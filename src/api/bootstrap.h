#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "autosmote/context.h"
#include "autosmote/metric.h"
#include "preprocess/split.h"

namespace autosmote {

/// What one classifier says of some rows; `scores` are only read for metrics that use them.
struct ScoredLabels {
  std::span<const int> labels;
  std::span<const double> scores;
};

/// A difference of two metrics, and the draws of a bootstrap of it.
struct MetricDifference {
  double value = 0.0;
  double lower = 0.0;      ///< 2.5 % of the draws are below
  double upper = 0.0;      ///< 2.5 % of the draws are above
  double deviation = 0.0;  ///< standard deviation of the draws
};

/// Resamples drawn for n predictions: 2000, fewer from 100,000 on, never below 200.
std::size_t bootstrap_resamples(std::size_t predictions);

/// Metric of `a` minus metric of `b` on the same rows, with the percentiles of a paired bootstrap
/// that draws rows with replacement within each class (Efron and Tibshirani 1993, "An Introduction
/// to the Bootstrap", chapters 8 and 13). They say how far the difference depends on which test
/// rows happened to be at hand, not on the split or the search. `truth`: at least one row, labels
/// below `classes`. Depends
/// on `context.seed` and nothing else. O(resamples * n), for metrics of scores O(resamples * n log
/// n).
MetricDifference bootstrap_difference(const Metric& metric, std::span<const int> truth,
                                      const ScoredLabels& a, const ScoredLabels& b,
                                      const Context& context, int classes = 2);

/// The same for the mean difference over several predictions of each row, at most 16: a[k] goes
/// with b[k], and a drawn row brings all its predictions, so that their dependence is respected.
/// With `groups` (one number a row; empty: none) whole groups are drawn in place of rows, those
/// with minority rows and those without by themselves: rows of a group depend on each other.
MetricDifference bootstrap_difference(const Metric& metric, std::span<const int> truth,
                                      RowGroups groups, std::span<const ScoredLabels> a,
                                      std::span<const ScoredLabels> b, const Context& context,
                                      int classes = 2);

/// The mean metric of several predictions of each row, and its draws, by rows or groups likewise.
/// Both classes must occur.
MetricDifference bootstrap_score(const Metric& metric, std::span<const int> truth, RowGroups groups,
                                 std::span<const ScoredLabels> predictions, const Context& context,
                                 int classes = 2);

}  // namespace autosmote
