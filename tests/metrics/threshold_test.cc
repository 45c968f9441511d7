#include "metrics/threshold.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "autosmote/error.h"
#include "core/check.h"

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

RC_GTEST_PROP(BestThreshold, AgreesWithTryingEveryRule, ()) {
  const double one = 1.0;
  const auto score = rc::gen::oneOf(
      rc::gen::map(rc::gen::inRange(-3, 4), [](int i) { return i * 0.25; }),
      rc::gen::arbitrary<double>(),
      rc::gen::element(0.0, -0.0, one, std::nextafter(one, 2.0), -kInfinity, kInfinity));
  const auto n = *rc::gen::inRange<std::size_t>(1, 40);
  const auto truth = *rc::gen::container<std::vector<int>>(n, rc::gen::inRange(0, 2));
  const auto scores = *rc::gen::container<std::vector<double>>(n, score);
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

}  // namespace
}  // namespace autosmote
