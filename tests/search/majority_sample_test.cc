#include "search/majority_sample.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/random.h"

namespace autosmote {
namespace {

// Rows that are their own number, every tenth of the minority. No weights: each for itself.
Fold numbered_fold(std::size_t rows, std::vector<double> weights = {}) {
  Fold fold;
  fold.train = Matrix<double>(rows, 1);
  for (std::uint32_t i = 0; i < rows; ++i) {
    fold.train(i, 0) = i;
    fold.train_labels.push_back(i % 10 == 3 ? 1 : 0);
    if (i % 10 == 3) fold.minority.push_back(i);
  }
  fold.train_weights = std::move(weights);
  return fold;
}

double sum_of(const std::vector<double>& weights) {
  return std::accumulate(weights.begin(), weights.end(), 0.0);
}

TEST(MajoritySample, KeepsTheMinorityAndEvenlySpacedMajorityRows) {
  const SampledRows sample = sample_majority(numbered_fold(100), 30);
  EXPECT_EQ(std::ranges::count(sample.labels, 1), 10);
  EXPECT_EQ(std::ranges::count(sample.labels, 0), 30);
  EXPECT_NEAR(sum_of(sample.weights), 100.0, 1e-9);
  double last = -1.0;
  for (std::size_t i = 0; i < sample.labels.size(); ++i) {
    const double number = sample.train(i, 0);
    EXPECT_EQ(sample.labels[i], static_cast<int>(number) % 10 == 3 ? 1 : 0);
    EXPECT_DOUBLE_EQ(sample.weights[i], sample.labels[i] == 1 ? 1.0 : 3.0);
    EXPECT_GT(number, last);
    EXPECT_LE(number - last, 5.0);
    last = number;
  }
}

TEST(MajoritySample, KeepsHeavyRowsWithTheirWeight) {
  std::vector<double> weights(100, 1.0);
  weights[40] = 500.0;
  weights[41] = 90.0;
  const SampledRows sample = sample_majority(numbered_fold(100, weights), 24);
  EXPECT_EQ(std::ranges::count(sample.labels, 0), 24);
  for (std::size_t i = 0; i < sample.labels.size(); ++i) {
    const double number = sample.train(i, 0);
    const double expected = number == 40.0          ? 500.0
                            : number == 41.0        ? 90.0
                            : sample.labels[i] == 1 ? 1.0
                                                    : 4.0;
    EXPECT_DOUBLE_EQ(sample.weights[i], expected) << number;
  }
}

// The slow twin: all rows.
TEST(MajoritySample, OfAllRowsIsAllRows) {
  RandomStream random(5, Purpose::kTest);
  std::vector<double> weights;
  for (int i = 0; i < 50; ++i) weights.push_back(i % 10 == 3 ? 1.0 : 1.0 + random.below(9));
  for (const Fold& fold : {numbered_fold(50), numbered_fold(50, weights)}) {
    const SampledRows sample = sample_majority(fold, 45);
    ASSERT_EQ(sample.labels, fold.train_labels);
    for (std::size_t i = 0; i < 50; ++i) {
      EXPECT_EQ(sample.train(i, 0), fold.train(i, 0));
      EXPECT_EQ(sample.weights[i], fold.train_weights.empty() ? 1.0 : fold.train_weights[i]);
    }
  }
}

TEST(MergesEqualRows, OfManyNumbersForClassifiersThatTakeWeights) {
  Fold fold;
  fold.train = Matrix<double>(1 << 12, 1 << 12);
  EXPECT_TRUE(merges_equal_rows(fold, ClassifierKind::kTree));
  EXPECT_TRUE(merges_equal_rows(fold, ClassifierKind::kXgboost));
  EXPECT_FALSE(merges_equal_rows(fold, ClassifierKind::kSvm));
  EXPECT_FALSE(merges_equal_rows(fold, ClassifierKind::kKnn));
  fold.train = Matrix<double>((1 << 12) - 1, 1 << 12);
  EXPECT_FALSE(merges_equal_rows(fold, ClassifierKind::kTree));
}

TEST(MajoritySample, IsTakenForXgboostOfManyNumbers) {
  Fold fold = numbered_fold(100);
  EXPECT_FALSE(rows_to_fit(fold, ClassifierKind::kXgboost));
  EXPECT_FALSE(sampling_note(fold, ClassifierKind::kXgboost));
  EXPECT_EQ(fitted_rows(fold, ClassifierKind::kXgboost), 100U);
  fold.train = Matrix<double>(100, kMostFitNumbers / 100 + 1);
  EXPECT_FALSE(rows_to_fit(fold, ClassifierKind::kTree));
  const auto sample = rows_to_fit(fold, ClassifierKind::kXgboost);
  ASSERT_TRUE(sample);
  EXPECT_EQ(fitted_rows(fold, ClassifierKind::kXgboost), sample->labels.size());
  EXPECT_EQ(fitted_rows(fold, ClassifierKind::kTree), 100U);
  EXPECT_EQ(std::ranges::count(sample->labels, 0), 40);  // four a minority row, above 12
  EXPECT_EQ(sampling_note(fold, ClassifierKind::kXgboost),
            "a fold has 90 majority rows: in the search xgboost is fitted on 40 of them, weighted "
            "so that they stand for all, and on all minority rows; the result is for all "
            "rows");
}

}  // namespace
}  // namespace autosmote
