#include "autosmote/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

#include "autosmote/error.h"
#include "core/check.h"
#include "metrics/confusion.h"
#include "metrics/ranking.h"
#include "metrics/weighted_metric.h"

namespace autosmote {
namespace {

using testing::HasSubstr;

template <class E, class F>
std::string message_of(F&& call) {
  try {
    call();
  } catch (const E& error) {
    return error.what();
  }
  return "nothing thrown";
}

double value(const char* name, std::vector<int> truth, std::vector<int> labels,
             std::vector<double> scores = {}) {
  return evaluate_metric(parse_metric(name), truth, labels, scores);
}

TEST(Metric, NamesReadBack) {
  for (const std::string& name : metric_names()) {
    if (name == "fbeta:B") continue;
    EXPECT_EQ(parse_metric(name).name(), name);
  }
  EXPECT_EQ(metric_names().size(), 8U);
  for (const char* name : {"fbeta:2", "fbeta:0.5", "fbeta:1e-05"}) {
    EXPECT_EQ(parse_metric(name).name(), name);
  }
  EXPECT_EQ(parse_metric("fbeta:0.5").beta, 0.5);
}

TEST(Metric, OfACallerHasTheCallersName) {
  EXPECT_EQ((Metric{MetricKind::kCustom}.name()), "scorer");
  EXPECT_EQ((Metric{MetricKind::kCustom, 1.0, "recall"}.name()), "recall");
}

TEST(Metric, SaysWhichNamesThereAre) {
  EXPECT_EQ(message_of<ConfigError>([] { parse_metric("accuracy"); }),
            "no metric 'accuracy'; choose one of macro-f1, mcc, f1, balanced-accuracy, g-mean, "
            "average-precision, roc-auc, fbeta:B");
  for (const char* name : {"fbeta:", "fbeta:x", "fbeta:0", "fbeta:-1", "fbeta:2x", "fbeta:nan",
                           "fbeta:inf", "fbeta:1e7"}) {
    EXPECT_EQ(message_of<ConfigError>([&] { parse_metric(name); }),
              std::string("metric '") + name +
                  "': beta must be a number above 0 and at most 1000000, as in fbeta:2");
  }
}

TEST(Metric, AgreesWithValuesWorkedOutByHand) {
  // TP 2, FN 1, FP 1, TN 4.
  const std::vector<int> truth{1, 1, 1, 0, 0, 0, 0, 0};
  const std::vector<int> labels{1, 1, 0, 1, 0, 0, 0, 0};
  EXPECT_DOUBLE_EQ(value("f1", truth, labels), 4.0 / 6.0);
  EXPECT_DOUBLE_EQ(value("macro-f1", truth, labels), (4.0 / 6.0 + 8.0 / 10.0) / 2);
  EXPECT_DOUBLE_EQ(value("fbeta:2", truth, labels), 10.0 / (10.0 + 4.0 + 1.0));
  EXPECT_DOUBLE_EQ(value("balanced-accuracy", truth, labels), (2.0 / 3.0 + 4.0 / 5.0) / 2);
  EXPECT_DOUBLE_EQ(value("g-mean", truth, labels), std::sqrt(2.0 / 3.0 * 4.0 / 5.0));
  EXPECT_DOUBLE_EQ(value("mcc", truth, labels), (2 * 4 - 1 * 1) / std::sqrt(3.0 * 3 * 5 * 5));
  // Pairs (positive, negative) in order: 3 of 4, one tied.
  EXPECT_DOUBLE_EQ(value("roc-auc", {1, 0, 1, 0}, {}, {0.9, 0.4, 0.4, 0.1}), 3.5 / 4);
  EXPECT_DOUBLE_EQ(value("average-precision", {1, 0, 1, 0}, {}, {0.9, 0.4, 0.4, 0.1}),
                   (1.0 + 2.0 / 3.0) / 2);
}

TEST(Metric, FollowsScikitLearnWhereAClassIsEmpty) {
  EXPECT_EQ(value("macro-f1", {0, 0}, {0, 0}), 1.0);
  EXPECT_EQ(value("f1", {0, 0}, {0, 0}), 0.0);
  EXPECT_EQ(value("macro-f1", {0, 0}, {1, 1}), 0.0);
  EXPECT_EQ(value("balanced-accuracy", {0, 0, 0, 0}, {0, 1, 0, 0}), 0.75);
  EXPECT_EQ(value("g-mean", {0, 0}, {0, 1}), 0.0);
  EXPECT_EQ(value("g-mean", {0, 0}, {0, 0}), 1.0);
  EXPECT_EQ(value("mcc", {0, 1}, {1, 1}), 0.0);
  EXPECT_EQ(value("average-precision", {0, 0}, {}, {1, 2}), 0.0);
}

TEST(Metric, TakesSeveralClasses) {
  const std::vector<int> truth{0, 0, 0, 1, 1, 2, 2};
  const std::vector<int> labels{0, 0, 1, 1, 0, 2, 1};
  const ConfusionMatrix matrix = count_confusion(truth, labels, 3);
  const auto of = [&](const char* name, const std::vector<int>& own_truth,
                      const std::vector<int>& own_labels, int classes) {
    return evaluate_metric(parse_metric(name), own_truth, own_labels, {}, classes);
  };
  EXPECT_EQ(of("macro-f1", truth, labels, 3), macro_f1(matrix));
  EXPECT_EQ(of("mcc", truth, labels, 3), matthews_correlation(matrix));
  EXPECT_EQ(of("balanced-accuracy", truth, labels, 3), balanced_accuracy(matrix));
  EXPECT_DOUBLE_EQ(of("f1", truth, labels, 3),
                   (f_beta(matrix, 1, 1.0) + f_beta(matrix, 2, 1.0)) / 2.0);
  // A class that does not occur counts as 0 for f1, wherever it stands, and for macro-f1 nowhere.
  EXPECT_DOUBLE_EQ(of("f1", {0, 1, 1}, {0, 1, 1}, 3), 0.5);
  EXPECT_DOUBLE_EQ(of("f1", {0, 2, 2}, {0, 2, 2}, 3), 0.5);
  EXPECT_DOUBLE_EQ(of("macro-f1", {0, 2, 2}, {0, 2, 2}, 3), 1.0);
  EXPECT_THROW(of("f1", {0, 3}, {0, 1}, 3), DataError);
}

TEST(Metric, SaysWhatIsWrongWithItsInput) {
  const auto message = [](const char* name, std::vector<int> truth, std::vector<int> labels,
                          std::vector<double> scores) {
    return message_of<DataError>([&] { value(name, truth, labels, scores); });
  };
  EXPECT_EQ(message("f1", {0, 1}, {0}, {}),
            "metric: 2 true labels but 1 predicted ones; give one of each a row");
  EXPECT_EQ(message("f1", {}, {}, {}), "metric: no rows; at least one is needed");
  EXPECT_EQ(message("f1", {0, 2}, {0, 0}, {}),
            "true labels: row 2 has class number 2; expected 0 to 1");
  EXPECT_EQ(message("f1", {0, 1}, {-1, 0}, {}),
            "predicted labels: row 1 has class number -1; expected 0 to 1");
  EXPECT_EQ(message("roc-auc", {0, 1}, {}, {0.0}),
            "metric: 2 true labels but 1 scores; give one of each a row");
  EXPECT_EQ(message("roc-auc", {}, {}, {}), "metric: no rows; at least one is needed");
  EXPECT_EQ(message("roc-auc", {0, 3}, {}, {0, 0}),
            "true labels: row 2 has class number 3; expected 0 to 1");
  EXPECT_EQ(message("roc-auc", {0, 1}, {}, {0.0, std::nan("")}),
            "scores: row 2 is not a number; every row needs a score");
  EXPECT_EQ(message("roc-auc", {1, 1}, {}, {0, 1}),
            "roc-auc is not defined: all 2 rows are of class 1; rows of both classes are needed");
  EXPECT_EQ(message("roc-auc", {0, 0, 0}, {}, {0, 1, 2}),
            "roc-auc is not defined: all 3 rows are of class 0; rows of both classes are needed");
}

TEST(LabelMetric, RefusesAMetricOfScores) {
  EXPECT_THAT(message_of<InternalError>(
                  [] { label_metric(Metric{MetricKind::kRocAuc}, ConfusionMatrix(2)); }),
              HasSubstr("the metric is one of labels"));
}

// The binary counts come from vectorised sums, those of more classes from one store a row.
RC_GTEST_PROP(CountConfusion, TwoClassesCountLikeMany, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 70);
  const auto truth = *rc::gen::container<std::vector<int>>(n, rc::gen::inRange(0, 2));
  const auto labels = *rc::gen::container<std::vector<int>>(n, rc::gen::inRange(0, 2));
  const ConfusionMatrix two = count_confusion(truth, labels, 2);
  const ConfusionMatrix three = count_confusion(truth, labels, 3);
  for (std::size_t t = 0; t < 2; ++t) {
    for (std::size_t p = 0; p < 2; ++p) RC_ASSERT(two(t, p) == three(t, p));
  }
  RC_ASSERT(three.true_sum(2) + three.predicted_sum(2) == 0U);
  for (const std::string& name : metric_names()) {
    if (name == "fbeta:B" || parse_metric(name).uses_scores() || name == "f1") continue;
    RC_ASSERT(label_metric(parse_metric(name), two) == label_metric(parse_metric(name), three));
  }
}

rc::Gen<double> any_score() {
  return rc::gen::oneOf(
      rc::gen::map(rc::gen::inRange(-3, 4), [](int i) { return i * 0.5; }),
      rc::gen::arbitrary<double>(),
      rc::gen::element(-0.0, 0.0, 1e-320, -1e-320, std::numeric_limits<double>::infinity(),
                       -std::numeric_limits<double>::infinity()));
}

RC_GTEST_PROP(RankingMetrics, AgreeWithComparingAllPairs, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(2, 60);
  auto truth = *rc::gen::container<std::vector<int>>(n, rc::gen::inRange(0, 2));
  truth[0] = 1;
  truth[1] = 0;
  const auto scores = *rc::gen::container<std::vector<double>>(n, any_score());
  double ordered = 0.0, pairs = 0.0, precisions = 0.0, positives = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    if (truth[i] == 0) continue;
    double above = 0.0, positives_above = 0.0;
    for (std::size_t j = 0; j < n; ++j) {
      if (scores[j] >= scores[i]) {
        above += 1.0;
        positives_above += truth[j];
      }
      if (truth[j] != 0) continue;
      pairs += 1.0;
      ordered += scores[i] > scores[j] ? 1.0 : scores[i] == scores[j] ? 0.5 : 0.0;
    }
    positives += 1.0;
    precisions += positives_above / above;
  }
  const auto groups = group_by_score(truth, scores);
  RC_ASSERT(std::abs(roc_auc(groups) - ordered / pairs) < 1e-12);
  RC_ASSERT(std::abs(average_precision(groups) - precisions / positives) < 1e-12);
}

// Its slow twin has the rows repeated; the counts are the same whole numbers, so is the metric.
RC_GTEST_PROP(WeightedMetric, EqualsRepeatedRows, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(2, 40);
  auto truth = *rc::gen::container<std::vector<int>>(n, rc::gen::inRange(0, 2));
  truth[0] = 1;
  truth[1] = 0;
  const auto labels = *rc::gen::container<std::vector<int>>(n, rc::gen::inRange(0, 2));
  const auto scores = *rc::gen::container<std::vector<double>>(n, any_score());
  const ClassWeights weights{*rc::gen::inRange<std::uint64_t>(1, 9),
                             *rc::gen::inRange<std::uint64_t>(1, 9)};
  std::vector<int> truths, all_labels;
  std::vector<double> all_scores;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::uint64_t k = 0; k < (truth[i] == 1 ? weights.minority : weights.majority); ++k) {
      truths.push_back(truth[i]);
      all_labels.push_back(labels[i]);
      all_scores.push_back(scores[i]);
    }
  }
  for (std::string name : metric_names()) {
    if (name == "fbeta:B") name = "fbeta:2";
    const Metric metric = parse_metric(name);
    RC_ASSERT(evaluate_weighted_metric(metric, truth, labels, scores, weights) ==
              evaluate_metric(metric, truths, all_labels, all_scores));
  }
}

TEST(WeightedMetric, DoesNotOverflowOnLargeWeights) {
  // A million rows of either class by weight: pairs alone would need 80 bits.
  const ClassWeights weights{1'000'000'000'000, 10'000'000'000};
  const std::vector<int> truth{1, 0, 1, 0};
  const std::vector<double> scores{0.9, 0.4, 0.4, 0.1};
  EXPECT_EQ(evaluate_weighted_metric(parse_metric("roc-auc"), truth, {}, scores, weights), 3.5 / 4);
  EXPECT_THROW(evaluate_weighted_metric(parse_metric("f1"), truth, {}, scores, weights), DataError);
}

TEST(GroupByScore, ListsDistinctScoresFromTheLargest) {
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<int> truth{1, 0, 1, 1, 0, 0, 1};
  const std::vector<double> scores{-0.0, -1e300, 0.0, inf, 5e-324, -inf, -1e300};
  const auto groups = group_by_score(truth, scores);
  ASSERT_EQ(groups.size(), 5U);
  const std::vector<double> expected{inf, 5e-324, 0.0, -1e300, -inf};
  for (std::size_t g = 0; g < groups.size(); ++g) EXPECT_EQ(groups[g].score, expected[g]);
  EXPECT_EQ(groups[2].positives, 2U);
  EXPECT_EQ(groups[3].positives, 1U);
  EXPECT_EQ(groups[3].negatives, 1U);
}

}  // namespace
}  // namespace autosmote
