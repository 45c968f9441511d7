#include "preprocess/row_decoder.h"

#include <gtest/gtest.h>

#include <numeric>
#include <utility>

#include "table/table_test_util.h"

namespace autosmote {
namespace {

class RowDecoderTest : public testing::TestWithParam<bool> {
 protected:
  RowDecoderTest() {
    ReadOptions options;
    options.ignore = {"id"};
    options.target = "y";
    table_ = parse_table(
        "id,real,whole,gap,colour,y\n1,0.1,1,3,red,m\n2,9,9,9,blue,n\n3,0.7,4,,green,m\n4,9,9,9,,"
        "n\n",
        "t.csv", options);
    std::vector<std::size_t> rows(table_.rows());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    encoder_ = Encoder::fit(table_, rows, 5, {true, GetParam()});
    encoded_ = encoder_.transform(table_, rows);
    decoder_.emplace(table_, encoder_, std::as_const(encoded_).view());
  }

  std::vector<double> between(std::size_t source, std::size_t neighbor, double lambda) const {
    std::vector<double> row;
    for (std::size_t j = 0; j < encoded_.cols(); ++j) {
      const double from = encoded_(source, j);
      row.push_back(from + lambda * (encoded_(neighbor, j) - from));
    }
    for (const std::uint32_t j : encoder_.category_features()) {
      row[j] = encoded_(lambda < 0.5 ? source : neighbor, j);
    }
    return row;
  }

  /// The row as it is written, with the target of row 0, and whether it lies between the parents.
  std::string written(const std::vector<double>& row, std::size_t source, std::size_t neighbor,
                      double lambda) {
    std::vector<CellValue> cells(6);
    interpolated_ = decoder_->decode(row, source, neighbor, lambda, cells);
    cells[5].code = table_.column(5).codes[0];
    std::string text;
    TableWriter writer(table_, [&text](std::string_view piece) { text += piece; });
    writer.write_row(cells);
    writer.finish();
    return text;
  }

  Table table_;
  Encoder encoder_;
  Matrix<double> encoded_;
  std::optional<RowDecoder> decoder_;
  bool interpolated_ = false;
};

TEST_P(RowDecoderTest, GivesInterpolationsTheRulesOfTwoParents) {
  EXPECT_EQ(written(between(0, 2, 0.25), 0, 2, 0.25), ",0.25,2,3,red,m\n");
  EXPECT_TRUE(interpolated_);
  EXPECT_EQ(written(between(0, 2, 0.5), 0, 2, 0.5), ",0.4,3,,green,m\n");
  EXPECT_TRUE(interpolated_);
  EXPECT_EQ(written(between(0, 0, 0.0), 0, 0, 0.0), ",0.1,1,3,red,m\n");
  EXPECT_TRUE(interpolated_);
}

TEST_P(RowDecoderTest, TakesTheParentsValuesWhereAColumnHasThem) {
  // As SMOTE-NC: numbers between the parents, the category of a third row.
  std::vector<double> row = between(0, 1, 0.5);
  const auto block = encoder_.blocks()[3];
  for (std::size_t j = block.first; j < block.first + block.width; ++j) row[j] = encoded_(2, j);
  EXPECT_EQ(written(row, 0, 1, 0.5), ",4.55,5,6,green,m\n");
  EXPECT_TRUE(interpolated_);
  // A moved number is decoded and kept within bounds; the others keep the source's exact value.
  row = between(0, 0, 0.0);
  row[encoder_.blocks()[1].first] = -100.0;
  EXPECT_EQ(written(row, 0, 0, 0.0), ",0.1,1,3,red,m\n");
  EXPECT_FALSE(interpolated_);
  row[encoder_.blocks()[0].first] = 100.0;
  EXPECT_EQ(written(row, 0, 0, 0.0), ",9,1,3,red,m\n");
}

TEST_P(RowDecoderTest, KeepsMissingCellsMissing) {
  std::vector<double> row = between(2, 2, 0.0);
  row[encoder_.blocks()[0].first] += 0.1;
  const std::string text = written(row, 2, 2, 0.0);
  EXPECT_FALSE(interpolated_);
  EXPECT_EQ(text.substr(text.find(",4,")), ",4,,green,m\n");
}

TEST_P(RowDecoderTest, TakesNoNumberFromTheMeanOfAMissingOne) {
  // As SMOTE-NC: numbers between the parents, "missing" by the votes of others.
  const auto gap = encoder_.blocks()[2];
  std::vector<double> row = between(0, 2, 0.25);
  row[gap.first + 1] = encoded_(0, gap.first + 1);  // voted to be there, half-way to the mean
  EXPECT_EQ(written(row, 0, 2, 0.25).substr(0, 9), ",0.25,2,3");
  row = between(2, 2, 0.0);
  row[gap.first + 1] = encoded_(0, gap.first + 1);
  EXPECT_EQ(written(row, 2, 2, 0.0), ",0.7,4,,green,m\n");
}

INSTANTIATE_TEST_SUITE_P(Categories, RowDecoderTest, testing::Bool());

}  // namespace
}  // namespace autosmote
