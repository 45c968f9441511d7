#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rl/cross_entropy.h"
#include "search/placement.h"
#include "search/placement_prior.h"
#include "search/round_search.h"
#include "search/search.h"
#include "search/set_scorer.h"

namespace autosmote {

/// The default profile: the hierarchy's three decisions (amount; samples an instance; neighbour and
/// lambda) by a PlacementPolicy, found by the cross-entropy method from the
/// learned prior. The reward pools the out-of-fold predictions of all folds; inside a fold,
/// held-out minority rows are neither source nor neighbour. The answer is the mean of the best
/// candidates, not the best one, and is applied to the final rows, unless no sample at all scores
/// as well or amounts are given, which then every candidate has. With the small budget the
/// placement is that of the prior, and candidates differ in their amount alone. Random search, the
/// control, draws from the neutral start throughout; an ablated level keeps neutral parameters
/// (plain balance, uniform instances, uniform neighbours and lambda).
class PlacementSearch : public RoundSearch {
 public:
  /// `start`: where the search starts instead of at its own start; how priors are learned and
  /// tested (bench/search_lab.cc).
  PlacementSearch(const SearchProblem& problem, const SearchOptions& options,
                  const Context& context,
                  const std::optional<PlacementPrior>& start = std::nullopt);

 private:
  struct Choice {
    PlacementPolicy policy;
    Threshold score;          // on the rows it was chosen on
    double validation = 0.0;  // see MethodScore
  };

  bool small() const { return options_.budget == SearchBudget::kSmall; }
  bool amounts_given() const { return !problem_.growth.empty(); }
  std::size_t averaged() const;  // candidates that the answer is the mean of
  std::vector<double> candidate(std::uint64_t number) const;
  PlacementPolicy policy_of(const std::vector<double>& parameters) const;
  std::vector<FoldSamples> place_on_folds(const PlacementPolicy& policy) const;

  std::uint64_t round_size() const override;
  bool run_round(std::uint64_t candidates) override;
  std::string state() const override;
  void restore(const std::string& state) override;
  std::optional<double> optimism() const override;
  SearchResult answer() override;
  Choice choose();

  std::size_t neighbors_ = 0;  // K, the instance itself included
  std::size_t parameters_;     // of the policy, that are searched for
  std::vector<std::unique_ptr<PlacementFold>> folds_;
  std::unique_ptr<SetScorer> scorer_;
  rl::CrossEntropy method_;                         // with the small budget its mean, the placement
  std::vector<std::vector<double>> tried_;          // one an episode
  std::vector<double> scores_;                      // one an episode
  std::vector<std::vector<FoldOutcome>> outcomes_;  // one an episode
  std::vector<FoldOutcome> nothing_outcomes_;       // of the training rows alone
};

}  // namespace autosmote
