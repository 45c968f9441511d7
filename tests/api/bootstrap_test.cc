#include "api/bootstrap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "api/api_test_util.h"
#include "core/random.h"

namespace autosmote {
namespace {

struct Predicted {
  std::vector<int> labels;
  std::vector<double> scores;
  ScoredLabels view() const { return {labels, scores}; }
};

std::vector<int> some_truth(std::size_t n, std::size_t ratio) {
  std::vector<int> truth(n);
  for (std::size_t i = 0; i < n; ++i) truth[i] = i % ratio == 0 ? 1 : 0;
  return truth;
}

// Scores that follow the truth with noise, in 16ths so that there are ties.
Predicted predict(const std::vector<int>& truth, double noise, std::uint64_t seed) {
  RandomStream random(seed, Purpose::kTest);
  Predicted result;
  for (const int label : truth) {
    const double score = std::round(16.0 * (2 * label - 1 + noise * random.normal())) / 16.0;
    result.scores.push_back(score);
    result.labels.push_back(score > 0.0 ? 1 : 0);
  }
  return result;
}

// The definition: draw rows, look them up, compute both metrics.
MetricDifference slow_twin(const Metric& metric, const std::vector<int>& truth, const Predicted& a,
                           const Predicted& b, std::uint64_t seed, std::size_t resamples) {
  std::vector<double> differences;
  for (std::size_t r = 0; r < resamples; ++r) {
    RandomStream random(seed, Purpose::kTest, static_cast<std::uint32_t>(r));
    std::vector<int> drawn_truth;
    Predicted drawn_a;
    Predicted drawn_b;
    for (const int label : {0, 1}) {
      std::vector<std::size_t> rows;
      for (std::size_t i = 0; i < truth.size(); ++i) {
        if (truth[i] == label) rows.push_back(i);
      }
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t row = rows[random.below(static_cast<std::uint32_t>(rows.size()))];
        drawn_truth.push_back(label);
        drawn_a.labels.push_back(a.labels[row]);
        drawn_a.scores.push_back(a.scores[row]);
        drawn_b.labels.push_back(b.labels[row]);
        drawn_b.scores.push_back(b.scores[row]);
      }
    }
    differences.push_back(evaluate_metric(metric, drawn_truth, drawn_a.labels, drawn_a.scores) -
                          evaluate_metric(metric, drawn_truth, drawn_b.labels, drawn_b.scores));
  }
  std::sort(differences.begin(), differences.end());
  return {0.0, differences[resamples / 40], differences[resamples - 1 - resamples / 40]};
}

class BootstrapMetrics : public testing::TestWithParam<const char*> {};

TEST_P(BootstrapMetrics, AgreesWithDrawingWholeRows) {
  const Metric metric = parse_metric(GetParam());
  const std::vector<int> truth = some_truth(300, 6);
  const Predicted a = predict(truth, 0.8, 1);
  const Predicted b = predict(truth, 1.2, 2);
  const MetricDifference fast =
      bootstrap_difference(metric, truth, a.view(), b.view(), context_of(3));
  const MetricDifference slow = slow_twin(metric, truth, a, b, 4, 2000);
  const double width = slow.upper - slow.lower;
  EXPECT_DOUBLE_EQ(fast.value, evaluate_metric(metric, truth, a.labels, a.scores) -
                                   evaluate_metric(metric, truth, b.labels, b.scores));
  // Two independent sets of 2000 draws: each end has a standard error of about 2 % of the width.
  EXPECT_NEAR(fast.lower, slow.lower, 0.1 * width);
  EXPECT_NEAR(fast.upper, slow.upper, 0.1 * width);
  EXPECT_LT(fast.lower, fast.value);
  EXPECT_GT(fast.upper, fast.value);
}

INSTANTIATE_TEST_SUITE_P(All, BootstrapMetrics,
                         testing::Values("macro-f1", "mcc", "f1", "fbeta:2", "balanced-accuracy",
                                         "g-mean", "average-precision", "roc-auc"));

TEST(BootstrapDifference, IsZeroBetweenAPredictionAndItself) {
  const std::vector<int> truth = some_truth(100, 5);
  const Predicted a = predict(truth, 1.0, 1);
  for (const char* name : {"macro-f1", "roc-auc"}) {
    const MetricDifference d =
        bootstrap_difference(parse_metric(name), truth, a.view(), a.view(), Context{});
    EXPECT_EQ(d.value, 0.0);
    EXPECT_EQ(d.lower, 0.0);
    EXPECT_EQ(d.upper, 0.0);
  }
}

TEST(BootstrapDifference, CoversTheTrueDifferenceAboutAsOftenAsItSays) {
  // Accuracy-like case with a known answer: balanced accuracy of predictions that are right with
  // probability 0.8 and 0.7, independently.
  int covered = 0;
  constexpr int kTrials = 200;
  const std::vector<int> truth = some_truth(400, 4);
  for (int trial = 0; trial < kTrials; ++trial) {
    RandomStream random(static_cast<std::uint64_t>(trial), Purpose::kTest);
    Predicted a;
    Predicted b;
    for (const int label : truth) {
      a.labels.push_back(random.uniform() < 0.8 ? label : 1 - label);
      b.labels.push_back(random.uniform() < 0.7 ? label : 1 - label);
    }
    const MetricDifference d = bootstrap_difference(parse_metric("balanced-accuracy"), truth,
                                                    a.view(), b.view(), context_of(1));
    covered += d.lower <= 0.1 && 0.1 <= d.upper;
  }
  // 95 % of 200 is 190 with a standard deviation of 3.1.
  EXPECT_GE(covered, 178);
  EXPECT_LT(covered, kTrials);
}

// Drawn rows bring all their predictions: repeats that say the same are no more rows.
TEST(BootstrapDifference, RepeatedPredictionsAreNoMoreRows) {
  const std::vector<int> truth = some_truth(300, 6);
  const Predicted a = predict(truth, 0.8, 1);
  const Predicted b = predict(truth, 1.2, 2);
  for (const char* name : {"macro-f1", "average-precision"}) {
    const Metric metric = parse_metric(name);
    const MetricDifference once =
        bootstrap_difference(metric, truth, a.view(), b.view(), context_of(3));
    const std::vector<ScoredLabels> as(3, a.view());
    const std::vector<ScoredLabels> bs(3, b.view());
    const MetricDifference thrice = bootstrap_difference(metric, truth, {}, as, bs, context_of(3));
    EXPECT_NEAR(thrice.value, once.value, 1e-12);
    EXPECT_NEAR(thrice.lower, once.lower, 1e-12);
    EXPECT_NEAR(thrice.upper, once.upper, 1e-12);
    EXPECT_NEAR(thrice.deviation, once.deviation, 1e-12);
    EXPECT_NEAR(once.upper - once.lower, 4.0 * once.deviation, once.deviation);
  }
}

// Each group is a row twice, so there is as much to draw as without the copies.
TEST(BootstrapDifference, DrawsWholeGroups) {
  const std::vector<int> truth = some_truth(300, 6);
  const Predicted a = predict(truth, 0.8, 1);
  const Predicted b = predict(truth, 1.2, 2);
  const auto twice = [](const auto& values) {
    auto doubled = values;
    doubled.insert(doubled.end(), values.begin(), values.end());
    return doubled;
  };
  const std::vector<int> truth2 = twice(truth);
  const Predicted a2{twice(a.labels), twice(a.scores)};
  const Predicted b2{twice(b.labels), twice(b.scores)};
  std::vector<std::uint32_t> groups(truth.size());
  std::iota(groups.begin(), groups.end(), 0U);
  groups = twice(groups);
  const auto difference = [&](const Metric& metric, RowGroups of_rows) {
    const ScoredLabels ours = a2.view();
    const ScoredLabels theirs = b2.view();
    return bootstrap_difference(metric, truth2, of_rows, std::span(&ours, 1), std::span(&theirs, 1),
                                context_of(3));
  };
  for (const char* name : {"roc-auc", "macro-f1"}) {
    const Metric metric = parse_metric(name);
    const MetricDifference rows =
        bootstrap_difference(metric, truth, a.view(), b.view(), context_of(3));
    const MetricDifference grouped = difference(metric, groups);
    EXPECT_NEAR(grouped.value, rows.value, 1e-12);
    EXPECT_NEAR(grouped.deviation, rows.deviation, 0.06 * rows.deviation);
    // Copies that count as rows of their own make it look sqrt(2) times as sure.
    EXPECT_NEAR(difference(metric, {}).deviation, std::sqrt(0.5) * rows.deviation,
                0.06 * rows.deviation);
    if (metric.uses_scores()) {  // the same draws
      EXPECT_NEAR(grouped.lower, rows.lower, 1e-12);
      EXPECT_NEAR(grouped.upper, rows.upper, 1e-12);
    }
  }
}

TEST(BootstrapDifference, IsTheMeanOverDifferentPredictions) {
  const std::vector<int> truth = some_truth(300, 6);
  std::vector<Predicted> a;
  std::vector<Predicted> b;
  std::vector<ScoredLabels> as;
  std::vector<ScoredLabels> bs;
  double mean = 0.0;
  for (std::uint64_t k = 0; k < 4; ++k) {
    a.push_back(predict(truth, 0.8, 2 * k));
    b.push_back(predict(truth, 1.2, 2 * k + 1));
  }
  double deviation = 0.0;
  for (std::size_t k = 0; k < 4; ++k) {
    as.push_back(a[k].view());
    bs.push_back(b[k].view());
    const MetricDifference own = bootstrap_difference(Metric{}, truth, as[k], bs[k], context_of(3));
    mean += own.value / 4.0;
    deviation += own.deviation / 4.0;
  }
  const MetricDifference all = bootstrap_difference(Metric{}, truth, {}, as, bs, context_of(3));
  EXPECT_NEAR(all.value, mean, 1e-12);
  // The noise of the four is independent here, so their mean has half as much.
  EXPECT_NEAR(all.deviation, deviation / 2.0, 0.2 * deviation);
}

TEST(BootstrapDifference, IsTheSameForAnyNumberOfThreads) {
  const std::vector<int> truth = some_truth(200, 7);
  const Predicted a = predict(truth, 0.8, 1);
  const Predicted b = predict(truth, 1.2, 2);
  for (const char* name : {"mcc", "average-precision"}) {
    const auto with_threads = [&](int threads) {
      return bootstrap_difference(parse_metric(name), truth, a.view(), b.view(),
                                  context_of(5, threads));
    };
    const MetricDifference one = with_threads(1);
    for (const int threads : {2, 8}) {
      EXPECT_EQ(with_threads(threads).lower, one.lower);
      EXPECT_EQ(with_threads(threads).upper, one.upper);
    }
  }
}

TEST(BootstrapDifference, WorksWhereOneClassIsAbsent) {
  const std::vector<int> truth(20, 0);
  Predicted a;
  Predicted b;
  for (int i = 0; i < 20; ++i) {
    a.labels.push_back(0);
    b.labels.push_back(i % 2);
  }
  const MetricDifference d =
      bootstrap_difference(parse_metric("balanced-accuracy"), truth, a.view(), b.view(), Context{});
  EXPECT_EQ(d.value, 0.5);
  EXPECT_GT(d.lower, 0.2);
}

TEST(BootstrapResamples, AreFewerForVeryManyRows) {
  EXPECT_EQ(bootstrap_resamples(10), 2000U);
  EXPECT_EQ(bootstrap_resamples(100'000), 2000U);
  EXPECT_EQ(bootstrap_resamples(200'000), 1000U);
  EXPECT_EQ(bootstrap_resamples(1'000'000'000), 200U);
}

TEST(BootstrapScore, IsTheMetricWithAnIntervalAroundIt) {
  std::vector<int> truth;
  std::vector<int> labels;
  std::vector<double> scores;
  for (int i = 0; i < 300; ++i) {
    truth.push_back(i % 10 == 0 ? 1 : 0);
    labels.push_back(i % 15 == 0 ? 1 : 0);
    scores.push_back(std::sin(i) + truth.back());
  }
  for (const MetricKind kind : {MetricKind::kMacroF1, MetricKind::kMcc, MetricKind::kRocAuc}) {
    const ScoredLabels predictions{labels, scores};
    const MetricDifference score =
        bootstrap_score({kind}, truth, {}, std::span(&predictions, 1), Context{});
    EXPECT_NEAR(score.value, evaluate_metric({kind}, truth, labels, scores), 1e-14);
    EXPECT_LT(score.lower, score.value);
    EXPECT_GT(score.upper, score.value);
    EXPECT_LE(score.upper, 1.0 + 1e-14);
  }
}

TEST(BootstrapScore, OfWhatIsAllRightIsOneWithoutWidth) {
  const std::vector<int> truth = {0, 0, 1, 1, 1};
  const std::vector<double> scores(truth.begin(), truth.end());
  const ScoredLabels right{truth, scores};
  const MetricDifference score =
      bootstrap_score({MetricKind::kMacroF1}, truth, {}, std::span(&right, 1), Context{});
  EXPECT_EQ(score.value, 1.0);
  EXPECT_EQ(score.lower, 1.0);
  EXPECT_EQ(score.upper, 1.0);
}

// With one class left out of the labels nothing but the number of classes tells the two ways apart.
TEST(BootstrapDifference, OfSeveralClassesDrawsWithinEach) {
  std::vector<int> truth(60, 0);
  truth.insert(truth.end(), 20, 1);
  truth.insert(truth.end(), 10, 2);
  std::vector<int> ours = truth;
  std::vector<int> theirs = truth;
  ours[0] = 2;
  theirs[85] = 0;
  const std::vector<double> none(truth.size());
  const MetricDifference found =
      bootstrap_difference(Metric{}, truth, {ours, none}, {theirs, none}, context_of(3), 3);
  EXPECT_DOUBLE_EQ(found.value, evaluate_metric(Metric{}, truth, ours, {}, 3) -
                                    evaluate_metric(Metric{}, truth, theirs, {}, 3));
  EXPECT_LT(found.lower, found.value);
  EXPECT_GT(found.upper, found.value);
  // Right labels stay right in every draw, because every class is in it.
  const MetricDifference same =
      bootstrap_difference(Metric{}, truth, {truth, none}, {theirs, none}, context_of(3), 3);
  EXPECT_GE(same.lower, 0.0);
}

}  // namespace
}  // namespace autosmote
