#pragma once

#include <cstdint>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"
#include "classifiers/refit.h"

namespace autosmote {

/// The evaluation rows of a RefitData without repetitions: what a row gets depends on nothing else,
/// so equal rows are predicted once.
class DistinctEvaluation {
 public:
  DistinctEvaluation(MatrixView<const double> evaluation, const Context& context);

  const Matrix<double>& rows() const { return rows_; }
  /// The predictions of all evaluation rows, from those of rows().
  void expand(const Predictions& distinct, Predictions& out) const;

 private:
  Matrix<double> rows_;
  std::vector<std::uint32_t> place_;  // of each evaluation row in rows_
};

}  // namespace autosmote
