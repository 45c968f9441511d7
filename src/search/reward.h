#pragma once

#include <memory>
#include <span>
#include <vector>

#include "metrics/threshold.h"
#include "search/cross_fit.h"
#include "search/fold_classifier.h"
#include "search/search.h"

namespace autosmote {

/// The evaluation rows of all folds, and what is said of predictions for them: the predictions of
/// all folds make one confusion matrix (or ranking), one metric.
class PooledRows {
 public:
  /// See Reward.
  PooledRows(std::span<const Fold> folds, const Metric& metric, bool tune_threshold,
             std::size_t repeats);

  std::span<const int> truth() const { return truth_; }
  /// The metric of predictions, fold after fold: at the best threshold where it is tuned, of
  /// several classes at the best `offsets` (metrics/class_offsets.h), which are otherwise empty.
  Threshold score(const Predictions& pooled, std::vector<double>& offsets) const;
  /// How each fold does with what the others choose; see cross_fit.
  std::vector<FoldOutcome> outcomes(const Predictions& pooled) const;

 private:
  std::vector<int> truth_;
  std::vector<std::size_t> fold_sizes_;
  std::size_t folds_a_repeat_;
  std::size_t classes_;
  Metric metric_;
  bool tune_threshold_;
};

/// Adds the predictions of the next fold to those of the folds before it.
void append(const Predictions& fold, Predictions& pooled);

/// The reward: the classifier, fitted on each fold's rows and samples, predicts the fold's
/// evaluation rows, and the pooled predictions have one score. With the threshold tuned, it is that
/// at the best threshold for the pooled scores.
/// Thread-safe with one Scratch a thread; a reward depends on nothing but its samples.
class Reward {
 public:
  class Scratch {
   public:
    explicit Scratch(const Reward& reward);

   private:
    friend class Reward;
    std::vector<std::unique_ptr<RefitClassifier::Workspace>> workspaces_;
    Predictions fold_predictions_;
    Predictions pooled_;
    std::vector<double> offsets_;
  };

  /// `candidates[f]`: encoded rows that samples of fold f may name. All must outlive the Reward.
  /// `repeats` of a cross-validation are among the folds. Where rows are made when asked for, an
  /// evaluation prepares a classifier for those that its samples name, instead of one for all at
  /// the start.
  Reward(std::span<const Fold> folds, std::span<const CandidateRows> candidates,
         const ClassifierOptions& classifier, const Metric& metric, bool tune_threshold,
         const Context& context, std::size_t repeats = 1);

  /// One FoldSamples a fold.
  Threshold evaluate(std::span<const FoldSamples> samples, Scratch& scratch) const;
  /// The pooled labels and scores of the last evaluate with this scratch, fold after fold.
  const Predictions& predictions(const Scratch& scratch) const { return scratch.pooled_; }
  std::span<const int> truth() const { return rows_.truth(); }
  /// Of several classes and where they are tuned: one a class, of the last evaluate.
  const std::vector<double>& offsets(const Scratch& scratch) const { return scratch.offsets_; }
  /// How each fold does with what the others choose, of the last evaluate with this scratch; see
  /// cross_fit.
  std::vector<FoldOutcome> outcomes(const Scratch& scratch) const;

 private:
  std::vector<std::unique_ptr<FoldClassifier>> classifiers_;
  PooledRows rows_;
  Context context_;
};

/// Sets the labels to those at the threshold; 0, the default one, leaves the classifier's own.
void apply_threshold(double threshold, Predictions& predictions);

/// Sets the labels of several classes to those at the offsets; empty, the classifier's own stay.
void apply_offsets(std::span<const double> offsets, Predictions& predictions);

/// Whether the options tune the threshold for this classifier and metric.
bool tunes_threshold(const SearchOptions& options, const ClassifierOptions& classifier,
                     const Metric& metric);
/// The same for the classifier of `problem`, built-in or external. Of several classes none is.
bool tunes_threshold(const SearchOptions& options, const SearchProblem& problem);
/// Whether the cheap alternatives tune the threshold, or of several classes the offsets.
bool baselines_tune(const SearchOptions& options, const SearchProblem& problem);
/// Whether other thresholds than the default mean something for its scores.
bool has_graded_scores(const SearchProblem& problem);

}  // namespace autosmote
