#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <new>
#include <utility>

#include "autosmote/matrix_view.h"

namespace autosmote {
namespace {

// Few numbers come from the heap, many from pages of their own.
class MatrixSizes : public testing::TestWithParam<std::size_t> {};

INSTANTIATE_TEST_SUITE_P(Rows, MatrixSizes, testing::Values(1, 100, 65535, 65536, 300000));

TEST_P(MatrixSizes, BeginsWithZerosWhateverMemoryWasUsedBefore) {
  constexpr std::size_t kCols = 8;
  for (int round = 0; round < 3; ++round) {
    Matrix<double> matrix(GetParam(), kCols);
    for (std::size_t i = 0; i < matrix.rows(); ++i) {
      for (double& value : matrix.row(i)) {
        ASSERT_EQ(value, 0.0);
        value = 1.0;
      }
    }
  }
}

TEST_P(MatrixSizes, CopiesAndMoves) {
  Matrix<std::uint32_t> matrix(GetParam(), 16);
  matrix(GetParam() - 1, 15) = 7;
  Matrix<std::uint32_t> copy = matrix;
  copy(0, 0) = 5;
  EXPECT_EQ(matrix(0, 0), 0U);
  EXPECT_EQ(copy(GetParam() - 1, 15), 7U);
  const std::uint32_t* memory = copy.data();
  matrix = std::move(copy);
  EXPECT_EQ(matrix.data(), memory);
  EXPECT_EQ(matrix(0, 0), 5U);
  Matrix<std::uint32_t> taken = std::move(matrix);
  EXPECT_EQ(taken.data(), memory);
  EXPECT_EQ(matrix.rows(), 0U);  // NOLINT(bugprone-use-after-move): promised
  EXPECT_EQ(matrix.cols(), 0U);
  taken = {};
  EXPECT_EQ(taken.rows(), 0U);
}

TEST(Matrix, MayBeEmpty) {
  const Matrix<double> none(0, 3);
  EXPECT_EQ(none.rows(), 0U);
  EXPECT_EQ(none.cols(), 3U);
  const Matrix<double> copy = none;
  EXPECT_EQ(copy.view().cols, 3U);
}

TEST(Matrix, RefusesWhatNoMemoryHolds) {
  constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();
  EXPECT_THROW(Matrix<double>(kMost / 2, 4), std::bad_alloc);
}

}  // namespace
}  // namespace autosmote
