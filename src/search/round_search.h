#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metrics/threshold.h"
#include "search/budget.h"
#include "search/search.h"

namespace autosmote {

/// What all searches share: rounds of episodes with one version of the policy, a budget, a
/// checkpoint after every whole round, progress, and an end that keeps the best so far.
class RoundSearch {
 public:
  virtual ~RoundSearch() = default;
  RoundSearch(const RoundSearch&) = delete;
  RoundSearch& operator=(const RoundSearch&) = delete;

  /// See run_search.
  SearchResult run(const CheckpointStore* store);

 protected:
  /// All arguments must outlive the search. `default_episodes` where the options name none;
  /// `own_evaluations`: see Budget.
  RoundSearch(const SearchProblem& problem, const SearchOptions& options, const Context& context,
              std::uint64_t default_episodes, std::uint64_t own_evaluations);

  virtual std::uint64_t round_size() const = 0;
  /// Plays, scores and learns from the next episodes, or from fewer where time runs out. False
  /// where the user cancelled it: then nothing has changed.
  virtual bool run_round(std::uint64_t episodes) = 0;
  virtual std::string state() const = 0;
  virtual void restore(const std::string& state) = 0;
  /// See Progress::optimism.
  virtual std::optional<double> optimism() const { return std::nullopt; }
  /// Fills in all but what `run` knows: history, episodes, seconds, interrupted, notes.
  virtual SearchResult answer() = 0;

  const SearchProblem& problem_;
  const SearchOptions& options_;
  Context context_;
  Budget budget_;
  std::vector<std::string> notes_;
  std::vector<EpisodeRecord> history_;
  std::uint64_t round_ = 0;
  Threshold nothing_;  // the score without samples
};

}  // namespace autosmote
