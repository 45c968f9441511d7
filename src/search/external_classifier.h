#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "classifiers/refit.h"
#include "search/pool.h"

namespace autosmote {

/// A candidate and how often it stands in a training set.
struct WeightedPoint {
  CandidatePoint point;  ///< of minority instances of the fold
  std::uint32_t weight = 1;
};

/// The training set of one fold.
struct ExternalFit {
  std::size_t fold = 0;  ///< of SearchProblem::folds; their number: SearchProblem::final
  double majority_weight = 1.0;
  double minority_weight = 1.0;
  std::vector<WeightedPoint> samples;
};

/// Predictions of a fold's evaluation rows, and the value of the caller's own metric.
struct ExternalPredictions {
  Predictions predictions;
  double value = 0.0;
};

/// A classifier that is not the library's (autosmote/custom_classifier.h), in terms of folds and
/// minority instances.
class ExternalClassifier {
 public:
  virtual ~ExternalClassifier() = default;
  virtual bool graded_scores() const = 0;
  virtual bool class_weights() const = 0;
  /// One entry a fit, in their order.
  virtual std::vector<ExternalPredictions> fit_predict(std::span<const ExternalFit> fits) const = 0;
};

}  // namespace autosmote
