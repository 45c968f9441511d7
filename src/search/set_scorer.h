#pragma once

#include <cstddef>
#include <cstdint>
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

/// The candidates of one fold, and what of them each way to make its training set takes.
struct SampledFold {
  Matrix<double> candidates;
  std::vector<CandidatePoint> points;  ///< where they lie
  std::vector<FoldSamples> ways;
};

/// The evaluation of each way that `sample` makes for fold 0, 1 ... The folds come one after the
/// other, and candidates and classifier of one are gone before the next: for ways that are known
/// beforehand, where a SetScorer would keep those of all folds. With an external classifier, whose
/// fits are one batch, the candidates of all folds are kept.
std::vector<Evaluation> score_fold_by_fold(
    const SearchProblem& problem,
    const std::function<SampledFold(const Fold& fold, std::uint32_t number)>& sample,
    bool tune_threshold, const Context& context);

/// A fit of the external classifier on `samples`, whose rows index `candidates`.
ExternalFit external_fit(std::size_t fold, const CandidateRows& candidates,
                         const FoldSamples& samples);

}  // namespace autosmote
