#include "api/test_folds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "api/api_test_util.h"
#include "api/compare_inputs.h"
#include "autosmote/error.h"

namespace autosmote {
namespace {

using testing::ElementsAre;

class TestFoldsTest : public FolderTest {
 protected:
  void write(const std::string& text, const std::string& name = "t.folds.csv") {
    std::ofstream(folder_ / name) << text;
  }
  std::string file() const { return (folder_ / "t.folds.csv").string(); }
  TestFolds read() const { return read_test_folds(folder_.string(), "t", target_); }
  std::string error() const {
    try {
      read();
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing thrown";
  }

  // Labels 1 0 1 0 1 0.
  const Target target_ =
      labelled("a,class\n1,x\n2,y\n3,x\n4,y\n5,x\n6,y\n7,y\n").target;  // 3 of x, 4 of y
};

TEST_F(TestFoldsTest, NumbersFoldsInTheirOrder) {
  write("fold\n30\n-1\n-1\n30\n7\n7\n7\n");
  const TestFolds folds = read();
  EXPECT_EQ(folds.source, file());
  EXPECT_THAT(folds.numbers, ElementsAre(-1.0, 7.0, 30.0));
  EXPECT_THAT(folds.of_rows, ElementsAre(2, 0, 0, 2, 1, 1, 1));
}

TEST_F(TestFoldsTest, WholeNumbersMayHaveADecimalPoint) {
  write("f\n1.0\n1.0\n2.0\n2.0\n2\n2\n2\n");
  EXPECT_THAT(read().numbers, ElementsAre(1.0, 2.0));
}

TEST_F(TestFoldsTest, SaysWhatIsWrong) {
  EXPECT_EQ(error(), "t: no test folds: there is neither " + file() + " nor " + file() +
                         ".gz; add one (a header line, then for each row of the table the number "
                         "of its fold), or compare this table in a call of its own without test "
                         "folds");
  write("fold\n1\n2\n1\n2\n");
  EXPECT_EQ(error(), file() +
                         ": has folds for 4 rows, but the table t has 7 rows; give one number "
                         "a row, in the order of the table");
  write("fold\n1\n2\n1\n2.5\n1\n2\n2\n");
  EXPECT_EQ(error(), file() +
                         ", line 5, column 1: found '2.5', expected a whole number: the fold "
                         "of a row");
  write("fold\n1\n2\none\n2\n1\n2\n2\n");
  EXPECT_EQ(error(), file() +
                         ", line 4, column 1: found 'one', expected a whole number: the fold "
                         "of a row");
  write("row,fold\n1,1\n");
  EXPECT_EQ(error(), file() + ", line 1: found 2 columns, expected one: the fold of each row");
  write("fold\n1\n1\n1\n1\n1\n1\n1\n");
  EXPECT_EQ(error(), file() + ": all rows are of fold 1; at least two folds are needed");
  write("fold\n1\n1\n1\n1\n1\n2\n1\n");
  EXPECT_EQ(error(), file() +
                         ": fold 2 has no row of class 'x', so no score on it says much; give "
                         "folds that have both");
}

TEST_F(TestFoldsTest, RepeatsTestOneFoldAfterTheOther) {
  std::ofstream(folder_ / "t.csv") << small_table(60, 3);
  std::string text = "fold\n";
  for (int row = 0; row < 60; ++row) text += std::to_string(1 + row / 20) + "\n";
  write(text);
  CompareOptions options;
  options.data = {(folder_ / "t.csv").string()};
  options.target = "class";
  options.test_folds = folder_.string();
  options.repeats = 3;
  const CompareSet set = read_compare_sets(options).at(0);
  std::vector<std::size_t> all;
  for (int repeat = 0; repeat < 3; ++repeat) {
    const SplitRows rows = rows_of_split(set, 0.0, repeat, 5);
    ASSERT_EQ(rows.test.size(), 20U);
    EXPECT_EQ(rows.test.front(), 20U * static_cast<std::size_t>(repeat));
    EXPECT_NEAR(static_cast<double>(rows.validation.size()), 10.0, 1.0);  // by class
    EXPECT_TRUE(rows.test_unused.empty());
    std::vector<std::size_t> parts = rows.test;
    parts.insert(parts.end(), rows.train.begin(), rows.train.end());
    parts.insert(parts.end(), rows.validation.begin(), rows.validation.end());
    std::ranges::sort(parts);
    parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
    EXPECT_EQ(parts.size(), 60U);
  }
  EXPECT_NE(rows_of_split(set, 0.0, 0, 5).train, rows_of_split(set, 0.0, 0, 6).train);

  options.repeats = 4;
  EXPECT_THROW(
      try { read_compare_sets(options); } catch (const ConfigError& error) {
        EXPECT_EQ(error.what(), file() +
                                    ": has 3 folds, and each repeat tests another one, so 4 "
                                    "repeats are too many; give at most 3");
        throw;
      },
      ConfigError);

  // Other folds are another origin of runs.
  options.repeats = 3;
  text.replace(text.size() - 2, 1, "1");
  write(text);
  EXPECT_NE(read_compare_sets(options).at(0).checksum, set.checksum);
}

}  // namespace
}  // namespace autosmote
