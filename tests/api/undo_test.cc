#include "autosmote/undo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

#include "api/api_test_util.h"
#include "autosmote/resample.h"

namespace autosmote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class UndoTest : public FolderTest {
 protected:
  // Resamples `content` and undoes it, by lineage or by mark.
  std::string undone(const std::string& content, bool by_mark) {
    std::ofstream(folder_ / "t.csv", std::ios::binary) << content;
    ResampleOptions sample;
    sample.data = folder_ / "t.csv";
    sample.target = "class";
    sample.method = "smote";
    sample.output = folder_ / "balanced.csv";
    sample.overwrite = true;
    if (by_mark) sample.mark = "made, here";
    if (!by_mark) sample.lineage = folder_ / "lineage.csv";
    const ResampleResult made = resample(sample, context_of(1));
    UndoOptions options = with(by_mark ? "" : sample.lineage, sample.mark);
    const UndoResult result = undo(options);
    EXPECT_EQ(result.rows + result.removed, made.rows());
    EXPECT_GT(result.removed, 0U);
    EXPECT_THAT(result.files, ElementsAre(options.output));
    return content_of(options.output);
  }

  UndoOptions with(const std::string& lineage, const std::string& mark) const {
    UndoOptions options;
    options.data = folder_ / "balanced.csv";
    options.lineage = lineage;
    options.mark = mark;
    options.output = folder_ / "out.csv";
    options.overwrite = true;
    return options;
  }

  std::string write(const char* name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }
};

TEST_F(UndoTest, GivesTheTableBackByteForByte) {
  const std::string table = small_table(80, 8);
  std::string windows;
  for (const char c : table) windows += c == '\n' ? "\r\n" : std::string(1, c);
  for (const bool by_mark : {false, true}) {
    EXPECT_EQ(undone(table, by_mark), table);
    EXPECT_EQ(undone(windows, by_mark), windows);
    // A line ending behind the last line is all that is added.
    EXPECT_EQ(undone(table.substr(0, table.size() - 1), by_mark), table);
  }
}

TEST_F(UndoTest, KeepsATableToWhichNothingWasAdded) {
  const std::string table = "a,class\n1,x\n2,y\n";
  write("balanced.csv", table);
  const UndoResult result = undo(with(write("l.csv", "row,source,neighbor,lambda\n"), ""));
  EXPECT_EQ(result.removed, 0U);
  EXPECT_EQ(content_of(folder_ / "out.csv"), table);
}

TEST_F(UndoTest, SaysWhatIsWrong) {
  write("balanced.csv", "a,class,mark\n1,x,0\n2,y,1\n3,y,2\n");
  const auto error = [&](const UndoOptions& options) { return error_of([&] { undo(options); }); };
  EXPECT_THAT(error(with("", "")), HasSubstr("name their lineage (file) or mark (column)"));
  EXPECT_THAT(error(with("l", "m")), HasSubstr("both a lineage and a mark are given"));
  EXPECT_THAT(error(with("", "class")), HasSubstr("the last column is not 'class'"));
  EXPECT_THAT(error(with("", "mark")),
              HasSubstr("balanced.csv, line 4, column 3: the mark 'mark' is neither 0 nor 1 here"));
  EXPECT_THAT(error(with(write("l.csv", "row,source\n2,1\n4,1\n"), "")),
              HasSubstr("l.csv, line 3: there is no such row in " + std::string(folder_) +
                        "/balanced.csv, which has rows 1 to 3"));
  EXPECT_THAT(error(with(write("early.csv", "row,source\n1,1\n3,1\n"), "")),
              HasSubstr("early.csv names 2 rows from row 1 on, but row 2 of"));
  EXPECT_THAT(error(with(write("m.csv", "line,source\n2,1\n"), "")),
              HasSubstr("there is no column 'row'"));
  UndoOptions same = with("", "mark");
  same.output = same.data;
  EXPECT_THAT(error(same), HasSubstr("balanced.csv"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out.csv"));
}

TEST_F(UndoTest, NoticesRowsThatWereMoved) {
  const std::string table = small_table(80, 8);
  undone(table, false);
  std::istringstream lines(content_of(folder_ / "balanced.csv"));
  std::string header;
  std::getline(lines, header);
  std::vector<std::string> rows;
  for (std::string row; std::getline(lines, row);) rows.push_back(row);
  std::reverse(rows.begin(), rows.end());
  std::string turned = header + "\n";
  for (const std::string& row : rows) turned += row + "\n";
  write("balanced.csv", turned);
  EXPECT_THAT(error_of([&] { undo(with(folder_ / "lineage.csv", "")); }),
              HasSubstr("so the rows were moved since"));
}

TEST_F(UndoTest, LooksAtTextsAlone) {
  write("balanced.csv", "id,class\n9223372036854775901,1\n5,0\n,1.0\n");
  write("l.csv", "row,source,neighbor,lambda,class\n3,1,1,0,1.0\n");
  EXPECT_EQ(undo(with(folder_ / "l.csv", "")).removed, 1U);
  EXPECT_EQ(content_of(folder_ / "out.csv"), "id,class\n9223372036854775901,1\n5,0\n");
}

TEST_F(UndoTest, KeepsTheLineage) {
  undone(small_table(80, 8), false);
  UndoOptions options = with(folder_ / "lineage.csv", "");
  options.output = options.lineage;
  EXPECT_THAT(error_of([&] { undo(options); }), HasSubstr("that is the input"));
}

}  // namespace
}  // namespace autosmote
