#include "search/fold.h"

#include <algorithm>

namespace autosmote {

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
  const std::size_t largest = fold.train.rows() - fold.minority.size();
  const auto own = static_cast<std::size_t>(std::ranges::count(fold.train_labels, label));
  return largest - std::min(largest, own);
}

double imbalance_of(const Fold& fold) {
  const auto minority = static_cast<double>(fold.minority.size());
  return (static_cast<double>(fold.train.rows()) - minority) / minority;
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
