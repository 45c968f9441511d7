#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "autosmote/classifier.h"
#include "autosmote/context.h"
#include "autosmote/matrix_view.h"

namespace autosmote {

/// The rows among which a base classifier is refitted again and again with other weights.
/// Labels are class numbers: 0 the largest class (of two: the majority), 1 the next one (the
/// minority), and so on. All views must outlive the RefitClassifier.
struct RefitData {
  MatrixView<const double> base;          ///< training rows, n x d
  std::span<const int> base_labels;       ///< n
  MatrixView<const double> candidates;    ///< rows that a sample set may contain, p x d
  std::span<const int> candidate_labels;  ///< p; empty: all are of class 1
  MatrixView<const double> evaluation;    ///< rows to predict, v x d
  int classes = 2;
  /// n: what each base row weighs, above 0, such as how many equal rows it stands for; empty: 1
  /// each. Only for classifiers of which takes_class_weights is true; for `tree` whole multiples of
  /// 2^-20.
  std::span<const double> base_weights = {};

  double base_weight(std::size_t row) const {
    return base_weights.empty() ? 1.0 : base_weights[row];
  }
  int candidate_label(std::size_t candidate) const {
    return candidate_labels.empty() ? 1 : candidate_labels[candidate];
  }
};

/// A candidate row and how often it stands in the sample set.
struct WeightedRow {
  std::uint32_t row = 0;     ///< index into RefitData::candidates
  std::uint32_t weight = 0;  ///< multiplicity, at least 1
};

/// One training set: base rows with a weight by class, and candidates with multiplicities.
struct TrainingWeights {
  double majority_weight = 1.0;             ///< of each base row of class 0; two classes only
  double minority_weight = 1.0;             ///< of each base row of class 1; two classes only
  std::span<const WeightedRow> candidates;  ///< ascending by row, no row twice
};

/// What a fitted classifier says of the evaluation rows.
struct Predictions {
  std::vector<int> labels;  ///< v
  /// v, larger = more likely minority; same order as the labels' rule. Of more than two classes:
  /// the score of the label that was given.
  std::vector<double> scores;
  std::vector<double> class_scores = {};  ///< of more than two classes: v x classes; else empty
};

/// A base classifier prepared for many refits on the same rows (design: "the pool as weights").
/// What can be shared between fits (sorted columns, distances, one fixed warm start) is computed
/// once in the constructor; `fit_predict` depends on nothing but its arguments, so results are the
/// same whatever was fitted before and on whichever thread. It equals a fresh fit on the
/// materialised rows: base rows in order, then each candidate `weight` times.
class RefitClassifier {
 public:
  /// Memory for one fit at a time. A thread owns one and uses it for all its fits.
  class Workspace {
   public:
    virtual ~Workspace() = default;
  };

  virtual ~RefitClassifier() = default;
  virtual std::unique_ptr<Workspace> make_workspace() const = 0;
  /// Fits on `weights` and predicts the evaluation rows. Const and thread-safe with one workspace
  /// a thread; `out` is resized.
  virtual void fit_predict(const TrainingWeights& weights, Workspace& workspace,
                           Predictions& out) const = 0;
};

/// Prepares the classifier that `options` names; for more than two classes, one for each class
/// against the others (one_vs_rest.h). Throws ConfigError for what this build lacks.
std::unique_ptr<RefitClassifier> make_refit_classifier(const ClassifierOptions& options,
                                                       const RefitData& data,
                                                       const Context& context);

}  // namespace autosmote
