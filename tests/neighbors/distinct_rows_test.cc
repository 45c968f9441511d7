#include "neighbors/distinct_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "core/random.h"
#include "neighbors/collectors.h"

namespace autosmote {
namespace {

Matrix<double> whole_numbers(std::size_t n, std::size_t d, std::uint32_t levels) {
  RandomStream random(1, Purpose::kTest, static_cast<std::uint32_t>(n * 100 + d));
  Matrix<double> rows(n, d);
  for (std::size_t i = 0; i < n; ++i) {
    for (double& value : rows.row(i)) value = random.below(levels);
  }
  return rows;
}

void expect_as_by_comparing(MatrixView<const double> rows, int threads) {
  Context context;
  context.threads = threads;
  const DistinctRows fast = distinct_rows(rows, context);
  std::vector<std::uint32_t> first, last_of(rows.rows);
  for (std::uint32_t i = 0; i < rows.rows; ++i) {
    std::uint32_t equal = 0;
    while (!std::ranges::equal(rows.row(equal), rows.row(i))) ++equal;
    ASSERT_EQ(fast.first_of[i], equal) << "row " << i;
    ASSERT_EQ(fast.next[i] == kNoRow || fast.next[i] > i, true);
    if (equal == i) {
      first.push_back(i);
    } else {
      ASSERT_EQ(fast.next[last_of[equal]], i);
    }
    last_of[equal] = i;
  }
  EXPECT_EQ(fast.first, first);
  for (const std::uint32_t row : first) EXPECT_EQ(fast.next[last_of[row]], kNoRow);
}

TEST(DistinctRows, AgreesWithComparingAllPairs) {
  for (const int threads : {1, 3}) {
    for (const std::size_t d : {1U, 2U, 3U, 4U, 5U, 9U}) {
      for (const std::size_t n : {1U, 2U, 50U, 1500U}) {
        for (const std::uint32_t levels : {1U, 2U, 5U, 1000U}) {
          expect_as_by_comparing(whole_numbers(n, d, levels).view(), threads);
        }
      }
    }
  }
}

TEST(DistinctRows, ReadsStridedViews) {
  const Matrix<double> rows = whole_numbers(300, 5, 3);
  expect_as_by_comparing(MatrixView<const double>(rows.data(), 300, 2, 5), 1);
}

TEST(DistinctRows, KeepsTheTwoZerosApart) {
  Matrix<double> rows(3, 1);
  rows(1, 0) = -0.0;
  const DistinctRows distinct = distinct_rows(rows.view(), {});
  EXPECT_EQ(distinct.first, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(distinct.next[0], 2U);
}

}  // namespace
}  // namespace autosmote
