#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "autosmote/error.h"
#include "autosmote/table.h"

namespace autosmote {
namespace {

using testing::ElementsAre;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

Column numbers(std::string name, std::vector<double> values) {
  Column column;
  column.name = std::move(name);
  column.values = std::move(values);
  return column;
}

Column texts(std::string name, std::vector<std::int32_t> codes,
             std::vector<std::string> categories) {
  Column column;
  column.name = std::move(name);
  column.kind = ColumnKind::kNominal;
  column.codes = std::move(codes);
  column.categories = std::move(categories);
  return column;
}

std::string message_of(const std::vector<Column>& columns) {
  try {
    make_table(columns, "memory");
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(MakeTableTest, IsWhatTheCellsAreAsCsv) {
  const Table made = make_table(
      {numbers("x", {0.1, kMissing, 3.0}), texts("t,\"q\"", {2, -1, 0}, {"a,b", "unused", "7"})},
      "memory");
  ReadOptions options;
  options.nominal = {"t,\"q\""};
  const Table read = parse_table("x,\"t,\"\"q\"\"\"\n0.1,7\n,\n3,\"a,b\"\n", "memory", options);
  ASSERT_EQ(made.rows(), 3U);
  EXPECT_EQ(made.source(), "memory");
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(made.column(i).name, read.column(i).name);
    EXPECT_EQ(made.column(i).kind, read.column(i).kind);
    EXPECT_EQ(made.column(i).integer, read.column(i).integer);
    EXPECT_EQ(made.column(i).codes, read.column(i).codes);
    EXPECT_EQ(made.column(i).categories, read.column(i).categories);
  }
  EXPECT_EQ(made.column(0).values[0], 0.1);
  EXPECT_TRUE(made.column(0).missing(1));
  EXPECT_THAT(made.column(1).categories, ElementsAre("7", "a,b"));
  EXPECT_EQ(made.cell_text(2, 1), "a,b");
}

TEST(MakeTableTest, KeepsEveryBitOfANumber) {
  const std::vector<double> values{0.1 + 0.2, 1e-300, 1.7976931348623157e308, -0.0, 123456789.125};
  const Table made = make_table({numbers("x", values)}, "memory");
  EXPECT_EQ(made.column(0).values, values);
  EXPECT_FALSE(made.column(0).integer);
}

TEST(MakeTableTest, KeepsARowWithoutAnything) {
  EXPECT_EQ(make_table({numbers("x", {1.0, kMissing, 2.0})}, "memory").rows(), 3U);
}

TEST(MakeTableTest, KeepsManyRowsOfAnyLength) {
  // The text grows longer than its first part promises, and shorter.
  std::vector<double> values(100, 1.0);
  for (std::size_t i = 10; i < values.size(); ++i) values[i] = 1.0 / static_cast<double>(i);
  EXPECT_EQ(make_table({numbers("x", values)}, "memory").column(0).values, values);
  std::reverse(values.begin(), values.end());
  EXPECT_EQ(make_table({numbers("x", values)}, "memory").column(0).values, values);
}

TEST(MakeTableTest, SaysWhatIsWrong) {
  EXPECT_EQ(message_of({}), "memory: there are no columns; give one at least");
  EXPECT_EQ(message_of({numbers("a", {1.0}), texts("b", {0, 0}, {"x"})}),
            "memory: column 'b' has 2 rows, but column 'a' has 1");
  EXPECT_THAT(message_of({numbers("a", {1.0}), numbers("a", {2.0})}),
              testing::HasSubstr("the column name 'a' stands twice"));
  EXPECT_THAT(message_of({numbers("a", {std::numeric_limits<double>::infinity()})}),
              testing::HasSubstr("column 'a' is numeric, but this cell is"));
}

}  // namespace
}  // namespace autosmote
