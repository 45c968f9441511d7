#include "search/fold.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <vector>

#include "search/placement_features.h"
#include "search/pool.h"
#include "search/search_fixtures.h"

namespace autosmote {
namespace {

// A fold whose majority rows stand there up to three times, the first of each before all others.
Fold repeated_fold() {
  Fold fold = cloud_fold(100, 24, 2, 1.2, 5);
  std::vector<double> values(fold.train.data(), fold.train.data() + 124 * 2);
  for (std::size_t i = 0; i < 124; ++i) {
    for (std::size_t copy = 0; fold.train_labels[i] == 0 && copy < i % 3; ++copy) {
      values.insert(values.end(), {fold.train(i, 0), fold.train(i, 1)});
      fold.train_labels.push_back(0);
    }
  }
  fold.train = Matrix<double>(fold.train_labels.size(), 2);
  std::ranges::copy(values, fold.train.data());
  return fold;
}

TEST(Fold, MergesEqualMajorityRowsOnly) {
  Fold fold;
  fold.train = Matrix<double>(7, 1);
  const std::vector<double> values{5.0, 1.0, 5.0, 1.0, 5.0, 5.0, 2.0};
  std::ranges::copy(values, fold.train.data());
  fold.train_labels = {0, 1, 0, 1, 1, 0, 0};
  fold.minority = {1, 3, 4};
  EXPECT_EQ(training_rows(fold), 7U);
  EXPECT_EQ(rows_wanted(fold, 1), 1U);
  merge_equal_rows(fold, {});
  EXPECT_EQ(std::vector<double>(fold.train.data(), fold.train.data() + fold.train.rows()),
            (std::vector<double>{5.0, 1.0, 1.0, 5.0, 2.0}));
  EXPECT_EQ(fold.train_labels, (std::vector<int>{0, 1, 1, 1, 0}));
  EXPECT_EQ(fold.train_weights, (std::vector<double>{3.0, 1.0, 1.0, 1.0, 1.0}));
  EXPECT_EQ(fold.minority, (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_EQ(training_rows(fold), 7U);
  EXPECT_EQ(rows_wanted(fold, 1), 1U);
  EXPECT_DOUBLE_EQ(imbalance_of(fold), 4.0 / 3.0);
}

TEST(Fold, BalancedWeightsMakeAllClassesWeighTheSame) {
  Fold fold;
  fold.classes = 3;
  fold.train = Matrix<double>(8, 1);
  fold.train_labels = {0, 1, 0, 2, 1, 0, 0, 0};
  fold.minority = {1, 3, 4};
  EXPECT_EQ(balanced_weights(fold), (std::vector<double>{8.0 / 15.0, 8.0 / 6.0, 8.0 / 3.0}));
  fold.train_weights = {5.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0};
  EXPECT_EQ(balanced_weights(fold), (std::vector<double>{12.0 / 27.0, 12.0 / 6.0, 12.0 / 3.0}));
}

// The slow twin: the rows written out.
TEST(Fold, MergedRowsHaveTheFeaturesOfAll) {
  const Fold fold = repeated_fold();
  Fold merged = fold;
  merge_equal_rows(merged, {});
  ASSERT_EQ(merged.train.rows(), 124U);
  EXPECT_EQ(training_rows(merged), fold.train.rows());
  const auto neighbors = minority_neighbors(fold, 6, {});
  EXPECT_TRUE(std::ranges::equal(std::span(neighbors.data(), 24 * 6),
                                 std::span(minority_neighbors(merged, 6, {}).data(), 24 * 6)));
  const PlacementFeatures all = placement_features(fold, neighbors, {});
  const PlacementFeatures few = placement_features(merged, neighbors, {});
  for (std::size_t i = 0; i < 24; ++i) {
    for (std::size_t f = 0; f < PlacementFeatures::kInstance; ++f) {
      EXPECT_NEAR(few.instance(i, f), all.instance(i, f), 1e-9) << f;
    }
  }
  for (std::size_t p = 0; p < all.pair.rows(); ++p) {
    for (std::size_t f = 0; f < PlacementFeatures::kPair; ++f) {
      EXPECT_NEAR(few.pair(p, f), all.pair(p, f), 1e-9) << f;
    }
  }
}

}  // namespace
}  // namespace autosmote
