#include "table/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "table/table_test_util.h"

namespace autosmote {
namespace {

using testing::ElementsAre;

using Rows = std::vector<std::vector<std::string>>;

// What a reader says of a text: records as "begin-end:line" and cells, or an error.
std::vector<std::string> describe(const std::string& text, char delimiter, bool libcsv_only) {
  std::vector<std::string> lines;
  const std::string source = "t";
  CsvReader reader(text, delimiter, source);
  if (libcsv_only) reader.use_libcsv_only();
  CsvRecord record;
  try {
    while (reader.next(record)) {
      std::string line = std::to_string(record.begin) + "-" + std::to_string(record.end) + ":" +
                         std::to_string(record.line);
      for (const std::string_view cell : record.cells) line += "<" + std::string(cell) + ">";
      lines.push_back(line);
    }
  } catch (const DataError& error) {
    lines.emplace_back(error.what());
  }
  return lines;
}

rc::Gen<std::string> text_of(const std::string& alphabet) {
  return rc::gen::container<std::string>(rc::gen::elementOf(alphabet));
}

// The slow twin: libcsv for every record. Line ends, quotes and delimiters in any order.
RC_GTEST_PROP(CsvReader, SplitsPlainLinesAsLibcsvDoes, ()) {
  const std::string text = *text_of("ab,,\"\"\n\r\t ");
  RC_ASSERT(describe(text, ',', false) == describe(text, ',', true));
}

RC_GTEST_PROP(CsvReader, ReadsBackWhatAppendCsvCellWrites, ()) {
  const char delimiter = *rc::gen::element(',', ';', '\t', '|');
  const std::string ending = *rc::gen::element(std::string("\n"), std::string("\r\n"));
  const auto width = *rc::gen::inRange<std::size_t>(2, 5);
  const auto rows = *rc::gen::container<Rows>(
      rc::gen::container<std::vector<std::string>>(width, text_of("ab1 ,;\t|\"\n\r\xc3\xa9")));
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < width; ++i) {
      if (i > 0) text += delimiter;
      append_csv_cell(text, row[i], delimiter);
    }
    text += ending;
  }
  const std::string source = "t";
  CsvReader reader(text, delimiter, source);
  CsvRecord record;
  std::uint64_t line = 1;
  for (const auto& row : rows) {
    RC_ASSERT(reader.next(record));
    RC_ASSERT(std::equal(row.begin(), row.end(), record.cells.begin(), record.cells.end()));
    RC_ASSERT(record.line == line);
    line += static_cast<std::uint64_t>(
        std::count(text.begin() + static_cast<std::ptrdiff_t>(record.begin),
                   text.begin() + static_cast<std::ptrdiff_t>(record.end), '\n'));
  }
  RC_ASSERT(!reader.next(record));
}

TEST(CsvReader, ReadsTheLastRecordWithoutALineEnding) {
  EXPECT_THAT(describe("a,b\n1,\"2\"", ',', false), ElementsAre("0-4:1<a><b>", "4-9:2<1><2>"));
  EXPECT_THAT(describe("a,b\n1,", ',', false), ElementsAre("0-4:1<a><b>", "4-6:2<1><>"));
}

TEST(CsvReader, PassesOverBlankLinesButCountsThem) {
  EXPECT_THAT(describe("\n\r\na\n\n\"\"\n", ',', false), ElementsAre("3-5:3<a>", "6-9:5<>"));
}

TEST(SniffDelimiter, CountsOutsideQuotes) {
  EXPECT_EQ(sniff_delimiter("a"), ',');
  EXPECT_EQ(sniff_delimiter("a;\"b,c,d\""), ';');
  EXPECT_EQ(sniff_delimiter("a\tb;c\td"), '\t');
  EXPECT_EQ(sniff_delimiter("a,b;c"), ',');
}

TEST(AppendCsvCell, QuotesOnlyWhereNeeded) {
  const auto cell = [](std::string_view text) {
    std::string out;
    append_csv_cell(out, text, ';');
    return out;
  };
  EXPECT_EQ(cell("a,b c"), "a,b c");
  EXPECT_EQ(cell(""), "");
  EXPECT_EQ(cell("a;b"), "\"a;b\"");
  EXPECT_EQ(cell("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(cell("a\r"), "\"a\r\"");
  EXPECT_EQ(cell(" a"), "\" a\"");
}

}  // namespace
}  // namespace autosmote
