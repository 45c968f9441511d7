#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "autosmote/classifier.h"
#include "autosmote/context.h"
#include "autosmote/metric.h"
#include "autosmote/search_options.h"
#include "search/external_classifier.h"
#include "search/fold.h"
#include "search/pool.h"

namespace autosmote {

/// What is searched for: the samples that let `classifier` score best by `metric` on `folds`.
struct SearchProblem {
  std::vector<Fold> folds;  ///< one for a hold-out; k x repeats for cross-validation
  std::size_t repeats = 1;  ///< of the cross-validation; the first k folds are the first repeat
  Fold final;               ///< what the delivered samples are made for, evaluated on the test rows
  ClassifierOptions classifier;
  /// Stands in place of `classifier`, of whose kind then only the learned prior is taken. Default
  /// profile only.
  std::shared_ptr<const ExternalClassifier> external;
  Metric metric;
  /// Rows to add to each class per row that it has, by label, where amounts are given (default
  /// profile); empty: the search finds them. The folds' given_amounts follow from it.
  std::vector<double> growth = {};
  double imbalance_ratio = 0.0;  ///< majority / minority that the scales stand on; 0: counted
  std::string distance;          ///< names what Fold::neighbors go by; empty where they are
};

/// One line of history.csv; a function of the seed alone.
struct EpisodeRecord {
  std::uint64_t episode = 0;
  std::uint64_t round = 0;
  std::uint64_t samples = 0;  ///< synthetic rows, mean over the folds
  double validation = 0.0;
  double best_validation = 0.0;  ///< up to this episode
  double entropy = 0.0;          ///< paper profile: mean entropy of the low-level policy; else 0
};

/// A score of one way to make the training set, all ways on the same rows.
struct MethodScore {
  std::string method;  ///< "nothing", "class weight", "tuned threshold", "random over-sampling" ...
  /// On rows that had no part in choosing among the candidates, nor the threshold, where folds
  /// allow it (search/cross_fit.h); the candidates of a search were led there by all folds.
  /// Rankings, a hold-out and the paper profile show the score of the choice. Empty where the
  /// method does not apply.
  std::optional<double> validation;
  std::optional<double> test;        ///< empty without test rows
  double threshold = 0.0;            ///< decision threshold on the classifier's score
  std::vector<double> offsets;       ///< of several classes, where tuned (metrics/class_offsets.h)
  std::uint64_t synthetic_rows = 0;  ///< in the final training set
  std::uint64_t fits = 0;
  std::string note;  ///< why it does not apply, which amount was chosen ...
  /// Predictions for the rows of SearchProblem::final.evaluation, in their order, the labels at
  /// `threshold` or `offsets`: what `test` is computed from. Empty without test rows.
  std::vector<int> test_labels;
  std::vector<double> test_scores;
};

/// The outcome of a search.
struct SearchResult {
  std::vector<Sample> samples;  ///< in order of (source, neighbor, lambda)
  MethodScore score;
  std::vector<EpisodeRecord> history;
  std::string policy;          ///< JSON document
  std::string policy_weights;  ///< bytes of the networks, empty where policy says all
  std::uint64_t fits = 0;
  std::uint64_t episodes = 0;
  double seconds = 0.0;
  bool interrupted = false;        ///< cancelled: the result is the best so far
  std::vector<std::string> notes;  ///< what a user should know: reduced K, clamped scales ...
};

/// Where a search keeps its state between rounds. `load` gives what `save` last stored.
struct CheckpointStore {
  std::function<std::optional<std::string>()> load;
  std::function<void(const std::string&)> save;
};

/// Runs the search. Deterministic in (problem, options, context.seed) for any number of threads,
/// and whether or not it was resumed from a checkpoint; a time limit or cancellation cuts it at the
/// end of a round. `store` may be null. Throws DataError for a checkpoint of another search.
SearchResult run_search(const SearchProblem& problem, const SearchOptions& options,
                        const Context& context, const CheckpointStore* store);

/// The cheap alternatives to a search. The over-samplers have their amount tuned.
enum class Baseline { kNothing, kClassWeight, kThreshold, kRandomOver, kSmote };

/// The score of one of them; `validation` is empty, with a note, where it does not apply.
MethodScore score_baseline(Baseline baseline, const SearchProblem& problem,
                           const SearchOptions& options, const Context& context);

/// Scores of the cheap alternatives, in the order they are shown: nothing, class weight, tuned
/// threshold (of several classes: offsets), random over-sampling and SMOTE with tuned amount.
/// Validation and test rows are those of the search.
std::vector<MethodScore> score_baselines(const SearchProblem& problem, const SearchOptions& options,
                                         const Context& context);

}  // namespace autosmote
