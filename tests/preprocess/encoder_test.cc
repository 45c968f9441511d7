#include "preprocess/encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "autosmote/error.h"

namespace autosmote {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::ElementsAreArray;

std::vector<std::size_t> all_rows(const Table& table) {
  std::vector<std::size_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

std::vector<double> row_of(const Matrix<double>& matrix, std::size_t row) {
  return {matrix.row(row).begin(), matrix.row(row).end()};
}

TEST(Encoder, ScalesImputesAndOneHotEncodes) {
  const Table table = parse_table("n,c,m,y\n1,b,,p\n3,a,5,q\n1,,7,p\n3,b,6,q\n", "t.csv");
  const Encoder encoder = Encoder::fit(table, all_rows(table), 3);
  EXPECT_THAT(encoder.feature_names(),
              ElementsAre("n", "c=a", "c=b", "c (missing)", "m", "m (missing)"));
  ASSERT_EQ(encoder.width(), 6U);
  const Matrix<double> encoded = encoder.transform(table, all_rows(table));
  // m: mean 6 of those present; variance (0 + 1 + 1 + 0) / 4 over all four.
  const double sd = std::sqrt(0.5);
  EXPECT_THAT(row_of(encoded, 0), ElementsAre(-1.0, 0.0, 1.0, 0.0, 0.0, 1.0));
  EXPECT_THAT(row_of(encoded, 1), ElementsAre(1.0, 1.0, 0.0, 0.0, DoubleEq(-1.0 / sd), 0.0));
  EXPECT_THAT(row_of(encoded, 2), ElementsAre(-1.0, 0.0, 0.0, 1.0, DoubleEq(1.0 / sd), 0.0));
  EXPECT_THAT(row_of(encoded, 3), ElementsAre(1.0, 0.0, 1.0, 0.0, 0.0, 0.0));
}

TEST(Encoder, KnowsOnlyTheRowsItIsFittedOn) {
  const Table table = parse_table("n,c,y\n1,a,p\n3,a,q\n1000,z,p\n,,q\n", "t.csv");
  const std::vector<std::size_t> rows{0, 1};
  const Encoder encoder = Encoder::fit(table, rows, 2);
  EXPECT_THAT(encoder.feature_names(), ElementsAre("n", "c=a"));
  const Matrix<double> encoded = encoder.transform(table, all_rows(table));
  EXPECT_THAT(row_of(encoded, 2), ElementsAre(998.0, 0.0));
  EXPECT_THAT(row_of(encoded, 3), ElementsAre(0.0, 0.0));
}

TEST(Encoder, FindsColumnsOfAnotherTableByName) {
  const Table table = parse_table("n,c,y\n1,a,p\n3,b,q\n", "t.csv");
  const Encoder encoder = Encoder::fit(table, all_rows(table), 2);
  const Table other = parse_table("c,y,n\nnew,p,5\nb,p,1\n", "o.csv");
  const Matrix<double> encoded = encoder.transform(other, all_rows(other));
  EXPECT_THAT(row_of(encoded, 0), ElementsAre(3.0, 0.0, 0.0));
  EXPECT_THAT(row_of(encoded, 1), ElementsAre(-1.0, 0.0, 1.0));
}

TEST(Encoder, LeavesConstantAndEmptyColumnsAtZero) {
  const Table table = parse_table("a,b,c,y\n0.1,,1e15,p\n0.1,,1e15,q\n0.1,,1e15,q\n", "t.csv");
  const Encoder encoder = Encoder::fit(table, all_rows(table), 3);
  const Matrix<double> encoded = encoder.transform(table, all_rows(table));
  for (std::size_t row = 0; row < 3; ++row) {
    EXPECT_THAT(row_of(encoded, row), ElementsAre(0.0, 0.0, 1.0, 0.0));
  }
}

TEST(Encoder, StaysFiniteForVeryLargeNumbers) {
  const Table table = parse_table("a,y\n1.7e308,p\n-1.7e308,q\n1.6e308,q\n0,p\n", "t.csv");
  const Encoder encoder = Encoder::fit(table, all_rows(table), 1);
  const Matrix<double> encoded = encoder.transform(table, all_rows(table));
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t row = 0; row < 4; ++row) {
    sum += encoded(row, 0);
    squares += encoded(row, 0) * encoded(row, 0);
  }
  EXPECT_NEAR(sum, 0.0, 1e-12);
  EXPECT_NEAR(squares, 4.0, 1e-12);
}

TEST(Encoder, EncodesCellsAsItEncodesRows) {
  const Table table = parse_table("n,c,m,y\n1,b,,p\n3,a,5,q\n1,,7,p\n4,d,6,q\n", "t.csv");
  const std::vector<std::size_t> fitted{0, 1, 2};
  const Encoder encoder = Encoder::fit(table, fitted, 3);
  const Matrix<double> expected = encoder.transform(table, all_rows(table));
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::vector<CellValue> cells;
    for (const Column& column : table.columns()) {
      CellValue cell;
      if (column.kind == ColumnKind::kNumeric) cell.number = column.values[row];
      if (column.kind == ColumnKind::kNominal) cell.code = column.codes[row];
      cells.push_back(cell);
    }
    std::vector<double> encoded(encoder.width(), -7.0);
    encoder.transform(cells, encoded);
    EXPECT_THAT(encoded, ElementsAreArray(row_of(expected, row)));
  }
}

TEST(Encoder, SaysThatThereIsNoFeature) {
  ReadOptions options;
  options.ignore = {"id"};
  const Table table = parse_table("id,y\n1,p\n2,q\n", "t.csv", options);
  try {
    Encoder::fit(table, all_rows(table), 1);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(),
                 "t.csv: there is no feature column besides the target and ignored columns");
  }
}

constexpr const char* kMixed =
    "real,whole,c,m,y\n0.1,1,b,,p\n0.30000000000000004,3,a,5.5,q\n-7.25,10,,7,p\n4,2,d,6,q\n";

std::vector<CellValue> cells_of(const Table& table, std::size_t row) {
  std::vector<CellValue> cells;
  for (const Column& column : table.columns()) {
    CellValue cell;
    if (column.kind == ColumnKind::kNumeric) cell.number = column.values[row];
    if (column.kind == ColumnKind::kNominal) cell.code = column.codes[row];
    cells.push_back(cell);
  }
  return cells;
}

TEST(Encoder, DecodesWhatItEncodes) {
  const Table table = parse_table(kMixed, "t.csv");
  for (const bool standardise : {true, false}) {
    for (const bool one_hot : {true, false}) {
      const Encoder encoder = Encoder::fit(table, all_rows(table), 4, {standardise, one_hot});
      const Matrix<double> encoded = encoder.transform(table, all_rows(table));
      EXPECT_EQ(encoder.width(), one_hot ? 8U : 5U);
      EXPECT_EQ(encoder.feature_names().size(), encoder.width());
      for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::vector<CellValue> expected = cells_of(table, row);
        std::vector<CellValue> cells(5, CellValue{-1.0, 77});
        encoder.decode(encoded.row(row), cells);
        for (const std::size_t c : {0U, 1U, 3U}) {
          EXPECT_EQ(std::isnan(cells[c].number), std::isnan(expected[c].number));
          if (!std::isnan(expected[c].number)) {
            EXPECT_NEAR(cells[c].number, expected[c].number, standardise ? 1e-14 : 0.0);
          }
        }
        EXPECT_EQ(cells[2].code, expected[2].code);
        EXPECT_EQ(cells[4].code, 77) << "the target is left alone";
      }
    }
  }
}

TEST(Encoder, DecodesNumbersThatNoRowHas) {
  const Table table = parse_table(kMixed, "t.csv");
  const Encoder encoder = Encoder::fit(table, all_rows(table), 4, {false, true});
  EXPECT_THAT(encoder.feature_names(),
              ElementsAre("real", "whole", "c=a", "c=b", "c=d", "c (missing)", "m", "m (missing)"));
  std::vector<CellValue> cells(5);
  encoder.decode(std::vector<double>{99.0, 2.6, 0.1, 0.4, 0.4, 0.3, 5.75, 0.4}, cells);
  EXPECT_EQ(cells[0].number, 4.0) << "bounds are kept";
  EXPECT_EQ(cells[1].number, 3.0) << "whole numbers stay whole";
  EXPECT_EQ(table.column(2).categories[static_cast<std::size_t>(cells[2].code)], "b");
  EXPECT_EQ(cells[3].number, 5.75);
  encoder.decode(std::vector<double>{-99.0, -5.0, 0.1, 0.4, 0.4, 0.5, 5.75, 0.5}, cells);
  EXPECT_EQ(cells[0].number, -7.25);
  EXPECT_EQ(cells[1].number, 1.0);
  EXPECT_EQ(cells[2].code, -1) << "the missing category wins";
  EXPECT_TRUE(std::isnan(cells[3].number));
}

TEST(Encoder, KeepsNumbersAsTheyAre) {
  const Table table = parse_table(kMixed, "t.csv");
  const Encoder encoder = Encoder::fit(table, all_rows(table), 4, {false, false});
  const Matrix<double> encoded = encoder.transform(table, all_rows(table));
  // The missing cell of m gets the mean of 5.5, 7 and 6; categories are a, b, d, missing.
  EXPECT_THAT(row_of(encoded, 0), ElementsAre(0.1, 1.0, 1.0, DoubleEq(18.5 / 3.0), 1.0));
  EXPECT_THAT(row_of(encoded, 1), ElementsAre(0.30000000000000004, 3.0, 0.0, 5.5, 0.0));
  EXPECT_THAT(row_of(encoded, 2), ElementsAre(-7.25, 10.0, 3.0, 7.0, 0.0));
  EXPECT_THAT(encoder.category_features(), ElementsAre(2U, 4U));
}

TEST(Encoder, DecodesVeryLargeNumbersAndEmptyColumns) {
  const Table table = parse_table("a,b,y\n1.7e308,,p\n-1.7e308,,q\n0,,q\n", "t.csv");
  const Encoder encoder = Encoder::fit(table, all_rows(table), 2);
  std::vector<CellValue> cells(3);
  encoder.decode(std::vector<double>{1e6, 0.0, 0.0}, cells);
  EXPECT_EQ(cells[0].number, 1.7e308);
  EXPECT_TRUE(std::isnan(cells[1].number));
}

}  // namespace
}  // namespace autosmote
