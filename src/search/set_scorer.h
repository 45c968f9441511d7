#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "search/reward.h"
#include "search/search.h"

namespace autosmote {

/// What the reward says of one way to make the training sets of all folds.
struct Evaluation {
  Threshold score;
  std::vector<FoldOutcome> outcomes;  ///< see cross_fit
  std::vector<double> offsets;        ///< see PooledRows::score
};

/// Scores many ways to make the training sets at a time: with a built-in classifier by a Reward on
/// the context's threads, with an external one by one batch of fits.
class SetScorer {
 public:
  using Sets = std::vector<FoldSamples>;  ///< one a fold

  virtual ~SetScorer() = default;
  /// The evaluation of make(0) ... make(n - 1), each called once, perhaps on several threads; empty
  /// where `stop` was true when its turn came. An external classifier asks `stop` once for all.
  virtual std::vector<std::optional<Evaluation>> score_all(
      std::size_t n, const std::function<Sets(std::size_t)>& make,
      const std::function<bool()>& stop) = 0;
  /// The evaluation of one way.
  Evaluation score(const Sets& sets);
};

/// The scorer for the folds and the classifier of `problem`. `candidates`: as of Reward. All must
/// outlive it.
std::unique_ptr<SetScorer> make_set_scorer(const SearchProblem& problem,
                                           std::span<const CandidateRows> candidates,
                                           bool tune_threshold, const Context& context);

/// A fit of the external classifier on `samples`, whose rows index `candidates`.
ExternalFit external_fit(std::size_t fold, const CandidateRows& candidates,
                         const FoldSamples& samples);

}  // namespace autosmote
