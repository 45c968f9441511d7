#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "autosmote/matrix_view.h"
#include "preprocess/row_generator.h"

namespace autosmote {

/// One split of the labelled rows, encoded by an encoder fitted on its training rows alone. Labels:
/// 0 majority, 1 minority. The same type holds the final split: all rows that the delivered
/// training set stands on, with the test rows (possibly none) for evaluation.
struct Fold {
  Matrix<double> train;                 ///< n x d
  std::vector<int> train_labels;        ///< n
  Matrix<double> evaluation;            ///< v x d
  std::vector<int> evaluation_labels;   ///< v
  std::vector<std::uint32_t> minority;  ///< rows of `train` that are minority instances, ascending
  std::shared_ptr<const RowGenerator> generator;  ///< numbers instances as `minority` does
};

/// Majority rows per minority row of the fold's training part.
double imbalance_of(const Fold& fold);

/// The encoded minority rows, m x d, in the order of Fold::minority.
Matrix<double> minority_rows_of(const Fold& fold);

/// The same numbers in single precision, for the networks.
Matrix<float> as_float(const Matrix<double>& rows);

}  // namespace autosmote
