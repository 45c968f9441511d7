#include "search/placement_features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "classifiers/ridge.h"
#include "search/pool.h"
#include "search/search_fixtures.h"

namespace autosmote {
namespace {

double distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return std::sqrt(sum);
}

double nearest_majority(const Fold& fold, std::span<const double> point) {
  double nearest = INFINITY;
  for (std::size_t r = 0; r < fold.train.rows(); ++r) {
    if (fold.train_labels[r] == 0) nearest = std::min(nearest, distance(point, fold.train.row(r)));
  }
  return nearest;
}

double majority_share(const Fold& fold, std::size_t row) {
  std::vector<std::pair<double, std::size_t>> others;
  for (std::size_t r = 0; r < fold.train.rows(); ++r) {
    if (r != row) others.emplace_back(distance(fold.train.row(row), fold.train.row(r)), r);
  }
  std::sort(others.begin(), others.end());
  const std::size_t k = std::min<std::size_t>(10, others.size());
  double majority = 0.0;
  for (std::size_t n = 0; n < k; ++n) {
    majority += fold.train_labels[others[n].second] == 0 ? 1.0 : 0.0;
  }
  return majority / static_cast<double>(k);
}

double sparsity(const Matrix<double>& minority, const Matrix<std::uint32_t>& neighbors,
                std::size_t i) {
  double sum = 0.0;
  const std::size_t last = std::min<std::size_t>(5, neighbors.cols() - 1);
  for (std::size_t s = 1; s <= last; ++s) {
    sum += distance(minority.row(i), minority.row(neighbors(i, s)));
  }
  return std::log((last > 0 ? sum / static_cast<double>(last) : 0.0) + 1e-12);
}

std::vector<double> standardised(std::vector<double> values) {
  double mean = 0.0, square = 0.0;
  for (const double v : values) mean += v / static_cast<double>(values.size());
  for (const double v : values) square += (v - mean) * (v - mean);
  const double deviation = std::sqrt(square / static_cast<double>(values.size()));
  for (double& v : values) v = deviation > 1e-9 ? (v - mean) / deviation : 0.0;
  return values;
}

void expect_column(const Matrix<double>& features, std::size_t column,
                   const std::vector<double>& expected) {
  ASSERT_EQ(features.rows(), expected.size());
  const std::vector<double> wanted = standardised(expected);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    ASSERT_NEAR(features(i, column), wanted[i], 1e-9) << "column " << column << " row " << i;
  }
}

// Every feature by its definition, from all pairs of rows.
void expect_as_defined(const Fold& fold, std::size_t k) {
  const Matrix<double> minority = minority_rows_of(fold);
  const auto neighbors = minority_neighbors(minority.view(), k, Context{});
  const PlacementFeatures features = placement_features(fold, neighbors, Context{});
  std::vector<double> shares, borders, sparsities;
  for (std::size_t i = 0; i < minority.rows(); ++i) {
    shares.push_back(majority_share(fold, fold.minority[i]));
    sparsities.push_back(sparsity(minority, neighbors, i));
    borders.push_back(std::log(nearest_majority(fold, minority.row(i)) + 1e-12) -
                      sparsities.back());
  }
  expect_column(features.instance, 0, shares);
  expect_column(features.instance, 1, borders);
  expect_column(features.instance, 2, sparsities);
  expect_column(features.instance, 3,
                leave_one_out_minority_margins(fold.train.view(), fold.train_labels, 1.0));
  std::vector<double> ranks, midpoints, hardness;
  for (std::size_t i = 0; i < minority.rows(); ++i) {
    for (std::size_t s = 1; s < k; ++s) {
      const std::size_t j = neighbors(i, s);
      std::vector<double> middle;
      for (std::size_t c = 0; c < minority.cols(); ++c) {
        middle.push_back(0.5 * (minority(i, c) + minority(j, c)));
      }
      ranks.push_back(static_cast<double>(s));
      midpoints.push_back(std::log(nearest_majority(fold, middle) + 1e-12) - sparsities[i]);
      hardness.push_back(shares[j]);
    }
  }
  expect_column(features.pair, 0, ranks);
  expect_column(features.pair, 1, midpoints);
  expect_column(features.pair, 2, hardness);
}

TEST(PlacementFeatures, AreWhatTheirDefinitionsSay) {
  expect_as_defined(cloud_fold(120, 14, 3, 1.2, 21), 6);
  expect_as_defined(cloud_fold(90, 30, 1, 0.5, 22), 12);
  expect_as_defined(cloud_fold(40, 5, 4, 1.0, 23), 5);  // five minority rows
  expect_as_defined(cloud_fold(6, 2, 2, 1.0, 24), 2);   // fewer than ten other rows
}

TEST(PlacementFeatures, AreWhatTheirDefinitionsSayWithManyMidpoints) {
  const Fold fold = cloud_fold(60, 800, 2, 0.5, 25);
  const Matrix<double> minority = minority_rows_of(fold);
  const auto neighbors = minority_neighbors(minority.view(), 31, Context{});
  const PlacementFeatures features = placement_features(fold, neighbors, Context{});
  std::vector<double> midpoints;
  for (std::size_t i = 0; i < minority.rows(); ++i) {
    for (std::size_t s = 1; s < 31; ++s) {
      const std::size_t j = neighbors(i, s);
      const std::vector<double> middle{0.5 * (minority(i, 0) + minority(j, 0)),
                                       0.5 * (minority(i, 1) + minority(j, 1))};
      midpoints.push_back(std::log(nearest_majority(fold, middle) + 1e-12) -
                          sparsity(minority, neighbors, i));
    }
  }
  expect_column(features.pair, 1, midpoints);
}

TEST(PlacementFeatures, AreStandardisedAndPointTheRightWay) {
  // One minority row sits inside the majority, the others far from it.
  Fold fold = cloud_fold(100, 12, 2, 8.0, 8);
  fold.train(fold.minority[3], 0) = 0.1;
  fold.train(fold.minority[3], 1) = -0.1;
  fold.generator = std::make_shared<RowsGenerator>(minority_rows_of(fold));
  const auto neighbors = minority_neighbors(minority_rows_of(fold).view(), 5, Context{});
  const PlacementFeatures features = placement_features(fold, neighbors, Context{});
  for (std::size_t j = 0; j < PlacementFeatures::kInstance; ++j) {
    double sum = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < 12; ++i) {
      sum += features.instance(i, j);
      squares += features.instance(i, j) * features.instance(i, j);
    }
    EXPECT_NEAR(sum, 0.0, 1e-9);
    EXPECT_NEAR(squares, 12.0, 1e-9);
  }
  for (std::size_t i = 0; i < 12; ++i) {
    if (i == 3) continue;
    EXPECT_GT(features.instance(3, 0), features.instance(i, 0));  // majority share
    EXPECT_LT(features.instance(3, 1), features.instance(i, 1));  // distance to the majority
    EXPECT_GT(features.instance(3, 2), features.instance(i, 2));  // sparsity
    EXPECT_LT(features.instance(3, 3), features.instance(i, 3));  // margin
  }
}

// A column in which all instances are alike says nothing, and must not become noise.
TEST(PlacementFeatures, AreZeroWhereAllInstancesAreAlike) {
  Fold fold = cloud_fold(30, 4, 2, 1.0, 26);
  for (const std::uint32_t row : fold.minority) {
    fold.train(row, 0) = 5.0;
    fold.train(row, 1) = 5.0;
  }
  const auto neighbors = minority_neighbors(minority_rows_of(fold).view(), 4, Context{});
  const PlacementFeatures features = placement_features(fold, neighbors, Context{});
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < PlacementFeatures::kInstance; ++j) {
      EXPECT_EQ(features.instance(i, j), 0.0);
    }
  }
  for (std::size_t p = 0; p < features.pair.rows(); ++p) {
    EXPECT_TRUE(std::isfinite(features.pair(p, 0)));
    EXPECT_EQ(features.pair(p, 1), 0.0);
    EXPECT_EQ(features.pair(p, 2), 0.0);
  }
}

TEST(PlacementFeatures, HaveNoPairsForOneInstance) {
  const Fold fold = cloud_fold(30, 1, 2, 1.0, 27);
  const auto neighbors = minority_neighbors(minority_rows_of(fold).view(), 1, Context{});
  const PlacementFeatures features = placement_features(fold, neighbors, Context{});
  EXPECT_EQ(features.pair.rows(), 0U);
  ASSERT_EQ(features.instance.rows(), 1U);
  for (std::size_t j = 0; j < PlacementFeatures::kInstance; ++j) {
    EXPECT_EQ(features.instance(0, j), 0.0);
  }
}

TEST(PlacementFeatures, AreTheSameBytesForAnyNumberOfThreads) {
  const Fold fold = cloud_fold(300, 60, 3, 1.0, 28);
  const auto neighbors = minority_neighbors(minority_rows_of(fold).view(), 20, Context{});
  Context context;
  context.threads = 1;
  const PlacementFeatures one = placement_features(fold, neighbors, context);
  context.threads = 8;
  const PlacementFeatures many = placement_features(fold, neighbors, context);
  for (std::size_t p = 0; p < one.pair.rows(); ++p) {
    for (std::size_t j = 0; j < PlacementFeatures::kPair; ++j) {
      ASSERT_EQ(one.pair(p, j), many.pair(p, j));
    }
  }
}

// Each class has the features that it would have alone against the others.
TEST(PlacementFeatures, LookAtOneClassAgainstTheOthers) {
  const Fold fold = classes_fold({90, 30, 14, 4}, 1.2, 3);
  constexpr std::size_t kNeighbors = 7;
  const auto neighbors = minority_neighbors(fold, kNeighbors, Context{});
  const PlacementFeatures all = placement_features(fold, neighbors, Context{});
  for (int label = 1; label < fold.classes; ++label) {
    Fold alone = fold;
    alone.classes = 2;
    alone.minority.clear();
    for (std::uint32_t row = 0; row < fold.train_labels.size(); ++row) {
      alone.train_labels[row] = fold.train_labels[row] == label ? 1 : 0;
      if (fold.train_labels[row] == label) alone.minority.push_back(row);
    }
    const std::size_t k = std::min(kNeighbors, alone.minority.size());
    const PlacementFeatures own =
        placement_features(alone, minority_neighbors(alone, k, Context{}), Context{});
    const std::vector<std::uint32_t> instances = instances_of(fold, label);
    ASSERT_EQ(instances.size(), own.instance.rows());
    for (std::size_t i = 0; i < instances.size(); ++i) {
      for (std::size_t f = 0; f < PlacementFeatures::kInstance; ++f) {
        EXPECT_EQ(all.instance(instances[i], f), own.instance(i, f)) << label << ' ' << i;
      }
      for (std::size_t slot = 1; slot < kNeighbors; ++slot) {
        for (std::size_t f = 0; f < PlacementFeatures::kPair; ++f) {
          EXPECT_EQ(all.pair(instances[i] * (kNeighbors - 1) + slot - 1, f),
                    slot < k ? own.pair(i * (k - 1) + slot - 1, f) : 0.0);
        }
      }
    }
  }
}

}  // namespace
}  // namespace autosmote
