#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "autosmote/table.h"

namespace autosmote {

/// A synthetic row between two rows of the training table, and how often it stands in a training
/// set. Where source and neighbor are the same row, it is a copy of that row.
struct CustomSample {
  std::uint64_t source = 0;
  std::uint64_t neighbor = 0;
  double lambda = 0.0;       ///< place between the two
  std::uint32_t weight = 1;  ///< at least 1
};

/// A fit that a search asks for: train on rows of the training table and on synthetic minority
/// rows, then predict other rows of it.
struct CustomFit {
  std::span<const std::size_t> train;     ///< rows, ascending
  std::span<const std::size_t> held_out;  ///< rows to predict
  double majority_weight = 1.0;           ///< of each row of `train` of that class
  double minority_weight = 1.0;
  std::vector<CustomSample> samples;
  /// Writes the cells of sample s, one a column of the table. Thread-safe.
  std::function<void(std::size_t s, std::span<CellValue> cells)> make_row;
};

/// What the fitted classifier says of CustomFit::held_out, row by row.
struct CustomPredictions {
  std::vector<int> labels;     ///< 0 majority, 1 minority
  std::vector<double> scores;  ///< larger = more likely minority; label 1 where above 0
  double value = 0.0;  ///< the caller's own metric there; read with MetricKind::kCustom alone
};

/// The score of a probability of the minority: it less 1/2, so above 0 where the minority is the
/// likelier class. Below 2^-36, where that would take different probabilities for one, it goes on
/// with their logarithm, so that rankings and thresholds tell apart even the smallest.
double score_of_probability(double probability);
/// The probability of a score; negative below that of 0.
double probability_of_score(double score);

/// A classifier of the caller's that stands in place of the built-in ones. The search, its pools,
/// features and cross-fitting are the same; only fits and predictions are the caller's. A
/// prediction must depend on nothing but its fit.
class CustomClassifier {
 public:
  CustomClassifier() = default;
  CustomClassifier(const CustomClassifier&) = delete;
  CustomClassifier& operator=(const CustomClassifier&) = delete;
  virtual ~CustomClassifier() = default;

  virtual std::string name() const = 0;  ///< for reports
  /// Whether `scores` are more than the labels once again.
  virtual bool graded_scores() const = 0;
  /// Whether scores are score_of_probability of the minority's probabilities.
  virtual bool probability_scores() const = 0;
  /// Whether weights of the classes other than 1 can be asked for.
  virtual bool class_weights() const = 0;
  /// The predictions of all fits, in their order: those of a whole round of the search, so that
  /// they can run side by side. Called from one thread at a time, not always the same. What it
  /// throws ends the search and reaches the caller. The fits are only valid during the call.
  virtual std::vector<CustomPredictions> fit_predict(std::span<const CustomFit> fits) const = 0;
};

}  // namespace autosmote
