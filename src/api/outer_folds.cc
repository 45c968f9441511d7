#include "api/outer_folds.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "api/problem.h"
#include "api/row_plan.h"
#include "api/verdict.h"
#include "preprocess/split.h"
#include "search/search.h"

namespace autosmote {
namespace {

constexpr int kOuterFolds = 5;
constexpr double kCheapWork = 2e9;  // rows * features * episodes; about a minute of searching

template <class T>
void append(std::vector<T>& all, const std::vector<T>& part) {
  all.insert(all.end(), part.begin(), part.end());
}

void add_fold(const SearchProblem& problem, const FitOptions& options, const Context& context,
              OuterScores& scores) {
  const SearchResult found = run_search(problem, options.search, context, nullptr);
  const std::vector<MethodScore> baselines = score_baselines(problem, options.search, context);
  const MethodScore& baseline = *best_on_validation(baselines);
  append(scores.truth, problem.final.evaluation_labels);
  append(scores.method_labels, found.score.test_labels);
  append(scores.method_scores, found.score.test_scores);
  append(scores.baseline_labels, baseline.test_labels);
  append(scores.baseline_scores, baseline.test_scores);
  scores.baselines.push_back(baseline.method);
  scores.method_validation += found.score.validation.value_or(0.0);
  scores.fits += found.fits;
  for (const MethodScore& score : baselines) scores.fits += score.fits;
}

}  // namespace

std::vector<Split> outer_splits(const Target& target, std::uint64_t seed) {
  const int folds = std::min(kOuterFolds, static_cast<int>(target.counts[1]));
  // Another seed than the inner splits', which would else draw the same rows.
  return stratified_folds(target.labels, folds, 1, seed + 0x9E3779B97F4A7C15ULL);
}

bool outer_folds_are_cheap(std::size_t rows, std::size_t features, std::uint64_t episodes) {
  return static_cast<double>(rows) * static_cast<double>(features) *
             static_cast<double>(episodes) <=
         kCheapWork;
}

OuterScores score_on_outer_folds(const Inputs& inputs, const FitOptions& options,
                                 std::uint64_t episodes, const Context& context) {
  FitOptions inner = options;
  inner.search.episodes = episodes;
  inner.search.time_limit = 0.0;
  inner.search.fit_limit = 0;
  OuterScores scores;
  const std::vector<Split> outer = outer_splits(inputs.train.target, context.seed);
  for (const Split& split : outer) {
    RowPlan plan = plan_training_rows(inputs, inner, context.seed, split.train);
    plan.test = split.held_out;
    Context own = context;
    if (context.progress) {
      own.progress = [&](const Progress& progress) {
        Progress shown = progress;
        shown.phase = "outer fold " + std::to_string(scores.folds + 1) + " of " +
                      std::to_string(outer.size());
        context.progress(shown);
      };
    }
    add_fold(prepare_problem(inputs, plan, inner).search, inner, own, scores);
    if (context.cancelled()) return {};
    ++scores.folds;
  }
  scores.method_validation /= static_cast<double>(scores.folds);
  return scores;
}

}  // namespace autosmote
