#include "search/round_search.h"

#include <fmt/format.h>

#include <algorithm>

#include "search/checkpoint.h"
#include "search/majority_sample.h"

namespace autosmote {

RoundSearch::RoundSearch(const SearchProblem& problem, const SearchOptions& options,
                         const Context& context, std::uint64_t default_episodes,
                         std::uint64_t own_evaluations)
    : problem_(problem),
      options_(options),
      context_(context),
      budget_(options, default_episodes, problem.folds.size(), own_evaluations) {
  if (!problem.external) {
    const auto note = sampling_note(problem.folds.front(), problem.classifier.kind);
    if (note) notes_.push_back(*note);
  }
  if (problem.external || problem.classifier.kind != ClassifierKind::kKnn) return;
  std::size_t fewest = problem.final.train.rows();
  for (const Fold& fold : problem.folds) fewest = std::min(fewest, fold.train.rows());
  if (fewest < static_cast<std::size_t>(std::max(problem.classifier.neighbors, 0))) {
    notes_.push_back(
        fmt::format("only {} training rows in a fold: knn asks {} neighbours there instead of {}",
                    fewest, fewest, problem.classifier.neighbors));
  }
}

SearchResult RoundSearch::run(const CheckpointStore* store) {
  const std::uint64_t fingerprint = search_fingerprint(problem_, options_, context_.seed);
  if (store != nullptr && store->load) {
    if (const auto checkpoint = store->load()) {
      restore(open_checkpoint(fingerprint, *checkpoint));
    }
  }
  bool cancelled = false;
  while (history_.size() < budget_.episodes() && !budget_.out_of_time()) {
    // A round is cut short by the budget's end only. It is not saved, so that a search resumed with
    // a larger budget plays it whole, as if it had had that budget from the start.
    const std::uint64_t left = budget_.episodes() - history_.size();
    const std::uint64_t before = history_.size();
    cancelled = !run_round(std::min(left, round_size()));
    if (cancelled || history_.empty()) break;
    const bool whole = history_.size() - before == round_size();
    if (whole && store != nullptr && store->save) {
      store->save(seal_checkpoint(fingerprint, state()));
    }
    if (context_.progress) {
      Progress progress;
      progress.episodes_done = history_.size();
      progress.episodes_total = budget_.episodes();
      progress.seconds = budget_.seconds();
      progress.best_validation = history_.back().best_validation;
      progress.baseline_validation = nothing_.value;
      progress.optimism = optimism();
      context_.progress(progress);
    }
  }
  SearchResult found = answer();
  found.history = history_;
  found.episodes = history_.size();
  found.seconds = budget_.seconds();
  found.interrupted = cancelled;
  found.notes = notes_;
  return found;
}

}  // namespace autosmote
