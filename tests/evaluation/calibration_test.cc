#include "evaluation/calibration.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/random.h"

namespace autosmote {
namespace {

double logistic(double z) { return 1.0 / (1.0 + std::exp(-z)); }

struct Rows {
  std::vector<int> truth;
  std::vector<double> logits;  // of the true probability
  std::vector<std::uint32_t> fold;
};

// Labels drawn by their own probabilities.
Rows drawn_rows(std::size_t n, double center, double spread, std::uint64_t seed) {
  RandomStream random(seed, Purpose::kTest);
  Rows rows;
  for (std::size_t i = 0; i < n; ++i) {
    rows.logits.push_back(center + spread * random.normal());
    rows.truth.push_back(random.uniform() < logistic(rows.logits.back()) ? 1 : 0);
    rows.fold.push_back(static_cast<std::uint32_t>(i % 5));
  }
  return rows;
}

std::vector<double> shifted(const std::vector<double>& logits, double shift, double scale) {
  std::vector<double> p;
  for (const double z : logits) p.push_back(logistic(shift + scale * z));
  return p;
}

TEST(MeasureCalibration, IsIdealForTrueProbabilities) {
  const Rows rows = drawn_rows(20000, -2.0, 1.5, 1);
  const Calibration c = measure_calibration(rows.truth, shifted(rows.logits, 0.0, 1.0));
  EXPECT_NEAR(*c.intercept, 0.0, 0.08);
  EXPECT_NEAR(*c.slope, 1.0, 0.06);
  double brier = 0.0;
  for (std::size_t i = 0; i < rows.truth.size(); ++i) {
    brier += std::pow(logistic(rows.logits[i]) - rows.truth[i], 2);
  }
  EXPECT_NEAR(c.brier, brier / 20000.0, 1e-12);
}

TEST(MeasureCalibration, TellsShiftsAndScales) {
  const Rows rows = drawn_rows(20000, -2.0, 1.5, 2);
  const Calibration high = measure_calibration(rows.truth, shifted(rows.logits, 2.0, 1.0));
  EXPECT_NEAR(*high.intercept, -2.0, 0.08);
  EXPECT_NEAR(*high.slope, 1.0, 0.06);
  const Calibration extreme = measure_calibration(rows.truth, shifted(rows.logits, 0.0, 2.0));
  EXPECT_NEAR(*extreme.slope, 0.5, 0.03);
}

// The maximum of the likelihood, found by trying a grid.
TEST(MeasureCalibration, MaximisesTheLikelihood) {
  const Rows rows = drawn_rows(300, -1.0, 1.0, 3);
  const std::vector<double> p = shifted(rows.logits, 0.7, 1.6);
  const Calibration c = measure_calibration(rows.truth, p);
  const auto loss = [&](double a, double b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double z = a + b * std::log(p[i] / (1.0 - p[i]));
      sum += std::log1p(std::exp(z)) - rows.truth[i] * z;
    }
    return sum;
  };
  double best_intercept = 0.0, best_slope = 0.0, best_of_one = 1e300, best_of_two = 1e300;
  for (double a = -3.0; a < 3.0; a += 0.01) {
    if (loss(a, 1.0) < best_of_one) {
      best_of_one = loss(a, 1.0);
      best_intercept = a;
    }
    for (double b = 0.2; b < 1.5; b += 0.01) {
      if (loss(a, b) >= best_of_two) continue;
      best_of_two = loss(a, b);
      best_slope = b;
    }
  }
  EXPECT_NEAR(*c.intercept, best_intercept, 0.006);
  EXPECT_NEAR(*c.slope, best_slope, 0.011);
}

TEST(MeasureCalibration, IsEmptyWhereThereIsNoAnswer) {
  const std::vector<double> p{0.1, 0.2, 0.8, 0.9};
  const Calibration one = measure_calibration(std::vector<int>{0, 0, 0, 0}, p);
  EXPECT_FALSE(one.intercept || one.slope);
  EXPECT_NEAR(one.brier, (0.01 + 0.04 + 0.64 + 0.81) / 4, 1e-15);
  const Calibration separated = measure_calibration(std::vector<int>{0, 0, 1, 1}, p);
  EXPECT_TRUE(separated.intercept);
  EXPECT_FALSE(separated.slope);
  const Calibration constant =
      measure_calibration(std::vector<int>{0, 1, 0, 0}, std::vector<double>(4, 0.5));
  EXPECT_NEAR(*constant.intercept, std::log(1.0 / 3.0), 1e-9);
  EXPECT_FALSE(constant.slope);
  // p of 0 and 1 do not break it.
  EXPECT_TRUE(
      measure_calibration(std::vector<int>{0, 1, 0, 1}, std::vector<double>{0, 0, 1, 1}).intercept);
}

TEST(MinorityProbabilities, ReadScoresOfEachKind) {
  EXPECT_EQ(score_meaning(ClassifierKind::kLogistic), ScoreMeaning::kLogOdds);
  EXPECT_EQ(score_meaning(ClassifierKind::kXgboost), ScoreMeaning::kLogOdds);
  EXPECT_EQ(score_meaning(ClassifierKind::kKnn), ScoreMeaning::kShare);
  EXPECT_EQ(score_meaning(ClassifierKind::kTree), ScoreMeaning::kShare);
  EXPECT_EQ(score_meaning(ClassifierKind::kSvm), ScoreMeaning::kDecision);
  EXPECT_EQ(score_meaning(ClassifierKind::kAdaboost), ScoreMeaning::kDecision);
  const std::vector<int> truth{0, 1};
  const auto odds = minority_probabilities(ScoreMeaning::kLogOdds, truth,
                                           std::vector<double>{0.0, std::log(3.0)}, {});
  EXPECT_NEAR(odds[0], 0.5, 1e-15);
  EXPECT_NEAR(odds[1], 0.75, 1e-15);
  const auto share =
      minority_probabilities(ScoreMeaning::kShare, truth, std::vector<double>{-0.5, 0.1}, {});
  EXPECT_EQ(share[0], 0.0);
  EXPECT_NEAR(share[1], 0.6, 1e-15);
}

TEST(MinorityProbabilities, MapsDecisionValuesToWhatHappened) {
  const Rows rows = drawn_rows(5000, -2.0, 1.5, 4);
  std::vector<double> decisions;  // another scale, and another zero
  for (const double z : rows.logits) decisions.push_back(0.01 * z + 7.0);
  const auto p = minority_probabilities(ScoreMeaning::kDecision, rows.truth, decisions, rows.fold);
  double error = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    error = std::max(error, std::abs(p[i] - logistic(rows.logits[i])));
  }
  EXPECT_LT(error, 0.06);
}

TEST(MinorityProbabilities, NoRowHasPartInItsOwn) {
  Rows rows = drawn_rows(50, -1.0, 1.5, 5);
  const auto before =
      minority_probabilities(ScoreMeaning::kDecision, rows.truth, rows.logits, rows.fold);
  rows.truth[7] = 1 - rows.truth[7];
  const auto after =
      minority_probabilities(ScoreMeaning::kDecision, rows.truth, rows.logits, rows.fold);
  for (std::size_t i = 0; i < rows.truth.size(); ++i) {
    EXPECT_EQ(before[i] == after[i], rows.fold[i] == rows.fold[7]) << i;
  }
}

TEST(MinorityProbabilities, UsesTheShareWhereOtherFoldsHaveOneClass) {
  const std::vector<int> truth{1, 0, 0, 0};
  const std::vector<double> scores{3.0, 1.0, 2.0, 0.0};
  const std::vector<std::uint32_t> fold{0, 1, 1, 1};
  const auto p = minority_probabilities(ScoreMeaning::kDecision, truth, scores, fold);
  EXPECT_NEAR(p[0], 1.0 / 5.0, 1e-12);  // one more of each than the three rows of class 0
}

TEST(ReweightedProbability, UndoesARepetitionOfTheMinority) {
  // One minority row of four, then repeated nine times: nine of twelve.
  const double own = 0.25, resampled = 0.75;
  const double p =
      reweighted_probability(resampled, own / resampled, (1.0 - own) / (1.0 - resampled));
  EXPECT_NEAR(p, own, 1e-15);
  EXPECT_EQ(reweighted_probability(0.3, 1.0, 1.0), 0.3);
  EXPECT_EQ(reweighted_probability(0.0, 0.1, 2.0), 0.0);
  EXPECT_EQ(reweighted_probability(1.0, 0.1, 2.0), 1.0);
}

TEST(ReliabilityBins, HoldAboutEquallyManyRowsAndKeepEqualProbabilitiesTogether) {
  const std::vector<int> truth = {1, 0, 0, 0, 1, 1};
  const std::vector<double> probabilities = {0.9, 0.1, 0.1, 0.1, 0.5, 0.8};
  const auto bins = reliability_bins(truth, probabilities, 3);
  ASSERT_EQ(bins.size(), 3U);  // the first takes all three rows of 0.1
  EXPECT_EQ(bins[0].rows, 3U);
  EXPECT_NEAR(bins[0].probability, 0.1, 1e-15);
  EXPECT_EQ(bins[0].share, 0.0);
  EXPECT_EQ(bins[1].rows, 1U);
  EXPECT_EQ(bins[1].probability, 0.5);
  EXPECT_EQ(bins[2].rows, 2U);
  EXPECT_DOUBLE_EQ(bins[2].probability, 0.85);
  EXPECT_EQ(bins[2].share, 1.0);
  const std::vector<double> equal(6, 0.25);
  const auto one = reliability_bins(truth, equal, 10);
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].rows, 6U);
  EXPECT_EQ(one[0].share, 0.5);
}

}  // namespace
}  // namespace autosmote
