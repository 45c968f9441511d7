#include "neighbors/coded_rows.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace autosmote {
namespace {

Matrix<double> matrix_of(std::size_t columns, const std::vector<double>& values) {
  Matrix<double> matrix(values.size() / columns, columns);
  std::copy(values.begin(), values.end(), matrix.data());
  return matrix;
}

double plain_distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

// A number, a block of three one-hot columns, a constant, and a column of its own.
Matrix<double> example() {
  return matrix_of(6, {0.1, 1, 0, 0, 7, 0,  //
                       0.2, 0, 1, 0, 7, 1,  //
                       0.4, 0, 0, 1, 7, 1,  //
                       0.8, 0, 0, 0, 7, 0,  //
                       1.6, 1, 0, 0, 7, 1});
}

TEST(CodedRows, MakesGroupsOfConsecutiveColumnsThatExcludeEachOther) {
  const Matrix<double> rows = example();
  const auto coded = CodedRows::of(rows.view(), {});
  ASSERT_TRUE(coded);
  ASSERT_EQ(coded->segments().size(), 3U);
  EXPECT_FALSE(coded->segments()[0].coded);
  EXPECT_EQ(coded->segments()[1].first, 1U);
  EXPECT_EQ(coded->segments()[1].columns, 4U);
  EXPECT_EQ(coded->segments()[2].first, 5U);
  EXPECT_EQ(coded->numeric_columns(), 1U);
  const std::vector<int> codes{1, 2, 3, 0, 1};
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    EXPECT_EQ(coded->code(i, 0), codes[i]);
    EXPECT_EQ(coded->code(i, 1), rows(i, 5));
    EXPECT_EQ(coded->numeric(i, 0), rows(i, 0));
  }
}

TEST(CodedRows, GivesTheDistancesOfAllColumns) {
  const Matrix<double> rows = example();
  const auto coded = CodedRows::of(rows.view(), {});
  ASSERT_TRUE(coded);
  CodedRows::Query query;
  for (const std::vector<double>& values :
       std::vector<std::vector<double>>{{0.3, 1, 0, 0, 7, 0},
                                        {0.3, 0, 0, 0, 7, 1},  // as rows have it
                                        {0.3, 1, 1, 0, 7, 0},
                                        {0.3, 0.25, 0.75, 0, 7, 0},  // as no row has it
                                        {0.3, 0, 0, 1, 6, 2}}) {
    coded->encode(values, query);
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      EXPECT_EQ(coded->squared_distance(query, i), plain_distance(values, rows.row(i)));
    }
  }
}

TEST(CodedRows, KeepsInterpolatedPartsAsTheyAre) {
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) {
    for (int j = 0; j < 8; ++j) values.push_back(i % 8 == j ? 1.0 : 0.0);
  }
  Matrix<double> rows = matrix_of(8, values);
  rows(17, 1) = 0.75;
  rows(17, 4) = 0.25;
  const auto coded = CodedRows::of(rows.view(), {});
  ASSERT_TRUE(coded);
  EXPECT_EQ(coded->code(17, 0), CodedRows::kIrregular);
  std::vector<std::uint32_t> backwards(40);
  std::iota(backwards.rbegin(), backwards.rend(), 0U);
  const CodedRows turned = coded->in_order(backwards);
  CodedRows::Query query;
  for (std::size_t q = 0; q < 40; ++q) {
    coded->encode(rows.row(q), query);
    for (std::size_t i = 0; i < 40; ++i) {
      const double distance = plain_distance(rows.row(q), rows.row(i));
      EXPECT_EQ(coded->squared_distance(query, i), distance);
      EXPECT_EQ(turned.squared_distance(query, 39 - i), distance);
    }
  }
}

TEST(CodedRows, GivesTheDistancesOfAPartToAllCodes) {
  const Matrix<double> rows = example();
  const auto coded = CodedRows::of(rows.view(), {});
  ASSERT_TRUE(coded);
  const CodedRows::Segment& segment = coded->segments()[1];
  EXPECT_EQ(coded->square(segment, 0), 0.0);
  EXPECT_EQ(coded->square(segment, 2), 1.0);
  std::vector<double> distances;
  coded->distances_to_codes(segment, std::vector{0.3, 0.25, 0.5, 0.0, 8.0, 1.0}, distances);
  const std::vector<double> expected{0.0625 + 0.25 + 1.0,        //
                                     0.5625 + 0.25 + 1.0,        //
                                     0.0625 + 0.25 + 1.0,        //
                                     0.0625 + 0.25 + 1.0 + 1.0,  //
                                     0.0625 + 0.25 + 1.0};       // a column that does not vary
  EXPECT_EQ(distances, expected);
}

TEST(CodedRows, LeavesRowsAloneThatItWouldNotShorten) {
  EXPECT_FALSE(CodedRows::of(matrix_of(1, {0, 1, 1}).view(), {}));
  EXPECT_FALSE(CodedRows::of(matrix_of(2, {1, 1, 0, 0, 1, 1}).view(), {}));  // no exclusion
  std::vector<double> numbers(60);
  std::iota(numbers.begin(), numbers.end(), 0.0);
  EXPECT_FALSE(CodedRows::of(matrix_of(2, numbers).view(), {}));
}

}  // namespace
}  // namespace autosmote
