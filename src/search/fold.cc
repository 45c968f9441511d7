#include "search/fold.h"

#include <algorithm>

namespace autosmote {

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
