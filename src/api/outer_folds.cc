#include "api/outer_folds.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/problem.h"
#include "api/row_plan.h"
#include "api/verdict.h"
#include "autosmote/error.h"
#include "preprocess/split.h"
#include "search/search.h"

namespace autosmote {
namespace {

constexpr int kOuterFolds = 5;
constexpr double kCheapWork = 2e9;  // rows * features * episodes; about a minute of searching

template <class T>
void put(const std::vector<T>& values, const std::vector<std::size_t>& places,
         std::vector<T>& all) {
  for (std::size_t i = 0; i < places.size(); ++i) all[places[i]] = values[i];
}

int outer_fold_count(std::span<const int> labels, RowGroups groups) {
  return std::min(kOuterFolds, most_folds(labels, groups));
}

double minority_share(const Fold& fold, std::uint64_t synthetic_rows) {
  const auto added = static_cast<double>(synthetic_rows);
  return (static_cast<double>(fold.minority.size()) + added) /
         (static_cast<double>(fold.train.rows()) + added);
}

OuterRepeat empty_repeat(std::size_t rows) {
  OuterRepeat repeat;
  repeat.fold.resize(rows);
  repeat.method_labels.resize(rows);
  repeat.method_scores.resize(rows);
  repeat.baseline_labels.resize(rows);
  repeat.baseline_scores.resize(rows);
  repeat.minority_share.resize(rows);
  return repeat;
}

void add_cheap(const std::vector<MethodScore>& baselines, const std::vector<std::size_t>& places,
               OuterRepeat& repeat) {
  const std::size_t rows = repeat.fold.size();
  if (repeat.cheap.empty()) {
    repeat.cheap.resize(baselines.size(), {std::vector<int>(rows), std::vector<double>(rows)});
  }
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    PredictedRows& all = repeat.cheap[b];
    if (baselines[b].test_labels.empty()) all = {};
    if (all.labels.empty()) continue;
    put(baselines[b].test_labels, places, all.labels);
    put(baselines[b].test_scores, places, all.scores);
  }
}

// Predicts one fold, whose rows are those at `places` of the repeat.
void add_fold(const SearchProblem& problem, const FitOptions& options, const Context& context,
              std::uint32_t fold, const std::vector<std::size_t>& places, OuterRepeat& repeat,
              OuterScores& scores) {
  const SearchResult found = run_search(problem, options.search, context, nullptr);
  if (context.cancelled()) return;
  const std::vector<MethodScore> baselines = score_baselines(problem, options.search, context);
  const MethodScore& baseline = *best_on_validation(baselines);
  put(found.score.test_labels, places, repeat.method_labels);
  put(found.score.test_scores, places, repeat.method_scores);
  put(baseline.test_labels, places, repeat.baseline_labels);
  put(baseline.test_scores, places, repeat.baseline_scores);
  if (scores.cheap.empty()) {
    for (const MethodScore& score : baselines) scores.cheap.push_back(score.method);
  }
  add_cheap(baselines, places, repeat);
  const double share = minority_share(problem.final, found.score.synthetic_rows);
  for (const std::size_t place : places) {
    repeat.fold[place] = fold;
    repeat.minority_share[place] = share;
  }
  scores.baselines.push_back(baseline.method);
  scores.method_validation += found.score.validation.value_or(0.0);
  scores.fits += found.fits;
  for (const MethodScore& score : baselines) scores.fits += score.fits;
}

}  // namespace

std::vector<Split> outer_splits(std::span<const int> labels, int repeats, std::uint64_t seed,
                                RowGroups groups) {
  // Another seed than the inner splits', which would else draw the same rows.
  const int folds = outer_fold_count(labels, groups);
  if (folds < 2) {
    throw DataError(groups.empty() ? "the smallest class has fewer than two rows"
                                   : "all rows of a class are in one group");
  }
  return stratified_folds(labels, folds, repeats, seed + 0x9E3779B97F4A7C15ULL, groups);
}

bool outer_folds_are_cheap(std::size_t rows, std::size_t features, std::uint64_t episodes) {
  return static_cast<double>(rows) * static_cast<double>(features) *
             static_cast<double>(episodes) <=
         kCheapWork;
}

OuterScores score_on_outer_folds(const Inputs& inputs, const FitOptions& options,
                                 std::span<const std::size_t> rows,
                                 const std::vector<double>& growth, int repeats,
                                 std::uint64_t episodes, const Context& context) {
  FitOptions inner = options;
  inner.search.episodes = episodes;
  inner.search.time_limit = 0.0;
  inner.search.fit_limit = 0;
  const auto at = [rows](std::vector<std::size_t> places) {
    for (std::size_t& place : places) place = rows[place];
    return places;
  };
  OuterScores scores;
  scores.truth = labels_of(inputs.train.target, rows);
  scores.classes = inputs.train.target.classes();
  scores.groups = groups_of(inputs.train, rows);
  const std::vector<Split> splits =
      outer_splits(scores.truth, repeats, context.seed, scores.groups);
  const std::size_t folds = splits.size() / static_cast<std::size_t>(repeats);
  OuterScores complete;
  for (std::size_t s = 0; s < splits.size(); ++s) {
    const std::size_t fold = s % folds;
    if (fold == 0) scores.repeats.push_back(empty_repeat(rows.size()));
    RowPlan plan = plan_training_rows(inputs, inner, context.seed, at(splits[s].train));
    plan.test = at(splits[s].held_out);
    plan.growth = growth;
    Context own = context;
    own.log = {};  // what it would say was said of the search
    if (context.progress) {
      own.progress = [&](const Progress& progress) {
        Progress shown = progress;
        shown.phase = fmt::format("outer fold {} of {}", s + 1, splits.size());
        shown.phases_to_come = splits.size() - s - 1;
        context.progress(shown);
      };
    }
    add_fold(prepare_problem(inputs, plan, inner).search, inner, own,
             static_cast<std::uint32_t>(fold), splits[s].held_out, scores.repeats.back(), scores);
    if (context.cancelled()) break;
    if (fold + 1 < folds) continue;
    scores.folds = folds;
    complete = scores;
  }
  if (complete.folds > 0) {
    complete.method_validation /= static_cast<double>(complete.repeats.size() * folds);
  }
  return complete;
}

}  // namespace autosmote
