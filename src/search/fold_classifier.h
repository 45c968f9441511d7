#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "autosmote/context.h"
#include "classifiers/refit.h"
#include "search/fold.h"
#include "search/majority_sample.h"
#include "search/pool.h"

namespace autosmote {

/// A training set for one fold: weights of its rows, and multiplicities of its candidates.
struct FoldSamples {
  std::vector<double> class_weights;  ///< of a row of each class; empty: 1
  std::vector<WeightedRow> candidates;
};

/// The built-in classifier of one fold: fitted on its rows and samples it predicts its evaluation
/// rows. Thread-safe with one workspace a thread.
class FoldClassifier {
 public:
  /// `candidates`: encoded rows that samples may name. Where they are in memory, the classifier is
  /// prepared for them once; where they are made when asked for, or none, anew for each fit. Fold
  /// and candidates must outlive it.
  FoldClassifier(const Fold& fold, const CandidateRows& candidates,
                 const ClassifierOptions& classifier, const Context& context);
  // Classifiers look at its rows where they are.
  FoldClassifier(const FoldClassifier&) = delete;
  FoldClassifier& operator=(const FoldClassifier&) = delete;

  /// Null where it is prepared anew.
  std::unique_ptr<RefitClassifier::Workspace> make_workspace() const;
  /// `workspace`: of make_workspace.
  void fit_predict(const FoldSamples& samples, RefitClassifier::Workspace* workspace,
                   Predictions& out) const;

 private:
  const Fold& fold_;
  CandidateRows candidates_;
  ClassifierOptions options_;
  std::optional<SampledRows> sampled_;           // see rows_to_fit
  std::vector<int> candidate_labels_;            // see candidate_labels
  std::unique_ptr<RefitClassifier> classifier_;  // null where it is prepared anew
};

/// The classifier's predictions of `fold`'s evaluation rows after training on all its rows and on
/// `samples`, whose rows index `candidates`: its own labels, and scores.
Predictions predict_evaluation(const Fold& fold, const CandidateRows& candidates,
                               const FoldSamples& samples, const ClassifierOptions& classifier,
                               const Context& context);

}  // namespace autosmote
