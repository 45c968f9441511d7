#include "classifiers/distinct_evaluation.h"

#include <algorithm>

#include "neighbors/distinct_rows.h"

namespace autosmote {

DistinctEvaluation::DistinctEvaluation(MatrixView<const double> evaluation, const Context& context)
    : place_(evaluation.rows) {
  const DistinctRows distinct = distinct_rows(evaluation, context);
  rows_ = Matrix<double>(distinct.first.size(), evaluation.cols);
  for (std::uint32_t i = 0; i < rows_.rows(); ++i) {
    std::ranges::copy(evaluation.row(distinct.first[i]), rows_.row(i).begin());
    place_[distinct.first[i]] = i;
  }
  // The first of equal rows comes before the others.
  for (std::size_t row = 0; row < place_.size(); ++row) {
    place_[row] = place_[distinct.first_of[row]];
  }
}

void DistinctEvaluation::expand(const Predictions& distinct, Predictions& out) const {
  out.labels.resize(place_.size());
  out.scores.resize(place_.size());
  for (std::size_t row = 0; row < place_.size(); ++row) {
    out.labels[row] = distinct.labels[place_[row]];
    out.scores[row] = distinct.scores[place_[row]];
  }
}

}  // namespace autosmote
