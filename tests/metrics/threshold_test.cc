#include "metrics/threshold.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "autosmote/error.h"
#include "core/check.h"
#include "metrics/ranking.h"

namespace autosmote {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double value_at(const Metric& metric, const std::vector<int>& truth,
                const std::vector<double>& scores, double threshold) {
  std::vector<int> labels(truth.size());
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = scores[i] > threshold ? 1 : 0;
  return evaluate_metric(metric, truth, labels, scores);
}

/// Tries every rule with a loop over all rows. O(n^2).
Threshold slow_best_threshold(const Metric& metric, const std::vector<int>& truth,
                              const std::vector<double>& scores) {
  std::vector<double> distinct = scores;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<double> choices{std::max(distinct.back(), 0.0)};
  for (std::size_t i = 0; i + 1 < distinct.size(); ++i) {
    const long double sum = static_cast<long double>(distinct[i]) + distinct[i + 1];
    auto middle = static_cast<double>(sum / 2);
    if (!(middle >= distinct[i] && middle < distinct[i + 1])) middle = distinct[i];
    choices.push_back(middle);
  }
  if (distinct.front() > -kInfinity) {
    choices.push_back(distinct.front() > 0 ? 0.0 : std::nextafter(distinct.front(), -kInfinity));
  }
  std::sort(choices.rbegin(), choices.rend());
  Threshold best{0.0, -2.0};
  for (const double threshold : choices) {
    const double value = value_at(metric, truth, scores, threshold);
    if (value > best.value ||
        (value == best.value && std::abs(threshold) < std::abs(best.threshold))) {
      best = {threshold, value};
    }
  }
  return best;
}

TEST(BestThreshold, SeparatesAtTheMidpoint) {
  const auto best = best_threshold(parse_metric("f1"), std::vector<int>{0, 0, 1, 1},
                                   std::vector<double>{-3.0, -2.0, -1.0, 4.0});
  EXPECT_EQ(best.threshold, -1.5);
  EXPECT_EQ(best.value, 1.0);
}

TEST(BestThreshold, NeverSplitsRowsOfOneScore) {
  // Cutting inside the tie would give F1 = 1.
  const auto best = best_threshold(parse_metric("f1"), std::vector<int>{1, 0, 0},
                                   std::vector<double>{0.25, 0.25, -1.0});
  EXPECT_EQ(best.threshold, -0.375);
  EXPECT_DOUBLE_EQ(best.value, 2.0 / 3.0);
}

TEST(BestThreshold, PrefersTheDefaultAmongEquals) {
  // G-mean is 0 whatever the threshold when there is one class only.
  const auto best = best_threshold(parse_metric("g-mean"), std::vector<int>{0, 0, 0},
                                   std::vector<double>{3.0, 1.0, -2.0});
  EXPECT_EQ(best.threshold, 3.0);  // all class 0: only this leaves class 1 absent, so 1
  EXPECT_EQ(best.value, 1.0);
  const auto flat = best_threshold(parse_metric("mcc"), std::vector<int>{1, 1, 1},
                                   std::vector<double>{3.0, 1.0, -2.0});
  EXPECT_EQ(flat.threshold, -0.5);
  EXPECT_EQ(flat.value, 0.0);
}

TEST(BestThreshold, IncludesAllOfOneClass) {
  const Metric f1 = parse_metric("f1");
  EXPECT_EQ(best_threshold(f1, std::vector<int>{1, 1}, std::vector<double>{2.0, 1.0}).threshold,
            0.0);
  EXPECT_EQ(best_threshold(f1, std::vector<int>{1, 1}, std::vector<double>{2.0, -1.0}).threshold,
            std::nextafter(-1.0, -2.0));
  const Metric macro = parse_metric("macro-f1");
  EXPECT_EQ(
      best_threshold(macro, std::vector<int>{0, 0}, std::vector<double>{-2.0, -1.0}).threshold,
      0.0);
  EXPECT_EQ(best_threshold(macro, std::vector<int>{0, 0}, std::vector<double>{-2.0, 1.0}).threshold,
            1.0);
}

TEST(BestThreshold, RefusesMetricsOfScoresAndBadInput) {
  const std::vector<int> truth{0, 1};
  EXPECT_THROW(best_threshold(parse_metric("roc-auc"), truth, std::vector<double>{0, 1}),
               InternalError);
  EXPECT_THROW(best_threshold(parse_metric("f1"), truth, std::vector<double>{0, std::nan("")}),
               DataError);
}

struct Scored {
  std::vector<int> truth;
  std::vector<double> scores;
};

/// Up to `rows` rows, one in `rows_a_positive` of class 1, with scores that are often equal.
Scored arbitrary_scored(std::size_t rows, int rows_a_positive) {
  const double one = 1.0;
  const auto score = rc::gen::oneOf(
      rc::gen::map(rc::gen::inRange(-3, 4), [](int i) { return i * 0.25; }),
      rc::gen::arbitrary<double>(),
      rc::gen::element(0.0, -0.0, one, std::nextafter(one, 2.0), -kInfinity, kInfinity));
  const auto n = *rc::gen::inRange<std::size_t>(1, rows);
  const auto label = rc::gen::map(rc::gen::inRange(0, rows_a_positive),
                                  [](int draw) { return draw == 0 ? 1 : 0; });
  return {*rc::gen::container<std::vector<int>>(n, label),
          *rc::gen::container<std::vector<double>>(n, score)};
}

// Half of the rows positive, and so few that rows are not sorted.
RC_GTEST_PROP(BestThreshold, AgreesWithTryingEveryRule, ()) {
  const bool few = *rc::gen::arbitrary<bool>();
  const auto [truth, scores] = arbitrary_scored(few ? 120 : 40, few ? 20 : 2);
  for (const char* name : {"macro-f1", "mcc", "f1", "fbeta:2", "balanced-accuracy", "g-mean"}) {
    const Metric metric = parse_metric(name);
    const Threshold fast = best_threshold(metric, truth, scores);
    const Threshold slow = slow_best_threshold(metric, truth, scores);
    RC_ASSERT(fast.value == slow.value);
    RC_ASSERT(fast.threshold == slow.threshold ||
              std::abs(fast.threshold - slow.threshold) <= 1e-15 * std::abs(slow.threshold));
    RC_ASSERT(value_at(metric, truth, scores, fast.threshold) == fast.value);
  }
}

RC_GTEST_PROP(GroupBetweenPositives, MergesGroupsWithoutPositives, ()) {
  const bool few = *rc::gen::arbitrary<bool>();
  const auto [truth, scores] = arbitrary_scored(few ? 120 : 40, few ? 20 : 2);
  std::vector<ScoreGroup> expected;
  for (const ScoreGroup& group : group_by_score(truth, scores)) {
    if (expected.empty() || expected.back().positives + group.positives > 0) {
      expected.push_back(group);
      continue;
    }
    expected.back().lowest = group.score;
    expected.back().negatives += group.negatives;
  }
  const std::vector<ScoreGroup> groups = group_between_positives(truth, scores);
  RC_ASSERT(groups.size() == expected.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    RC_ASSERT(groups[i].score == expected[i].score);
    RC_ASSERT(groups[i].lowest == expected[i].lowest);
    RC_ASSERT(groups[i].positives == expected[i].positives);
    RC_ASSERT(groups[i].negatives == expected[i].negatives);
  }
}

}  // namespace
}  // namespace autosmote
