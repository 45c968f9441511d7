#include "search/cross_fit.h"

#include <numeric>

#include "core/check.h"
#include "metrics/confusion.h"
#include "metrics/threshold.h"
#include "rl/cross_entropy.h"

namespace autosmote {
namespace {

void count_row(FoldOutcome& outcome, int truth, bool predicted) {
  if (truth == 1) {
    ++(predicted ? outcome.true_positives : outcome.false_negatives);
  } else {
    ++(predicted ? outcome.false_positives : outcome.true_negatives);
  }
}

ConfusionMatrix matrix_of(std::uint64_t tp, std::uint64_t fp, std::uint64_t fn, std::uint64_t tn) {
  ConfusionMatrix matrix(2);
  matrix(1, 1) = tp;
  matrix(0, 1) = fp;
  matrix(1, 0) = fn;
  matrix(0, 0) = tn;
  return matrix;
}

// Labels as they are: each fold is counted, and judged by the others' counts.
void fit_labels(const PooledPredictions& predictions, const Metric& metric,
                std::vector<FoldOutcome>& outcomes) {
  std::size_t row = 0;
  for (std::size_t f = 0; f < outcomes.size(); ++f) {
    for (std::size_t i = 0; i < predictions.fold_sizes[f]; ++i, ++row) {
      count_row(outcomes[f], predictions.truth[row], predictions.labels[row] == 1);
    }
  }
  for (std::size_t f = 0; f < outcomes.size(); ++f) {
    const std::size_t first = f - f % predictions.folds_a_repeat;
    std::uint64_t tp = 0, fp = 0, fn = 0, tn = 0;
    for (std::size_t g = first; g < first + predictions.folds_a_repeat; ++g) {
      if (g == f) continue;
      tp += outcomes[g].true_positives;
      fp += outcomes[g].false_positives;
      fn += outcomes[g].false_negatives;
      tn += outcomes[g].true_negatives;
    }
    outcomes[f].others = label_metric(metric, matrix_of(tp, fp, fn, tn));
  }
}

// Of one repeat: each fold at the threshold that is best on the others. Its rows are `truth` and
// `scores`, fold after fold.
void fit_thresholds(std::span<const int> truth, std::span<const double> scores,
                    std::span<const std::size_t> fold_sizes, const Metric& metric,
                    std::span<FoldOutcome> outcomes) {
  std::vector<int> other_truth;
  std::vector<double> other_scores;
  std::size_t begin = 0;
  for (std::size_t f = 0; f < outcomes.size(); ++f) {
    const std::size_t end = begin + fold_sizes[f];
    const auto leave_out = [&](auto all, auto& others) {
      others.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(begin));
      others.insert(others.end(), all.begin() + static_cast<std::ptrdiff_t>(end), all.end());
    };
    leave_out(truth, other_truth);
    leave_out(scores, other_scores);
    const Threshold best = best_threshold(metric, other_truth, other_scores);
    outcomes[f].others = best.value;
    outcomes[f].threshold = best.threshold;
    for (std::size_t row = begin; row < end; ++row) {
      count_row(outcomes[f], truth[row], scores[row] > best.threshold);
    }
    begin = end;
  }
}

}  // namespace

std::vector<FoldOutcome> cross_fit(const PooledPredictions& predictions, const Metric& metric,
                                   bool tune_threshold) {
  const std::size_t folds = predictions.fold_sizes.size();
  if (predictions.folds_a_repeat < 2 || metric.uses_scores()) return {};
  AUTOSMOTE_CHECK(folds % predictions.folds_a_repeat == 0);
  std::vector<FoldOutcome> outcomes(folds);
  if (!tune_threshold) {
    fit_labels(predictions, metric, outcomes);
    return outcomes;
  }
  std::size_t begin = 0;
  for (std::size_t first = 0; first < folds; first += predictions.folds_a_repeat) {
    const auto sizes = predictions.fold_sizes.subspan(first, predictions.folds_a_repeat);
    const std::size_t rows = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
    fit_thresholds(predictions.truth.subspan(begin, rows), predictions.scores.subspan(begin, rows),
                   sizes, metric, std::span(outcomes).subspan(first, sizes.size()));
    begin += rows;
  }
  return outcomes;
}

double cross_fitted_score(std::span<const std::vector<FoldOutcome>> ways, std::size_t averaged,
                          const Metric& metric) {
  const std::size_t folds = ways.front().size();
  std::uint64_t tp = 0, fp = 0, fn = 0, tn = 0;
  std::vector<double> others(ways.size());
  for (std::size_t f = 0; f < folds; ++f) {
    for (std::size_t w = 0; w < ways.size(); ++w) others[w] = ways[w][f].others;
    for (const std::size_t w : rl::best_of(others, averaged)) {
      tp += ways[w][f].true_positives;
      fp += ways[w][f].false_positives;
      fn += ways[w][f].false_negatives;
      tn += ways[w][f].true_negatives;
    }
  }
  return label_metric(metric, matrix_of(tp, fp, fn, tn));
}

double unflattered(std::span<const std::vector<FoldOutcome>> ways, std::size_t averaged,
                   const Metric& metric, double chosen) {
  if (ways.empty() || ways.front().empty()) return chosen;
  return cross_fitted_score(ways, averaged, metric);
}

}  // namespace autosmote
