#include "metrics/class_offsets.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>

#include "core/check.h"
#include "metrics/confusion.h"

namespace autosmote {
namespace {

// What is compared: the metric, of equal ones mean recall.
struct Worth {
  double metric = 0.0;
  double recall = 0.0;

  friend bool operator==(const Worth&, const Worth&) = default;
  friend bool operator<(const Worth& a, const Worth& b) {
    return a.metric != b.metric ? a.metric < b.metric : a.recall < b.recall;
  }
};

Worth worth_of(const Metric& metric, const ClassTotals& totals) {
  return {label_metric(metric, totals), balanced_accuracy(totals)};
}

// The class with the highest sum, of equal ones the first; `without` is left out.
std::size_t highest(std::span<const double> scores, std::span<const double> offsets,
                    std::size_t without) {
  std::size_t best = without == 0 ? 1 : 0;
  for (std::size_t c = best + 1; c < scores.size(); ++c) {
    if (c != without && scores[c] + offsets[c] > scores[best] + offsets[best]) best = c;
  }
  return best;
}

ClassTotals totals_of(std::span<const int> truth, std::span<const int> labels,
                      std::size_t classes) {
  ClassTotals totals(classes);
  for (std::size_t row = 0; row < truth.size(); ++row) {
    const auto own = static_cast<std::size_t>(truth[row]);
    const auto label = static_cast<std::size_t>(labels[row]);
    ++totals.true_sums[own];
    ++totals.predicted_sums[label];
    totals.hits[own] += own == label ? 1 : 0;
  }
  return totals;
}

// A row that gets the class as soon as its offset is above `at`, and the class it then leaves.
struct Change {
  double at = 0.0;
  std::uint32_t row = 0;
  std::uint32_t from = 0;
};

// The highest power of two that is at most half the mean distance of `values` values.
double step_beyond(double first, double last, std::size_t values) {
  if (values == 1) return 1.0;
  return std::ldexp(1.0, std::ilogb((last - first) / (2.0 * static_cast<double>(values - 1))));
}

class OffsetSearch {
 public:
  OffsetSearch(const Metric& metric, std::span<const int> truth, MatrixView<const double> scores)
      : metric_(metric), truth_(truth), scores_(scores), offsets_(scores.cols, 0.0) {
    best_ = worth_at(offsets_);
  }

  ClassOffsets run() {
    bool changed = true;
    for (int pass = 0; pass < kOffsetPasses && changed; ++pass) {
      changed = false;
      for (std::size_t c = 1; c < offsets_.size(); ++c) changed |= improve(c);
    }
    return {offsets_, best_.metric};
  }

 private:
  Worth worth_at(std::span<const double> offsets) const {
    return worth_of(metric_, totals_of(truth_, labels_at_offsets(scores_, offsets), scores_.cols));
  }
  void find_changes(std::size_t c);
  bool improve(std::size_t c);

  const Metric& metric_;
  std::span<const int> truth_;
  MatrixView<const double> scores_;
  std::vector<double> offsets_;
  Worth best_;
  std::vector<Change> changes_;  // of one class, ascending
};

void OffsetSearch::find_changes(std::size_t c) {
  changes_.clear();
  for (std::uint32_t row = 0; row < truth_.size(); ++row) {
    const std::span<const double> scores = scores_.row(row);
    const std::size_t other = highest(scores, offsets_, c);
    const double at = scores[other] + offsets_[other] - scores[c];
    AUTOSMOTE_CHECK(std::isfinite(at));
    changes_.push_back({at, row, static_cast<std::uint32_t>(other)});
  }
  std::ranges::sort(changes_, {}, &Change::at);
}

bool OffsetSearch::improve(std::size_t c) {
  find_changes(c);
  ClassTotals totals(offsets_.size());
  std::size_t values = 1;
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    const auto own = static_cast<std::size_t>(truth_[changes_[i].row]);
    ++totals.true_sums[own];
    ++totals.predicted_sums[changes_[i].from];
    totals.hits[own] += own == changes_[i].from ? 1 : 0;
    values += i > 0 && changes_[i - 1].at < changes_[i].at ? 1 : 0;
  }
  const double first = changes_.front().at;
  const double last = changes_.back().at;
  const double beyond = step_beyond(first, last, values);
  Worth best = best_;
  double offset = offsets_[c];
  const auto consider = [&](double candidate) {
    const Worth worth = worth_of(metric_, totals);
    if (worth < best || (worth == best && !(best_ < best))) return;
    const double closer = std::abs(offset) - std::abs(candidate);
    if (worth == best && (closer < 0.0 || (closer == 0.0 && candidate < offset))) return;
    best = worth;
    offset = candidate;
  };
  consider(first - beyond);
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    const Change& change = changes_[i];
    const auto own = static_cast<std::size_t>(truth_[change.row]);
    --totals.predicted_sums[change.from];
    ++totals.predicted_sums[c];
    totals.hits[change.from] -= own == change.from ? 1 : 0;
    totals.hits[c] += own == c ? 1 : 0;
    if (i + 1 == changes_.size()) {
      consider(last + beyond);
    } else if (change.at < changes_[i + 1].at) {
      consider(std::midpoint(change.at, changes_[i + 1].at));
    }
  }
  if (!(best_ < best)) return false;
  // Sums are rounded: what counts is what the rule says.
  std::vector<double> changed = offsets_;
  changed[c] = offset;
  const Worth exact = worth_at(changed);
  if (!(best_ < exact)) return false;
  best_ = exact;
  offsets_ = std::move(changed);
  return true;
}

}  // namespace

std::vector<int> labels_at_offsets(MatrixView<const double> scores,
                                   std::span<const double> offsets) {
  AUTOSMOTE_CHECK(scores.cols == offsets.size() && scores.cols >= 2);
  std::vector<int> labels;
  labels.reserve(scores.rows);
  for (std::size_t row = 0; row < scores.rows; ++row) {
    labels.push_back(static_cast<int>(highest(scores.row(row), offsets, scores.cols)));
  }
  return labels;
}

ClassOffsets best_offsets(const Metric& metric, std::span<const int> truth,
                          MatrixView<const double> scores) {
  AUTOSMOTE_CHECK(!metric.uses_scores() && scores.cols >= 2);
  AUTOSMOTE_CHECK(!truth.empty() && truth.size() == scores.rows);
  return OffsetSearch(metric, truth, scores).run();
}

}  // namespace autosmote
