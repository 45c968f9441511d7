#include "api/carried_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "table/table_test_util.h"

namespace autosmote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Table table_of(const std::string& content) {
  ReadOptions options;
  options.carried = {"g", "w"};
  return parse_table(content, "t.csv", options);
}

constexpr const char* kTable = "x,g,w\n1,b,1\n2,a,4\n3,b,2\n";

TEST(RowGroups, NumberTheTextsInOrderOfAppearance) {
  const Table table = table_of(kTable);
  EXPECT_THAT(row_groups(table, "g"), ElementsAre(0, 1, 0));
  EXPECT_THAT(row_groups(table, ""), IsEmpty());
}

TEST(RowGroups, SayWhatIsWrong) {
  const auto error = [](const std::string& content, const char* name) {
    return error_of([&] { row_groups(table_of(content), name); });
  };
  EXPECT_THAT(error(kTable, "x"), HasSubstr("t.csv: the group column 'x' is a feature, too"));
  EXPECT_EQ(error(kTable, "gg"),
            "t.csv: option 'group': there is no column 'gg'; did you mean 'g'? The columns are "
            "'x', 'g', 'w'");
  EXPECT_THAT(error("x,g,w\n1,b,1\n2,,4\n", "g"),
              HasSubstr("t.csv, line 3, column 2: the group column 'g' is missing here"));
  const std::vector<std::string> missing{"NA"};
  EXPECT_THAT(error_of([&] { row_groups(table_of("x,g,w\n1,b,1\n2,NA,4\n"), "g", missing); }),
              HasSubstr("t.csv, line 3, column 2: the group column 'g' is missing here"));
  EXPECT_THAT(error("x,g,w\n1,b,1\n2,b,4\n", "g"), HasSubstr("has one group only"));
}

TEST(GroupsApart, NamesTheFirstRowOfASharedGroup) {
  const Table train = table_of(kTable);
  check_groups_apart(train, table_of("x,g,w\n1,c,1\n2,d,4\n"), "g");
  check_groups_apart(train, table_of("x,w\n1,1\n2,4\n"), "g");
  EXPECT_THAT(error_of([&] { check_groups_apart(train, table_of("x,g,w\n1,c,1\n2,a,4\n"), "g"); }),
              HasSubstr("t.csv, line 3, column 2: group 'a' of column 'g' has rows in t.csv, too"));
}

TEST(GroupsWhole, NamesTheFirstRowInAnotherFold) {
  const Table table = table_of(kTable);
  const std::vector<std::uint32_t> groups{0, 1, 0};
  check_groups_whole(table, "g", groups, std::vector<std::uint32_t>{1, 0, 1}, "t.folds.csv");
  EXPECT_THAT(
      error_of([&] {
        check_groups_whole(table, "g", groups, std::vector<std::uint32_t>{1, 0, 0}, "t.folds.csv");
      }),
      HasSubstr("t.csv, line 4, column 2: group 'b' of column 'g' is in more than one fold "
                "of t.folds.csv"));
}

TEST(RowWeights, AreNumbersAboveZero) {
  EXPECT_THAT(row_weights(table_of(kTable), "w"), ElementsAre(1.0, 4.0, 2.0));
  for (const char* bad : {"0", "-1", "x", "", "inf"}) {
    EXPECT_THAT(error_of([&] {
                  row_weights(table_of(std::string("x,g,w\n1,b,1\n2,b,") + bad + "\n"), "w");
                }),
                HasSubstr(std::string("t.csv, line 3, column 3: the weight column 'w' has '") +
                          bad + "', expected a number above 0"));
  }
}

double weight_of(const std::string& content, double lambda) {
  const Table table = table_of(content);
  std::vector<CellValue> cells(3);
  CarriedColumns(table, IgnoredCells::kEmpty, "w").set_weight(0, 1, lambda, cells);
  return cells[2].number;
}

TEST(CarriedColumns, WeightsLieBetweenThoseOfTheParents) {
  EXPECT_EQ(weight_of("x,g,w\n1,b,1.5\n2,a,3.5\n", 0.25), 2.0);
  EXPECT_EQ(weight_of("x,g,w\n1,b,1.5\n2,a,3.5\n", -0.5), 1.5);
  EXPECT_EQ(weight_of(kTable, 0.25), 2.0);  // 1.75, but all weights are whole
}

TEST(CarriedColumns, CopyWhereAsked) {
  const Table table = table_of(kTable);
  EXPECT_EQ(CarriedColumns(table, IgnoredCells::kEmpty, "").copied(2), std::nullopt);
  EXPECT_EQ(CarriedColumns(table, IgnoredCells::kCopy, "").copied(2), 2U);
}

}  // namespace
}  // namespace autosmote
