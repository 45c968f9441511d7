#include "search/reward.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <span>

#include "search/search_fixtures.h"

namespace autosmote {
namespace {

// The pool with weights against a training set whose rows are written out one below the other.
void expect_materialised_rows(const Fold& fold, std::span<const char* const> metrics) {
  const CandidatePool pool(minority_neighbors(fold, 6, Context{}), *fold.generator);
  const CandidatePool lazy(pool.neighbors(), *fold.generator, CandidatePool::Rows::kWhenAsked);
  const CandidateRows candidates = pool;
  const CandidateRows made = lazy;
  FoldSamples samples;
  RandomStream random(41, Purpose::kTest);
  for (std::uint32_t c = 0; c < pool.size(); ++c) {
    if (random.below(3) == 0) samples.candidates.push_back({c, 1 + random.below(4)});
  }
  std::vector<double> rows(fold.train.data(), fold.train.data() + fold.train.rows() * 3);
  Fold written;
  written.classes = fold.classes;
  written.train_labels = fold.train_labels;
  for (const WeightedRow& row : samples.candidates) {
    for (std::uint32_t n = 0; n < row.weight; ++n) {
      const auto values = pool.rows().row(row.row);
      rows.insert(rows.end(), values.begin(), values.end());
      written.train_labels.push_back(fold.class_of(pool.point(row.row).source));
    }
  }
  written.train = Matrix<double>(written.train_labels.size(), 3);
  std::copy(rows.begin(), rows.end(), written.train.data());
  written.evaluation = fold.evaluation;
  written.evaluation_labels = fold.evaluation_labels;
  const Matrix<double> none(0, 3);
  const CandidateRows no_candidates = none;
  for (const char* name : {"svm", "knn", "tree", "adaboost", "logistic"}) {
    ClassifierOptions classifier;
    classifier.kind = parse_classifier(name);
    for (const char* metric : metrics) {
      const Reward pooled(std::span(&fold, 1), std::span(&candidates, 1), classifier,
                          parse_metric(metric), false, Context{});
      const Reward asked(std::span(&fold, 1), std::span(&made, 1), classifier, parse_metric(metric),
                         false, Context{});
      const Reward plain(std::span(&written, 1), std::span(&no_candidates, 1), classifier,
                         parse_metric(metric), false, Context{});
      Reward::Scratch scratch(pooled), plain_scratch(plain), asked_scratch(asked);
      const double score = pooled.evaluate(std::span(&samples, 1), scratch).value;
      const FoldSamples nothing;
      EXPECT_NEAR(score, plain.evaluate(std::span(&nothing, 1), plain_scratch).value, 1e-9)
          << name << ' ' << metric;
      EXPECT_EQ(asked.evaluate(std::span(&samples, 1), asked_scratch).value, score) << name;
      EXPECT_EQ(asked.predictions(asked_scratch).labels, pooled.predictions(scratch).labels);
      EXPECT_EQ(asked.predictions(asked_scratch).scores, pooled.predictions(scratch).scores)
          << name;
      EXPECT_EQ(pooled.predictions(scratch).labels, plain.predictions(plain_scratch).labels)
          << name;
    }
  }
}

TEST(Reward, WeightsOverThePoolEqualMaterialisedRows) {
  expect_materialised_rows(cloud_fold(150, 14, 3, 1.2, 7), std::array{"macro-f1", "roc-auc"});
  expect_materialised_rows(classes_fold({120, 30, 14, 4}, 1.2, 7), std::array{"macro-f1", "mcc"});
}

TEST(Reward, PoolsThePredictionsOfAllFoldsIntoOneMetric) {
  const SearchProblem problem = cloud_problem(3);
  const Matrix<double> none(0, 3);
  const std::vector<CandidateRows> candidates(3, none);
  const Reward reward(problem.folds, candidates, problem.classifier, problem.metric, false,
                      Context{});
  Reward::Scratch scratch(reward);
  const std::vector<FoldSamples> nothing(3);
  const Threshold pooled = reward.evaluate(nothing, scratch);
  std::vector<int> truth, labels;
  for (std::size_t f = 0; f < 3; ++f) {
    const Fold& fold = problem.folds[f];
    const Predictions own = predict_evaluation(fold, none, {}, problem.classifier, Context{});
    truth.insert(truth.end(), fold.evaluation_labels.begin(), fold.evaluation_labels.end());
    labels.insert(labels.end(), own.labels.begin(), own.labels.end());
  }
  EXPECT_DOUBLE_EQ(pooled.value, evaluate_metric(problem.metric, truth, labels, {}));
}

TEST(Reward, ATunedThresholdIsNeverWorseAndGivesTheScoreItPromises) {
  const SearchProblem problem = cloud_problem(2);
  const Matrix<double> none(0, 3);
  const std::vector<CandidateRows> candidates(2, none);
  const Reward plain(problem.folds, candidates, problem.classifier, problem.metric, false,
                     Context{});
  const Reward tuned(problem.folds, candidates, problem.classifier, problem.metric, true,
                     Context{});
  Reward::Scratch a(plain), b(tuned);
  const std::vector<FoldSamples> nothing(2);
  const double before = plain.evaluate(nothing, a).value;
  const Threshold best = tuned.evaluate(nothing, b);
  EXPECT_GE(best.value, before);
  std::vector<int> labels;
  for (const double s : tuned.predictions(b).scores) labels.push_back(s > best.threshold ? 1 : 0);
  EXPECT_DOUBLE_EQ(evaluate_metric(problem.metric, tuned.truth(), labels, {}), best.value);
}

TEST(TunesThreshold, OnlyWhereAThresholdMeansSomething) {
  SearchOptions options;
  ClassifierOptions classifier;
  EXPECT_TRUE(tunes_threshold(options, classifier, parse_metric("macro-f1")));
  EXPECT_FALSE(tunes_threshold(options, classifier, parse_metric("roc-auc")));
  classifier.kind = ClassifierKind::kTree;
  EXPECT_FALSE(tunes_threshold(options, classifier, parse_metric("macro-f1")));
  classifier.kind = ClassifierKind::kSvm;
  options.profile = Profile::kPaper;
  EXPECT_FALSE(tunes_threshold(options, classifier, parse_metric("macro-f1")));
  options.threshold = ThresholdMode::kTuned;
  EXPECT_TRUE(tunes_threshold(options, classifier, parse_metric("macro-f1")));
}

}  // namespace
}  // namespace autosmote
