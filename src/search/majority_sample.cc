#include "search/majority_sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>

#include "classifiers/refit.h"
#include "core/check.h"

namespace autosmote {
namespace {

double weight_of(const Fold& fold, std::size_t row) {
  return fold.train_weights.empty() ? 1.0 : fold.train_weights[row];
}

/// The weight from which on a row is kept surely: the sum of min(1, weight / threshold) is
/// `wanted`.
double sure_weight(std::vector<double> weights, std::size_t wanted) {
  std::ranges::sort(weights, std::greater<>());
  double rest = 0.0;
  for (const double weight : weights) rest += weight;
  for (std::size_t sure = 0; sure < wanted; ++sure) {
    const double threshold = rest / static_cast<double>(wanted - sure);
    if (weights[sure] < threshold) return threshold;
    rest -= weights[sure];
  }
  return weights[wanted - 1];
}

/// How many majority rows are sampled; 0: none, all are taken.
std::size_t sample_size(const Fold& fold, ClassifierKind kind) {
  constexpr std::size_t kLeastAMinorityRow = 4;
  if (kind != ClassifierKind::kXgboost) return 0;
  if (fold.train.rows() * fold.train.cols() <= kMostFitNumbers) return 0;
  const std::size_t size =
      std::max(kSampleNumbers / fold.train.cols(), kLeastAMinorityRow * fold.minority.size());
  return size < fold.train.rows() - fold.minority.size() ? size : 0;
}

}  // namespace

bool merges_equal_rows(const Fold& fold, ClassifierKind kind) {
  const bool gains = kind == ClassifierKind::kTree || kind == ClassifierKind::kXgboost;
  return gains && fold.train.rows() * fold.train.cols() >= kMergeNumbers;
}

SampledRows sample_majority(const Fold& fold, std::size_t majority) {
  AUTOSMOTE_CHECK(majority >= 1);
  std::vector<double> of_majority;
  for (std::size_t row = 0; row < fold.train.rows(); ++row) {
    if (fold.train_labels[row] == 0) of_majority.push_back(weight_of(fold, row));
  }
  const double sure = majority < of_majority.size() ? sure_weight(of_majority, majority) : 0.0;
  SampledRows sample;
  std::vector<std::uint32_t> kept;
  double passed = 0.5;  // of the rows before, the sum of probabilities: whole numbers are hits
  for (std::uint32_t row = 0; row < fold.train.rows(); ++row) {
    const double weight = weight_of(fold, row);
    const bool surely = fold.train_labels[row] != 0 || weight >= sure;
    if (!surely) {
      const double before = std::floor(passed);
      passed += weight / sure;
      if (std::floor(passed) == before) continue;
    }
    kept.push_back(row);
    sample.labels.push_back(fold.train_labels[row]);
    sample.weights.push_back(surely ? weight : sure);
  }
  sample.train = Matrix<double>(kept.size(), fold.train.cols());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    std::ranges::copy(fold.train.row(kept[i]), sample.train.row(i).begin());
  }
  return sample;
}

std::optional<SampledRows> rows_to_fit(const Fold& fold, ClassifierKind kind) {
  const std::size_t size = sample_size(fold, kind);
  if (size == 0) return std::nullopt;
  return sample_majority(fold, size);
}

std::size_t fitted_rows(const Fold& fold, ClassifierKind kind) {
  const std::size_t size = sample_size(fold, kind);
  return size == 0 ? fold.train.rows() : size + fold.minority.size();
}

std::optional<std::string> sampling_note(const Fold& fold, ClassifierKind kind) {
  const std::size_t size = sample_size(fold, kind);
  if (size == 0) return std::nullopt;
  return fmt::format(
      "a fold has {}{} majority rows: in the search {} is fitted on {} of them, weighted so that "
      "they stand for all, and on all minority rows; the result is for all rows",
      fold.train.rows() - fold.minority.size(), fold.train_weights.empty() ? "" : " different",
      classifier_name(kind), size);
}

}  // namespace autosmote
