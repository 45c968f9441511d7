#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "autosmote/context.h"
#include "autosmote/search_options.h"

namespace autosmote {

/// Says when a search is over: episodes, classifier fits or seconds, or the user's cancellation.
class Budget {
 public:
  /// `fits_an_episode`: of one evaluation, of which the search makes `own_evaluations` more than
  /// there are episodes.
  Budget(const SearchOptions& options, std::uint64_t default_episodes,
         std::uint64_t fits_an_episode, std::uint64_t own_evaluations)
      : episodes_(options.episodes > 0 ? options.episodes : default_episodes),
        time_limit_(options.time_limit) {
    if (options.fit_limit == 0) return;
    const std::uint64_t evaluations = options.fit_limit / fits_an_episode;
    episodes_ = std::min(episodes_, evaluations - std::min(evaluations, own_evaluations));
  }

  /// Episodes that the limits on episodes and fits leave.
  std::uint64_t episodes() const { return episodes_; }
  bool out_of_time() const { return time_limit_ > 0.0 && seconds() >= time_limit_; }
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::uint64_t episodes_;
  double time_limit_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace autosmote
