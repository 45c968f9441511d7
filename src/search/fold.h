#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"
#include "preprocess/row_generator.h"

namespace autosmote {

/// One split of the labelled rows, encoded by an encoder fitted on its training rows alone. Labels:
/// 0 the largest class, then the others by descending size. The rows of all classes but the largest
/// are the minority instances, which samples are made of; with two classes they are the minority.
/// The same type holds the final split: all rows that the delivered training set stands on, with
/// the test rows (possibly none) for evaluation.
struct Fold {
  Matrix<double> train;           ///< n x d
  std::vector<int> train_labels;  ///< n
  /// How many equal rows each row of `train` stands for; empty: each for itself alone, as rows that
  /// are minority instances always do.
  std::vector<double> train_weights;
  Matrix<double> evaluation;            ///< v x d
  std::vector<int> evaluation_labels;   ///< v
  std::vector<std::uint32_t> minority;  ///< rows of `train` that are minority instances, ascending
  std::shared_ptr<const RowGenerator> generator;  ///< numbers instances as `minority` does
  /// The k nearest of the instances of class `label` of each of them, in numbers among them, itself
  /// first, where it is not the Euclidean distance between encoded rows that says who is near; else
  /// empty.
  std::function<Matrix<std::uint32_t>(int label, std::size_t k, const Context&)> neighbors;
  int classes = 2;
  /// Rows to add to each class, by label, where they are given; empty: the search finds them.
  std::vector<std::size_t> given_amounts = {};

  /// The class of a minority instance, 1 to classes - 1.
  int class_of(std::size_t instance) const { return train_labels[minority[instance]]; }
};

/// How many rows `train` stands for.
std::size_t training_rows(const Fold& fold);

/// What a row of each class weighs so that all k classes weigh the same together: n / (k n_c), as
/// scikit-learn's class_weight="balanced".
std::vector<double> balanced_weights(const Fold& fold);

/// Keeps one, the first, of equal rows of the largest class, and weighs it by their number. What
/// learns from weighted rows then does as before, with less memory and time. O(n d).
void merge_equal_rows(Fold& fold, const Context& context);

/// The numbers of the minority instances of one class, ascending.
std::vector<std::uint32_t> instances_of(const Fold& fold, int label);

/// How many rows a class is to get, of which samplers take shares: the given amount, else what it
/// has less than the largest class, at least 0.
std::size_t rows_wanted(const Fold& fold, int label);

/// Majority rows per minority row of the fold's training part.
double imbalance_of(const Fold& fold);

/// The encoded minority rows, m x d, in the order of Fold::minority.
Matrix<double> minority_rows_of(const Fold& fold);

/// The same numbers in single precision, for the networks.
Matrix<float> as_float(const Matrix<double>& rows);

}  // namespace autosmote
