#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "autosmote/classifier.h"
#include "autosmote/context.h"
#include "autosmote/metric.h"
#include "evaluation/method.h"
#include "search/search.h"

namespace autosmote {

/// What all methods are given of one split of one data set. Classifier and metric are filled in
/// for each run.
struct SplitProblem {
  /// One fold, training rows against validation rows; `final`: training rows against test rows.
  SearchProblem holdout;
  /// Folds of training and validation rows together; `final` as above.
  SearchProblem folds;
  /// The first so many evaluation rows of `final` are the test rows. Those after them are minority
  /// rows that undersampling the test part left out.
  std::size_t test_rows = 0;
};

/// What one run found.
struct RunScore {
  std::optional<double> validation;
  std::optional<double> test;
  /// With the minority rows that undersampling left out; all minority rows together count as much
  /// as those of the test rows alone.
  std::optional<double> test_all;
  double threshold = 0.0;
  std::uint64_t rows = 0;  ///< of the final training set
  std::uint64_t fits = 0;
  bool applied = true;  ///< false: the method did not apply, and the data were left as they are
  std::string note;
  double seconds = 0.0;
  bool interrupted = false;  ///< not to be kept
};

/// Scores a method without a search (kWeights, kResampler): resamples once, fits each classifier
/// once on the training rows, and predicts validation and test rows. Results in the order
/// classifier by classifier, metric by metric. Where the method does not apply, the rows stay as
/// they are and the note says why.
std::vector<RunScore> run_plain_method(const Method& method, const SplitProblem& split,
                                       std::span<const ClassifierOptions> classifiers,
                                       std::span<const Metric> metrics, const Context& context);

/// Scores a method that tunes or searches (kBaseline, kSearch) for one classifier and metric.
/// `episodes`: of a search; 0 for the profile's own number, which the small budget always has.
RunScore run_tuned_method(const Method& method, const SplitProblem& split,
                          const ClassifierOptions& classifier, const Metric& metric,
                          std::uint64_t episodes, const Context& context);

}  // namespace autosmote
