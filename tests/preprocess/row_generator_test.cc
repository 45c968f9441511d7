#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "autosmote/target.h"
#include "core/random.h"
#include "preprocess/linear_row_generator.h"
#include "preprocess/table_row_generator.h"
#include "table/table_test_util.h"

namespace autosmote {
namespace {

using testing::ElementsAre;

RC_GTEST_PROP(Interpolate, StaysBetweenAndIsSymmetric, (double a, double b)) {
  RC_PRE(std::isfinite(a) && std::isfinite(b));
  for (const double lambda : {0.0, 0.25, 0.3, 0.5, 0.75, 1.0}) {
    const double value = interpolate(a, b, lambda);
    RC_ASSERT(value >= std::min(a, b) && value <= std::max(a, b));
    RC_ASSERT(value == interpolate(b, a, 1.0 - lambda) || lambda == 0.3);
  }
  RC_ASSERT(interpolate(a, b, 0.0) == a);
  RC_ASSERT(interpolate(a, b, 1.0) == b);
  // The formula of the paper, from the nearer end.
  RC_ASSERT(interpolate(a, b, 0.25) == a + 0.25 * (b - a));
  RC_ASSERT(interpolate(a, b, 0.75) == b + 0.25 * (a - b));
}

TEST(Interpolate, TakesTheLargestNumbers) {
  EXPECT_EQ(interpolate(-1.7e308, 1.7e308, 0.5), 0.0);
  EXPECT_EQ(interpolate(1.7e308, 1.7e308, 0.25), 1.7e308);
}

TEST(LinearRowGenerator, InterpolatesEncodedRows) {
  Matrix<double> rows(2, 3);
  for (std::size_t f = 0; f < 3; ++f) {
    rows(0, f) = static_cast<double>(f);
    rows(1, f) = 4.0;
  }
  const LinearRowGenerator generator(std::as_const(rows).view());
  std::vector<double> encoded(generator.width());
  generator.generate(0, 1, 0.75, encoded);
  EXPECT_THAT(encoded, ElementsAre(3.0, 3.25, 3.5));
  generator.generate(1, 1, 0.3, encoded);
  EXPECT_THAT(encoded, ElementsAre(4.0, 4.0, 4.0));
}

TEST(TableRowGenerator, FollowsTheRulesOfEachKind) {
  ReadOptions options;
  options.ignore = {"id"};
  options.target = "y";
  const Table table = parse_table(
      "id,real,whole,gap,colour,y\n1,0.5,1,3,red,m\n2,9,9,9,blue,n\n3,1.5,4,,green,m\n4,9,9,9,,n\n",
      "t.csv", options);
  const std::vector<std::size_t> rows{0, 1, 2, 3};
  const Encoder encoder = Encoder::fit(table, rows, 5);
  const TableRowGenerator generator(table, {0, 2}, encoder);
  const auto written = [&](std::size_t source, std::size_t neighbor, double lambda) {
    std::vector<CellValue> cells(6);
    generator.make_row(source, neighbor, lambda, cells);
    std::string text;
    TableWriter writer(table, [&text](std::string_view piece) { text += piece; });
    writer.write_row(cells);
    writer.finish();
    return text;
  };
  EXPECT_EQ(written(0, 1, 0.0), ",0.5,1,3,red,m\n");
  EXPECT_EQ(written(0, 1, 0.25), ",0.75,2,3,red,m\n");
  EXPECT_EQ(written(0, 1, 0.5), ",1,3,,green,m\n");
  EXPECT_EQ(written(1, 0, 0.5), ",1,3,3,red,m\n");
  EXPECT_EQ(written(0, 1, 1.0), ",1.5,4,,green,m\n");
}

struct RealCase {
  const char* path;
  std::vector<std::string> nominal;
};

class TableRowGeneratorOnRealData : public testing::TestWithParam<RealCase> {};

// What the search sees of a synthetic row is what a user gets when reading the written file.
TEST_P(TableRowGeneratorOnRealData, EncodesExactlyWhatIsWritten) {
  if (data_folder().empty()) GTEST_SKIP() << "AUTOSMOTE_DATA is not set: real data not tested";
  ReadOptions options;
  options.target = "class";
  options.nominal = GetParam().nominal;
  const Table table = read_table((data_folder() / GetParam().path).string(), options);
  const Target target = select_target(table, "class");
  std::vector<std::size_t> fitted;
  std::vector<std::size_t> minority;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (row % 3 == 0) continue;
    fitted.push_back(row);
    if (target.labels[row] == 1) minority.push_back(row);
  }
  const Encoder encoder = Encoder::fit(table, fitted, target.column);
  const TableRowGenerator generator(table, minority, encoder);
  RandomStream random(0, Purpose::kTest);
  constexpr std::size_t kSamples = 3000;
  Matrix<double> generated(kSamples, encoder.width());
  std::string text;
  TableWriter writer(table, [&text](std::string_view piece) { text += piece; });
  writer.write_header();
  std::vector<CellValue> cells(table.columns().size());
  for (std::size_t i = 0; i < kSamples; ++i) {
    const std::size_t source = random.below(static_cast<std::uint32_t>(minority.size()));
    const std::size_t neighbor = random.below(static_cast<std::uint32_t>(minority.size()));
    const double lambda = i % 2 == 0 ? 0.25 * random.below(5) : random.uniform();
    generator.generate(source, neighbor, lambda, generated.row(i));
    generator.make_row(source, neighbor, lambda, cells);
    writer.write_row(cells);
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const Column& column = table.column(c);
      if (column.kind == ColumnKind::kNominal || std::isnan(cells[c].number)) continue;
      const double a = column.values[minority[source]];
      const double b = column.values[minority[neighbor]];
      ASSERT_GE(cells[c].number, std::fmin(a, b));
      ASSERT_LE(cells[c].number, std::fmax(a, b));
      if (column.integer) {
        ASSERT_EQ(cells[c].number, std::trunc(cells[c].number));
      }
    }
  }
  writer.finish();
  options.like = &table;
  const Table written = parse_table(text, "written.csv", options);
  ASSERT_EQ(written.rows(), kSamples);
  std::vector<std::size_t> rows(kSamples);
  for (std::size_t i = 0; i < kSamples; ++i) {
    rows[i] = i;
    ASSERT_EQ(written.cell_text(i, target.column), target.class_names[1]);
  }
  const Matrix<double> encoded = encoder.transform(written, rows);
  for (std::size_t i = 0; i < kSamples; ++i) {
    ASSERT_TRUE(std::ranges::equal(encoded.row(i), generated.row(i))) << "sample " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Sets, TableRowGeneratorOnRealData,
                         testing::Values(RealCase{"mixed/credit_g.csv.gz", {}},
                                         RealCase{"mixed/sick.csv.gz", {}},
                                         RealCase{"paper/mozilla4.csv.gz", {}},
                                         RealCase{"paper/electricity.csv.gz", {"day"}}));

}  // namespace
}  // namespace autosmote
