#include "classifiers/sorted_columns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "classifiers/made_rows.h"
#include "core/check.h"
#include "core/random.h"

namespace autosmote {
namespace {

// The slow twin compares values, so that zeros of both signs are equal.
TEST(SortedColumns, OrderIsByValueThenByRow) {
  RandomStream random(1, Purpose::kTest);
  const Matrix<double> base = rows_of_numbers(700, random);
  const Matrix<double> candidates = rows_of_numbers(300, random);
  const std::vector<int> labels(base.rows(), 0);
  const RefitData data{base.view(), labels, candidates.view(), {}, {}};
  const SortedColumns columns(data, {});
  for (std::size_t feature = 0; feature < base.cols(); ++feature) {
    std::vector<std::uint32_t> expected(base.rows() + candidates.rows());
    std::iota(expected.begin(), expected.end(), 0U);
    std::stable_sort(expected.begin(), expected.end(), [&](std::uint32_t a, std::uint32_t b) {
      return tree_value(data, a, feature) < tree_value(data, b, feature);
    });
    EXPECT_TRUE(std::ranges::equal(columns.order(feature), expected)) << feature;
  }
}

TEST(SortedColumns, ThresholdLiesBetweenNeighbouringFloats) {
  constexpr float kMax = std::numeric_limits<float>::max();
  for (const float low : {-kMax, -3.0F, 0.0F, 1e-7F, 1.0F, 1e30F}) {
    const float high = std::nextafter(low, kMax);
    EXPECT_LE(low, split_threshold(low, high));
    EXPECT_LT(split_threshold(low, high), high);
  }
  EXPECT_EQ(split_threshold(-kMax, kMax), 0.0);
}

TEST(SortedColumns, ValuesBeyondFloatAreItsLargest) {
  EXPECT_EQ(tree_value(1e300), std::numeric_limits<float>::max());
  EXPECT_EQ(tree_value(-std::numeric_limits<double>::infinity()),
            -std::numeric_limits<float>::max());
  EXPECT_EQ(tree_value(0.1), 0.1F);
  EXPECT_THROW(tree_value(std::numeric_limits<double>::quiet_NaN()), InternalError);
}

}  // namespace
}  // namespace autosmote
