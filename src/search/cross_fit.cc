#include "search/cross_fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/check.h"
#include "metrics/confusion.h"
#include "rl/cross_entropy.h"

namespace autosmote {
namespace {

struct Row {
  double score;
  std::uint32_t fold;
  int truth;
};

std::vector<Row> sorted_rows(const PooledPredictions& predictions) {
  std::vector<Row> rows;
  rows.reserve(predictions.truth.size());
  for (std::uint32_t f = 0; f < predictions.fold_sizes.size(); ++f) {
    for (std::size_t i = 0; i < predictions.fold_sizes[f]; ++i) {
      const std::size_t row = rows.size();
      rows.push_back({predictions.scores[row], f, predictions.truth[row]});
    }
  }
  std::ranges::stable_sort(rows, [](const Row& a, const Row& b) { return a.score > b.score; });
  return rows;
}

// The best threshold (metrics/threshold.h) for those of the sorted rows that `counts` takes.
template <class Counts>
void tune(std::span<const Row> rows, const Metric& metric, const Counts& counts,
          FoldOutcome& outcome) {
  ConfusionMatrix matrix(2);
  double largest = -INFINITY;
  for (const Row& row : rows) {
    if (!counts(row)) continue;
    ++matrix(row.truth, 0);
    largest = std::max(largest, row.score);
  }
  outcome.others = label_metric(metric, matrix);
  outcome.threshold = std::max(largest, 0.0);
  double above = largest;  // the smallest score that is class 1 so far
  bool any = false;
  const auto consider = [&](double below) {
    const double value = label_metric(metric, matrix);
    if (value < outcome.others) return;
    const double middle = std::midpoint(below, above);
    const double threshold = middle >= below && middle < above ? middle : below;
    if (value > outcome.others || std::abs(threshold) < std::abs(outcome.threshold)) {
      outcome.others = value;
      outcome.threshold = threshold;
    }
  };
  for (const Row& row : rows) {
    if (!counts(row)) continue;
    if (any && row.score < above) consider(row.score);
    --matrix(row.truth, 0);
    ++matrix(row.truth, 1);
    above = row.score;
    any = true;
  }
  if (any && !std::isinf(above)) consider(std::min(0.0, std::nextafter(above, -INFINITY)));
}

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
  const std::vector<Row> rows = sorted_rows(predictions);
  for (std::uint32_t f = 0; f < folds; ++f) {
    const std::uint32_t repeat = f / static_cast<std::uint32_t>(predictions.folds_a_repeat);
    tune(
        rows, metric,
        [&](const Row& row) {
          return row.fold != f && row.fold / predictions.folds_a_repeat == repeat;
        },
        outcomes[f]);
  }
  for (const Row& row : rows) {
    count_row(outcomes[row.fold], row.truth, row.score > outcomes[row.fold].threshold);
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
