#include "evaluation/statistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "core/check.h"
#include "core/random.h"

namespace autosmote {
namespace {

using testing::ElementsAre;

TEST(StatisticsTest, MeanIntervalOfOneValueHasNoBounds) {
  const std::vector<double> one{0.5};
  const MeanInterval interval = mean_interval(one);
  EXPECT_EQ(interval.mean, 0.5);
  EXPECT_TRUE(std::isnan(interval.lower));
  EXPECT_TRUE(std::isnan(interval.upper));
  EXPECT_EQ(interval.count, 1U);
}

TEST(StatisticsTest, MeanIntervalOfTwoValuesUsesOneDegreeOfFreedom) {
  // t(0.975, 1) = tan(0.475 pi); s / sqrt(2) of {0, 2} is 1.
  const std::vector<double> values{0.0, 2.0};
  const MeanInterval interval = mean_interval(values);
  const double t = std::tan(0.475 * M_PI);
  EXPECT_NEAR(interval.lower, 1.0 - t, 1e-9);
  EXPECT_NEAR(interval.upper, 1.0 + t, 1e-9);
}

TEST(StatisticsTest, RanksGiveTiesTheirMean) {
  const std::vector<double> values{0.3, 0.9, 0.3, 0.1};
  EXPECT_THAT(average_ranks(values), ElementsAre(2.5, 1.0, 2.5, 4.0));
}

TEST(StatisticsTest, DifferencesOfRoundingAreTies) {
  const std::vector<double> a{0.5, 0.5 + 1e-14, 0.7, 0.1};
  const std::vector<double> b{0.4, 0.5, 0.7, 0.2};
  const WinTieLoss count = win_tie_loss(a, b);
  EXPECT_EQ(count.wins, 1U);
  EXPECT_EQ(count.ties, 2U);
  EXPECT_EQ(count.losses, 1U);
}

// The slow twin of the exact test: all 2^n signs written out.
double p_by_enumeration(const std::vector<double>& ranks, double plus) {
  const std::size_t n = ranks.size();
  double below = 0.0;
  double above = 0.0;
  for (std::uint32_t signs = 0; signs < (1U << n); ++signs) {
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) sum += (signs >> i & 1U) != 0 ? ranks[i] : 0.0;
    below += sum <= plus ? 1.0 : 0.0;
    above += sum >= plus ? 1.0 : 0.0;
  }
  return std::min(1.0, 2.0 * std::min(below, above) / std::ldexp(1.0, static_cast<int>(n)));
}

TEST(StatisticsTest, ExactWilcoxonEqualsAllSignPatterns) {
  for (std::uint32_t key = 0; key < 40; ++key) {
    RandomStream random(3, Purpose::kTest, key);
    const std::size_t n = 1 + key % 12;
    std::vector<double> a(n);
    const std::vector<double> b(n, 0.0);
    std::vector<double> falling(n);
    for (std::size_t i = 0; i < n; ++i) {
      a[i] = (random.below(2) == 0 ? -1.0 : 1.0) * (1.0 + random.below(key % 2 == 0 ? 4 : 4000));
      falling[i] = -std::abs(a[i]);
    }
    const std::vector<double> ranks = average_ranks(falling);
    double plus = 0.0;
    for (std::size_t i = 0; i < n; ++i) plus += a[i] > 0.0 ? ranks[i] : 0.0;
    EXPECT_DOUBLE_EQ(wilcoxon_signed_rank(a, b).p, p_by_enumeration(ranks, plus)) << key;
  }
}

TEST(StatisticsTest, WilcoxonWithoutDifferencesIsNoEvidence) {
  const std::vector<double> a(60, 0.5);
  EXPECT_EQ(wilcoxon_signed_rank(a, a).p, 1.0);
}

TEST(StatisticsTest, FriedmanOfEqualMethodsIsNoEvidence) {
  const Matrix<double> scores(4, 3);
  EXPECT_EQ(friedman(scores.view()).p, 1.0);
  EXPECT_EQ(friedman(scores.view()).statistic, 0.0);
}

TEST(StatisticsTest, FriedmanOfTheSameOrderEverywhere) {
  Matrix<double> scores(5, 3);
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 3; ++j) scores(i, j) = static_cast<double>(j);
  }
  // The largest value, n (k - 1), with p = exp(-x / 2) at two degrees of freedom.
  EXPECT_NEAR(friedman(scores.view()).statistic, 10.0, 1e-12);
  EXPECT_NEAR(friedman(scores.view()).p, std::exp(-5.0), 1e-14);
}

TEST(StatisticsTest, NemenyiForTwoMethodsIsTheNormalQuantile) {
  EXPECT_NEAR(nemenyi_critical_difference(2, 1, 0.05), 1.959963984540054, 1e-9);
  EXPECT_NEAR(nemenyi_critical_difference(2, 100, 0.05), 0.1959963984540054, 1e-9);
}

TEST(StatisticsTest, BrokenPreconditionsAreCaught) {
  const std::vector<double> none;
  EXPECT_THROW(mean_interval(none), InternalError);
  const Matrix<double> two(4, 2);
  EXPECT_THROW(friedman(two.view()), InternalError);
}

}  // namespace
}  // namespace autosmote
