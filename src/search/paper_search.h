#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rl/actor_critic.h"
#include "search/budget.h"
#include "search/policy_file.h"
#include "search/reward.h"
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
class PaperSearch {
 public:
  PaperSearch(const SearchProblem& problem, const SearchOptions& options, const Context& context);

  SearchResult run(const CheckpointStore* store);

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
    Threshold score;
    std::uint64_t episode = 0;
    bool found = false;
  };

  void add_levels();
  /// Plays, scores and learns from the next episodes. False where the user cancelled it.
  bool run_round(std::uint64_t episodes);
  void record(const Episode& episode, const Threshold& score);
  void learn(Level& level, LevelTrace& trace, double reward);
  std::string state() const;
  void restore(const std::string& state);
  SearchResult finish(bool interrupted);
  PolicyFile policy() const;

  const SearchProblem& problem_;
  const SearchOptions& options_;
  Context context_;
  Budget budget_;
  std::vector<std::string> notes_;
  std::unique_ptr<CandidatePool> pool_;
  std::unique_ptr<Hierarchy> hierarchy_;
  std::unique_ptr<Reward> reward_;
  std::vector<std::unique_ptr<Level>> levels_;
  std::vector<std::unique_ptr<Walk>> walks_;               // one a thread
  std::vector<std::unique_ptr<Reward::Scratch>> scratch_;  // one a thread
  std::vector<EpisodeRecord> history_;
  std::uint64_t round_ = 0;
  Threshold nothing_;  // without samples
  Best best_;
};

}  // namespace autosmote
