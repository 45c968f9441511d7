#include "search/set_scorer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "search/search_fixtures.h"

namespace autosmote {
namespace {

// Three ways: no samples, a third of the pool, and of that with class weights.
SampledFold three_ways(const Fold& fold, std::uint32_t number) {
  const CandidatePool pool(minority_neighbors(fold, 3, Context{}), *fold.generator);
  SampledFold sampled{pool.rows(), {}, std::vector<FoldSamples>(3)};
  RandomStream random(42, Purpose::kTest, number);
  for (std::uint32_t c = 0; c < pool.size(); ++c) {
    sampled.points.push_back(pool.point(c));
    if (random.below(3) == 0) sampled.ways[1].candidates.push_back({c, 1 + random.below(4)});
  }
  sampled.ways[2].candidates = sampled.ways[1].candidates;
  sampled.ways[2].class_weights = balanced_weights(fold);
  return sampled;
}

void expect_same(const Evaluation& a, const Evaluation& b) {
  EXPECT_EQ(a.score.value, b.score.value);
  EXPECT_EQ(a.score.threshold, b.score.threshold);
  EXPECT_EQ(a.offsets, b.offsets);
  ASSERT_EQ(a.outcomes.size(), b.outcomes.size());
  for (std::size_t f = 0; f < a.outcomes.size(); ++f) {
    EXPECT_EQ(a.outcomes[f].others, b.outcomes[f].others);
    EXPECT_EQ(a.outcomes[f].threshold, b.outcomes[f].threshold);
    const std::size_t classes = a.outcomes[f].counts.classes();
    for (std::size_t t = 0; t < classes; ++t) {
      for (std::size_t p = 0; p < classes; ++p) {
        EXPECT_EQ(a.outcomes[f].counts(t, p), b.outcomes[f].counts(t, p));
      }
    }
  }
}

// One fold after the other says what the classifiers of all folds at a time say.
void expect_same_as_all_folds_at_once(SearchProblem problem, const char* metric, bool tune) {
  problem.metric = parse_metric(metric);
  std::vector<SampledFold> sampled;
  std::vector<CandidateRows> candidates;
  for (std::uint32_t f = 0; f < problem.folds.size(); ++f) {
    sampled.push_back(three_ways(problem.folds[f], f));
  }
  for (const SampledFold& fold : sampled) candidates.emplace_back(fold.candidates, fold.points);
  for (const char* name : {"svm", "tree", "adaboost"}) {
    SCOPED_TRACE(name);
    problem.classifier.kind = parse_classifier(name);
    const auto scorer = make_set_scorer(problem, candidates, tune, Context{});
    Context two_threads;
    two_threads.threads = 2;
    const auto found = score_fold_by_fold(problem, three_ways, tune, two_threads);
    ASSERT_EQ(found.size(), 3u);
    for (std::size_t way = 0; way < found.size(); ++way) {
      SetScorer::Sets sets;
      for (const SampledFold& fold : sampled) sets.push_back(fold.ways[way]);
      expect_same(found[way], scorer->score(sets));
    }
    EXPECT_NE(found[0].outcomes[0].others, found[1].outcomes[0].others);
  }
}

TEST(ScoreFoldByFold, SaysWhatAllFoldsAtOnceSayOnSeveralThreads) {
  expect_same_as_all_folds_at_once(cloud_problem(3), "macro-f1", true);
  expect_same_as_all_folds_at_once(cloud_problem(3), "mcc", false);
  expect_same_as_all_folds_at_once(classes_problem(3), "macro-f1", true);
}

// Each way of several classes with weights: the classifier is prepared for each fit.
TEST(ScoreFoldByFold, TakesClassWeightsAlone) {
  const SearchProblem problem = classes_problem(2);
  const auto weighted = [](const Fold& fold, std::uint32_t) {
    return SampledFold{Matrix<double>(0, fold.train.cols()), {}, {{balanced_weights(fold), {}}}};
  };
  std::vector<FoldSamples> sets;
  for (const Fold& fold : problem.folds) sets.push_back({balanced_weights(fold), {}});
  const std::vector<CandidateRows> none(2);
  expect_same(score_fold_by_fold(problem, weighted, false, Context{}).front(),
              make_set_scorer(problem, none, false, Context{})->score(sets));
}

}  // namespace
}  // namespace autosmote
