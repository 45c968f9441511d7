#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "classifiers/refit.h"
#include "rl/trajectory.h"
#include "search/hierarchy.h"

namespace autosmote {

/// The decisions of one level in one episode: states one after the other, and a step for each.
struct LevelTrace {
  std::vector<std::uint8_t> states;
  std::vector<rl::Step> steps;  ///< rewards are filled in when they are known

  void add(std::span<const std::uint8_t> state, std::uint32_t action, double log_probability,
           bool terminal);
  std::span<const std::uint8_t> state(std::size_t step) const {
    const std::size_t bytes = states.size() / steps.size();
    return std::span(states).subspan(step * bytes, bytes);
  }
};

/// What one episode decided.
struct Episode {
  std::vector<WeightedRow> candidates;  ///< ascending
  std::uint64_t samples = 0;
  LevelTrace cross_instance;
  LevelTrace instance_specific;
  LevelTrace low_level;  ///< of the instances drawn for learning
  double entropy = 0.0;  ///< mean over the low-level distributions that were drawn from
};

/// One walk over the minority instances (design: "an episode"). Owns the scratch memory of a
/// thread.
class Walk {
 public:
  explicit Walk(const Hierarchy& hierarchy);

  /// Plays episode number `episode` with the hierarchy's current weights; depends on nothing else.
  Episode play(std::uint64_t seed, std::uint64_t episode);

 private:
  std::uint32_t choose_scale(std::uint64_t seed, std::uint64_t episode, Episode& out) const;
  std::uint32_t choose_multiplier(std::uint32_t instance, RandomStream& random, Episode& out) const;
  /// Draws samples at `instance` until `allocation` are made (or the flat policy stops).
  void visit(std::uint32_t instance, std::uint32_t allocation, RandomStream& random, bool record,
             Episode& out);
  /// Makes the sample of neighbour slot and lambda that `action` stands for.
  void apply(std::uint32_t instance, std::uint32_t action, Episode& out);
  void count_use(std::uint32_t instance);
  /// Brings the state of `instance`, and with it the distribution, in line with the bins.
  void refresh_state(std::uint32_t instance, bool is_new);
  void fetch_scores(std::uint32_t instance, const std::vector<std::size_t>& slots);

  const Hierarchy& hierarchy_;
  PairScoreCache* cache_;                      // shared, or own_cache_
  std::unique_ptr<PairScoreCache> own_cache_;  // of one instance
  SampleCounter counter_;
  std::vector<std::uint32_t> uses_;  // of each instance, as source or neighbour
  std::vector<std::uint8_t> bins_;   // of the uses
  bool bins_changed_ = false;        // since the state was last refreshed
  std::vector<std::uint8_t> state_;  // of the instance the walk stands at
  std::vector<float> logits_;
  std::vector<std::size_t> changed_slots_;
  std::vector<std::size_t> missing_slots_;
  std::vector<CountedPair> missing_;
  std::vector<float> missing_scores_;
  ActionDistribution distribution_;
  double entropy_sum_ = 0.0;
  std::uint64_t distributions_ = 0;
};

}  // namespace autosmote
