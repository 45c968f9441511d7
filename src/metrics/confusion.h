#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "autosmote/metric.h"

namespace autosmote {

/// How often each class was predicted for rows of each class: k x k counts.
class ConfusionMatrix {
 public:
  explicit ConfusionMatrix(std::size_t classes) : counts_(classes * classes), classes_(classes) {}

  std::size_t classes() const { return classes_; }
  std::uint64_t& operator()(std::size_t truth, std::size_t predicted) {
    return counts_[truth * classes_ + predicted];
  }
  std::uint64_t operator()(std::size_t truth, std::size_t predicted) const {
    return counts_[truth * classes_ + predicted];
  }
  /// All counts, row by row.
  std::span<const std::uint64_t> counts() const { return counts_; }
  std::span<std::uint64_t> counts() { return counts_; }
  /// Adds the counts of another matrix of as many classes.
  ConfusionMatrix& operator+=(const ConfusionMatrix& other);
  /// Rows that belong to the class.
  std::uint64_t true_sum(std::size_t c) const;
  /// Rows for which the class was predicted.
  std::uint64_t predicted_sum(std::size_t c) const;

 private:
  std::vector<std::uint64_t> counts_;
  std::size_t classes_;
};

/// What metrics of labels need of a confusion matrix, so that moving a row to another class costs a
/// few sums.
struct ClassTotals {
  explicit ClassTotals(std::size_t classes)
      : true_sums(classes), predicted_sums(classes), hits(classes) {}
  std::vector<std::uint64_t> true_sums;       ///< rows that belong to each class
  std::vector<std::uint64_t> predicted_sums;  ///< rows for which it was predicted
  std::vector<std::uint64_t> hits;            ///< rows for which both hold
};

/// Counts predictions; `truth` and `labels` hold class numbers in [0, classes), one a row. O(n).
/// Throws DataError where the lengths differ, there is no row, or a number is no class.
ConfusionMatrix count_confusion(std::span<const int> truth, std::span<const int> labels,
                                std::size_t classes);

// The metrics below are those of scikit-learn and imbalanced-learn, whatever the number of
// classes. A quotient 0/0 counts as 0 (their zero_division="warn", without the warning). A class
// is present when it occurs in the truth or among the predictions.

/// (1 + beta^2) TP / ((1 + beta^2) TP + beta^2 FN + FP) of one class against all others; 0 where
/// the class is not present.
double f_beta(const ConfusionMatrix& matrix, std::size_t positive, double beta);

/// Mean of the classes' F1 over the classes that are present (f1_score, average="macro").
double macro_f1(const ConfusionMatrix& matrix);

/// Matthews correlation coefficient in its k-class form (Gorodkin 2004, R_K); 0 where truth or
/// predictions have one class only (matthews_corrcoef).
double matthews_correlation(const ConfusionMatrix& matrix);

/// Mean recall over the classes that occur in the truth (balanced_accuracy_score).
double balanced_accuracy(const ConfusionMatrix& matrix);

/// Geometric mean of the recalls over the classes that are present; a class that is predicted
/// but does not occur in the truth has recall 0 (geometric_mean_score of imbalanced-learn).
double geometric_mean(const ConfusionMatrix& matrix);

/// The value of a metric of labels. F1 and F-beta are those of the minority, class 1; with more
/// classes their mean over classes 1..k-1, that is all but the largest
/// (fbeta_score, labels=[1..k-1], average="macro"). Not for metrics that use scores.
double label_metric(const Metric& metric, const ConfusionMatrix& matrix);
/// The same of totals, in O(classes).
double label_metric(const Metric& metric, const ClassTotals& totals);
double balanced_accuracy(const ClassTotals& totals);

}  // namespace autosmote
