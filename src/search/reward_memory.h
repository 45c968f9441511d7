#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "autosmote/classifier.h"
#include "autosmote/context.h"
#include "search/fold.h"
#include "search/pool.h"

namespace autosmote {

/// What a Reward (reward.h) will need.
struct RewardMemory {
  std::uint64_t bytes = 0;
  std::string text;  ///< the start of a sentence that says so
};

/// The classifiers of all folds, with `threads` fits at a time, for candidates that are held in
/// memory: what grows with rows and features, and at most that. A set of samples is counted as
/// large as twice the fold's rows. Of knn's lists of near candidates nothing is known beforehand.
RewardMemory reward_memory(std::span<const Fold> folds, std::span<const CandidateRows> candidates,
                           const ClassifierOptions& classifier, int threads);

inline constexpr std::uint64_t kStatedMemory = 500'000'000;

/// Throws ConfigError, with both numbers, where more than kStatedMemory is needed and more than is
/// `available`.
void check_reward_memory(const RewardMemory& needed, std::uint64_t available);

/// Says to the context's log what is needed, where it is more than kStatedMemory.
void state_reward_memory(const RewardMemory& needed, const Context& context);

}  // namespace autosmote
