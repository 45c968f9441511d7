#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rl/actor_critic.h"
#include "search/policy_file.h"
#include "search/reward.h"
#include "search/round_search.h"
#include "search/search.h"
#include "search/walk.h"

namespace autosmote {

/// AutoSMOTE as the paper has it (Zha et al. 2022, sec. 3 and Algorithm 2): three policies over the
/// raw encoded features, one validation split, actor-critic with V-trace, the answer is the sample
/// set of the best episode. Also random search in the same space, the flat policy and the
/// ablations: they differ only in which levels have a model.
///
/// Episodes run in rounds with one version of the weights, in parallel; after a round its episodes
/// are learned from in their order. So the result does not depend on the number of threads.
class PaperSearch : public RoundSearch {
 public:
  PaperSearch(const SearchProblem& problem, const SearchOptions& options, const Context& context);

 private:
  /// One level that learns: its model, its learner, and its buffer of unrolls.
  struct Level {
    Level(std::string level_name, rl::PolicyValueModel& level_model, std::size_t unroll_length,
          std::size_t state_bytes);

    std::string name;
    rl::PolicyValueModel& model;
    rl::ActorCritic learner;
    rl::UnrollBuffer buffer;
  };
  struct Best {
    std::vector<WeightedRow> candidates;
    std::vector<PolicyNetwork> networks;  // as they were when the episode was played
    Threshold score;
    std::uint64_t episode = 0;
    bool found = false;
  };

  void add_levels();
  std::vector<PolicyNetwork> networks() const;
  void record(const Episode& episode, const Threshold& score,
              const std::vector<PolicyNetwork>& acting);
  void learn(Level& level, LevelTrace& trace, double reward);
  PolicyFile policy() const;

  std::uint64_t round_size() const override;
  bool run_round(std::uint64_t episodes) override;
  std::string state() const override;
  void restore(const std::string& state) override;
  SearchResult answer() override;

  std::unique_ptr<CandidatePool> pool_;
  std::unique_ptr<Hierarchy> hierarchy_;
  std::unique_ptr<Reward> reward_;
  std::vector<std::unique_ptr<Level>> levels_;
  std::vector<std::unique_ptr<Walk>> walks_;               // one a thread
  std::vector<std::unique_ptr<Reward::Scratch>> scratch_;  // one a thread
  Best best_;
};

}  // namespace autosmote
