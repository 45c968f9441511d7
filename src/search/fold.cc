#include "search/fold.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/check.h"
#include "neighbors/collectors.h"
#include "neighbors/distinct_rows.h"

namespace autosmote {

std::size_t training_rows(const Fold& fold) {
  if (fold.train_weights.empty()) return fold.train.rows();
  return static_cast<std::size_t>(
      std::accumulate(fold.train_weights.begin(), fold.train_weights.end(), 0.0));
}

std::vector<double> balanced_weights(const Fold& fold) {
  const auto n = static_cast<double>(training_rows(fold));
  std::vector<double> rows(static_cast<std::size_t>(fold.classes));
  for (const std::uint32_t row : fold.minority) {
    rows[static_cast<std::size_t>(fold.train_labels[row])] += 1.0;
  }
  rows[0] = n - static_cast<double>(fold.minority.size());
  std::vector<double> weights;
  for (const double own : rows) weights.push_back(n / (fold.classes * own));
  return weights;
}

void merge_equal_rows(Fold& fold, const Context& context) {
  AUTOSMOTE_CHECK(fold.train_weights.empty());
  const DistinctRows distinct = distinct_rows(fold.train.view(), context);
  // A minority row that equals a majority row stays apart from it.
  const auto majority = [&](std::uint32_t row) { return fold.train_labels[row] == 0; };
  constexpr std::uint32_t kNone = kNoRow;
  std::vector<std::uint32_t> first(fold.train.rows(), kNone);  // majority row that stands for them
  std::vector<std::uint32_t> kept;
  std::vector<double> weights(fold.train.rows(), 1.0);
  for (std::uint32_t row = 0; row < fold.train.rows(); ++row) {
    std::uint32_t& standing = first[distinct.first_of[row]];
    if (majority(row) && standing != kNone) {
      weights[standing] += 1.0;
      continue;
    }
    if (majority(row)) standing = row;
    kept.push_back(row);
  }
  Matrix<double> rows(kept.size(), fold.train.cols());
  std::vector<int> labels(kept.size());
  std::vector<std::uint32_t> minority;
  for (std::uint32_t i = 0; i < kept.size(); ++i) {
    std::ranges::copy(fold.train.row(kept[i]), rows.row(i).begin());
    labels[i] = fold.train_labels[kept[i]];
    weights[i] = weights[kept[i]];  // kept[i] >= i
    if (labels[i] != 0) minority.push_back(i);
  }
  weights.resize(kept.size());
  fold.train = std::move(rows);
  fold.train_labels = std::move(labels);
  fold.train_weights = std::move(weights);
  fold.minority = std::move(minority);
}

std::vector<std::uint32_t> instances_of(const Fold& fold, int label) {
  std::vector<std::uint32_t> instances;
  for (std::uint32_t i = 0; i < fold.minority.size(); ++i) {
    if (fold.class_of(i) == label) instances.push_back(i);
  }
  return instances;
}

// The training rows of one fold can hold a few minority rows more than rows of the largest class
// where classes are nearly as large.
std::size_t rows_wanted(const Fold& fold, int label) {
  if (!fold.given_amounts.empty()) return fold.given_amounts[static_cast<std::size_t>(label)];
  const std::size_t largest = training_rows(fold) - fold.minority.size();
  const auto own = static_cast<std::size_t>(std::ranges::count(fold.train_labels, label));
  return largest - std::min(largest, own);
}

double imbalance_of(const Fold& fold) {
  const auto minority = static_cast<double>(fold.minority.size());
  return (static_cast<double>(training_rows(fold)) - minority) / minority;
}

Matrix<double> minority_rows_of(const Fold& fold) {
  Matrix<double> rows(fold.minority.size(), fold.train.cols());
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const auto row = fold.train.row(fold.minority[i]);
    std::copy(row.begin(), row.end(), rows.row(i).begin());
  }
  return rows;
}

Matrix<float> as_float(const Matrix<double>& rows) {
  Matrix<float> result(rows.rows(), rows.cols());
  std::transform(rows.data(), rows.data() + rows.rows() * rows.cols(), result.data(),
                 [](double x) { return static_cast<float>(x); });
  return result;
}

}  // namespace autosmote
