#include "search/cross_fit.h"

#include <numeric>

#include "core/check.h"
#include "metrics/class_offsets.h"
#include "metrics/threshold.h"
#include "rl/cross_entropy.h"

namespace autosmote {
namespace {

// Labels as they are: each fold is counted, and judged by the others' counts.
void fit_labels(const PooledPredictions& predictions, const Metric& metric,
                std::vector<FoldOutcome>& outcomes) {
  std::size_t row = 0;
  for (std::size_t f = 0; f < outcomes.size(); ++f) {
    const std::size_t size = predictions.fold_sizes[f];
    outcomes[f].counts = ConfusionMatrix(predictions.classes);
    for (const std::size_t last = row + size; row < last; ++row) {
      ++outcomes[f].counts(static_cast<std::size_t>(predictions.truth[row]),
                           static_cast<std::size_t>(predictions.labels[row]));
    }
  }
  for (std::size_t f = 0; f < outcomes.size(); ++f) {
    const std::size_t first = f - f % predictions.folds_a_repeat;
    ConfusionMatrix others(predictions.classes);
    for (std::size_t g = first; g < first + predictions.folds_a_repeat; ++g) {
      if (g != f) others += outcomes[g].counts;
    }
    outcomes[f].others = label_metric(metric, others);
  }
}

// Of one repeat: calls `fit` for each fold with the truth and scores (`width` a row) of the others
// and the fold's own rows, from `begin` to `end`.
template <class Fit>
void for_each_fold(std::span<const int> truth, std::span<const double> scores, std::size_t width,
                   std::span<const std::size_t> fold_sizes, const Fit& fit) {
  std::vector<int> other_truth;
  std::vector<double> other_scores;
  std::size_t begin = 0;
  for (std::size_t f = 0; f < fold_sizes.size(); ++f) {
    const std::size_t end = begin + fold_sizes[f];
    const auto leave_out = [&](auto all, std::size_t a_row, auto& others) {
      others.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(begin * a_row));
      others.insert(others.end(), all.begin() + static_cast<std::ptrdiff_t>(end * a_row),
                    all.end());
    };
    leave_out(truth, 1, other_truth);
    leave_out(scores, width, other_scores);
    fit(f, other_truth, other_scores, begin, end);
    begin = end;
  }
}

// Of one repeat: each fold at the threshold that is best on the others. Its rows are `truth` and
// `scores`, fold after fold.
void fit_thresholds(std::span<const int> truth, std::span<const double> scores,
                    std::span<const std::size_t> fold_sizes, const Metric& metric,
                    std::span<FoldOutcome> outcomes) {
  for_each_fold(truth, scores, 1, fold_sizes,
                [&](std::size_t f, std::span<const int> other_truth,
                    std::span<const double> other_scores, std::size_t begin, std::size_t end) {
                  const Threshold best = best_threshold(metric, other_truth, other_scores);
                  outcomes[f].others = best.value;
                  outcomes[f].threshold = best.threshold;
                  for (std::size_t row = begin; row < end; ++row) {
                    ++outcomes[f].counts(truth[row] == 1 ? 1 : 0,
                                         scores[row] > best.threshold ? 1 : 0);
                  }
                });
}

// The same of several classes: each fold at the offsets that are best on the others.
void fit_offsets(std::span<const int> truth, std::span<const double> scores, std::size_t classes,
                 std::span<const std::size_t> fold_sizes, const Metric& metric,
                 std::span<FoldOutcome> outcomes) {
  for_each_fold(truth, scores, classes, fold_sizes,
                [&](std::size_t f, std::span<const int> other_truth,
                    std::span<const double> other_scores, std::size_t begin, std::size_t end) {
                  const ClassOffsets best = best_offsets(
                      metric, other_truth, {other_scores.data(), other_truth.size(), classes});
                  outcomes[f].others = best.value;
                  const std::vector<int> labels = labels_at_offsets(
                      {scores.data() + begin * classes, end - begin, classes}, best.offsets);
                  outcomes[f].counts =
                      count_confusion(truth.subspan(begin, end - begin), labels, classes);
                });
}

}  // namespace

std::vector<FoldOutcome> cross_fit(const PooledPredictions& predictions, const Metric& metric,
                                   bool tune_threshold) {
  const std::size_t folds = predictions.fold_sizes.size();
  if (predictions.folds_a_repeat < 2 || metric.uses_scores()) return {};
  AUTOSMOTE_CHECK(folds % predictions.folds_a_repeat == 0);
  AUTOSMOTE_CHECK(predictions.classes == 2 || !tune_threshold ||
                  predictions.class_scores.size() ==
                      predictions.truth.size() * predictions.classes);
  std::vector<FoldOutcome> outcomes(folds);
  if (!tune_threshold) {
    fit_labels(predictions, metric, outcomes);
    return outcomes;
  }
  std::size_t begin = 0;
  for (std::size_t first = 0; first < folds; first += predictions.folds_a_repeat) {
    const auto sizes = predictions.fold_sizes.subspan(first, predictions.folds_a_repeat);
    const std::size_t rows = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
    const auto truth = predictions.truth.subspan(begin, rows);
    const auto of_repeat = std::span(outcomes).subspan(first, sizes.size());
    if (predictions.classes == 2) {
      fit_thresholds(truth, predictions.scores.subspan(begin, rows), sizes, metric, of_repeat);
    } else {
      const std::size_t k = predictions.classes;
      fit_offsets(truth, predictions.class_scores.subspan(begin * k, rows * k), k, sizes, metric,
                  of_repeat);
    }
    begin += rows;
  }
  return outcomes;
}

double cross_fitted_score(std::span<const std::vector<FoldOutcome>> ways, std::size_t averaged,
                          const Metric& metric) {
  const std::size_t folds = ways.front().size();
  ConfusionMatrix all(ways.front().front().counts.classes());
  std::vector<double> others(ways.size());
  for (std::size_t f = 0; f < folds; ++f) {
    for (std::size_t w = 0; w < ways.size(); ++w) others[w] = ways[w][f].others;
    for (const std::size_t w : rl::best_of(others, averaged)) all += ways[w][f].counts;
  }
  return label_metric(metric, all);
}

double unflattered(std::span<const std::vector<FoldOutcome>> ways, std::size_t averaged,
                   const Metric& metric, double chosen) {
  if (ways.empty() || ways.front().empty()) return chosen;
  return cross_fitted_score(ways, averaged, metric);
}

}  // namespace autosmote
