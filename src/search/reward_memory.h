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
/// memory, about: what grows with rows and features. A set of samples is counted as large as twice
/// the fold's rows. Of knn's lists of near candidates and of the histograms of a tree's pending
/// nodes nothing is known beforehand.
RewardMemory reward_memory(std::span<const Fold> folds, std::span<const CandidateRows> candidates,
                           const ClassifierOptions& classifier, int threads);

inline constexpr std::uint64_t kStatedMemory = 500'000'000;

/// What a search does before it prepares its classifiers: says to the context's log what they need,
/// where that is more than kStatedMemory, and then throws ConfigError, with both numbers, where it
/// is more than is `available`.
void announce_reward_memory(const RewardMemory& needed, std::uint64_t available,
                            const Context& context);

}  // namespace autosmote
