#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "autosmote/metric.h"
#include "metrics/confusion.h"

namespace autosmote {

/// What the other folds say of one way to make the training set, and how it then does on the fold
/// they have not seen.
struct FoldOutcome {
  double others = 0.0;     ///< the metric of the other folds, at their best threshold where tuned
  double threshold = 0.0;  ///< that threshold
  ConfusionMatrix counts{2};  ///< of the fold at that threshold
};

/// Pooled out-of-fold predictions, fold after fold.
struct PooledPredictions {
  std::span<const int> truth;
  std::span<const int> labels;
  std::span<const double> scores;
  std::span<const std::size_t> fold_sizes;
  std::size_t folds_a_repeat = 0;  ///< folds that share no row; the others repeat all rows
  std::size_t classes = 2;
  std::span<const double> class_scores = {};  ///< of several classes: rows x classes
};

/// One outcome a fold, for a metric of labels; empty where no fold has others (a hold-out), and for
/// rankings. The other folds are those of the same repeat, so that no row decides on itself. With
/// `tune_threshold` each fold gets what is best on the others: a threshold, of several classes
/// offsets. O(rows of a repeat) a fold, and the search for the offsets.
std::vector<FoldOutcome> cross_fit(const PooledPredictions& predictions, const Metric& metric,
                                   bool tune_threshold);

/// The score of choosing the `averaged` best of some ways by the other folds, with their threshold,
/// and judging them by the fold that had no part in it: the metric of the counts of all folds. So
/// neither the choice among the ways nor the threshold is judged by the rows it was made on; how
/// the ways came about is the caller's. It is the score of single ways, not of their mean. `ways`:
/// one list of cross_fit each, at least one, none empty. O(folds * ways log ways).
double cross_fitted_score(std::span<const std::vector<FoldOutcome>> ways, std::size_t averaged,
                          const Metric& metric);

/// The same, or `chosen`, the score of the choice on the rows it was made on, where there are no
/// outcomes.
double unflattered(std::span<const std::vector<FoldOutcome>> ways, std::size_t averaged,
                   const Metric& metric, double chosen);

}  // namespace autosmote
