#include "neighbors/mixed_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "core/random.h"

namespace autosmote {
namespace {

using testing::ElementsAre;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

MixedRows small_rows() {
  MixedRows rows;
  rows.rows = 4;
  rows.numbers.push_back({{0.0, 0.5, kMissing, 1.0}, 1.0});
  rows.categories.push_back({{0, 1, 0, -1}, 1.0});
  return rows;
}

TEST(MixedRows, DistancesAreThoseOfHeom) {
  std::vector<double> squared;
  small_rows().squared_distances(0, squared);
  EXPECT_THAT(squared, ElementsAre(0.0, 1.25, 1.0, 2.0));
  // A missing value is at distance 1 from all, another missing one and itself included.
  small_rows().squared_distances(2, squared);
  EXPECT_THAT(squared, ElementsAre(1.0, 2.0, 1.0, 2.0));
  small_rows().squared_distances(3, squared);
  EXPECT_THAT(squared, ElementsAre(2.0, 1.25, 2.0, 1.0));
}

TEST(MixedNeighbors, HaveTheRowItselfFirst) {
  MixedRows rows = small_rows();
  const Matrix<std::uint32_t> nearest = mixed_neighbors(rows, 3, {});
  EXPECT_THAT(nearest.row(0), ElementsAre(0, 2, 1));
  EXPECT_THAT(nearest.row(2), ElementsAre(2, 0, 1));  // 1 and 3 are equally far
  EXPECT_THAT(nearest.row(3), ElementsAre(3, 1, 0));
}

RC_GTEST_PROP(MixedNeighbors, AreThoseOfAllPairsForAnyNumberOfThreads, (std::uint64_t seed)) {
  RandomStream random(seed, Purpose::kTest);
  MixedRows rows;
  rows.rows = 1 + random.below(40);
  for (int c = 0; c < 3; ++c) {
    MixedRows::Numbers numbers;
    MixedRows::Categories categories;
    for (std::size_t row = 0; row < rows.rows; ++row) {
      numbers.values.push_back(random.below(5) == 0 ? kMissing : random.below(4) / 4.0);
      categories.codes.push_back(static_cast<std::int32_t>(random.below(4)) - 1);
    }
    categories.apart = 0.75;
    rows.numbers.push_back(numbers);
    rows.categories.push_back(categories);
  }
  const std::size_t k = 1 + random.below(static_cast<std::uint32_t>(rows.rows));
  Context one;
  one.threads = 1;
  const Matrix<std::uint32_t> nearest = mixed_neighbors(rows, k, one);
  Context three;
  three.threads = 3;
  const Matrix<std::uint32_t> same = mixed_neighbors(rows, k, three);
  RC_ASSERT(std::ranges::equal(std::span(nearest.data(), rows.rows * k),
                               std::span(same.data(), rows.rows * k)));
  for (std::size_t row = 0; row < rows.rows; ++row) {
    RC_ASSERT(nearest(row, 0) == row);
    std::vector<std::pair<double, std::uint32_t>> pairs;
    for (std::uint32_t other = 0; other < rows.rows; ++other) {
      double sum = 0.0;
      for (const auto& column : rows.numbers) {
        const double d = column.values[row] - column.values[other];
        sum += std::isnan(d) ? 1.0 : d * d;
      }
      for (const auto& column : rows.categories) {
        const bool equal = column.codes[row] >= 0 && column.codes[row] == column.codes[other];
        sum += equal ? 0.0 : 0.75;
      }
      if (other != row) pairs.emplace_back(sum, other);
    }
    std::ranges::sort(pairs);
    for (std::size_t i = 1; i < k; ++i) RC_ASSERT(nearest(row, i) == pairs[i - 1].second);
  }
}

}  // namespace
}  // namespace autosmote
