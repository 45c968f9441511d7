#include "autosmote/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "table/table_test_util.h"

namespace autosmote {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Table parse(const std::string& text, const ReadOptions& options = {}) {
  return parse_table(text, "t.csv", options);
}

std::string parse_error(const std::string& text, const ReadOptions& options = {}) {
  return error_of<DataError>([&] { parse(text, options); });
}

TEST(ParseTable, InfersKindsAndKeepsTheText) {
  const Table table = parse("age,job,score\n41,a b,1.50\n,c,-2e3\n 7 ,,\n");
  ASSERT_EQ(table.rows(), 3U);
  ASSERT_EQ(table.columns().size(), 3U);
  EXPECT_EQ(table.column(0).kind, ColumnKind::kNumeric);
  EXPECT_TRUE(table.column(0).integer);
  EXPECT_EQ(table.column(0).values[0], 41.0);
  EXPECT_TRUE(std::isnan(table.column(0).values[1]));
  EXPECT_EQ(table.column(0).values[2], 7.0);
  EXPECT_EQ(table.column(1).kind, ColumnKind::kNominal);
  EXPECT_THAT(table.column(1).categories, ElementsAre("a b", "c"));
  EXPECT_THAT(table.column(1).codes, ElementsAre(0, 1, -1));
  EXPECT_TRUE(table.column(1).missing(2));
  EXPECT_FALSE(table.column(2).integer);
  EXPECT_EQ(table.column(2).values[1], -2000.0);
  EXPECT_EQ(table.row_text(0), "41,a b,1.50");
  EXPECT_EQ(table.cell_text(2, 0), " 7 ");
  EXPECT_EQ(table.line(2), 4U);
  EXPECT_EQ(table.column_index("score"), 2U);
}

TEST(ParseTable, ForgetsTheTextAndKeepsTheCells) {
  Table table = parse_table("x,t\n1,a\n2,b\n", "memory");
  table.forget_text();
  EXPECT_EQ(table.rows(), 2U);
  EXPECT_THAT(table.column(0).values, ElementsAre(1.0, 2.0));
  EXPECT_THAT(table.column(1).categories, ElementsAre("a", "b"));
  EXPECT_EQ(table.line(1), 3U);
  EXPECT_THROW(table.row_text(1), std::out_of_range);
}

TEST(ParseTable, ReadsAColumnAgainThatTurnsOutNominalLate) {
  const Table table = parse("a,b\n1,1\n2,\n2,2\nx,3\n1,4\n");
  EXPECT_EQ(table.column(0).kind, ColumnKind::kNominal);
  EXPECT_THAT(table.column(0).categories, ElementsAre("1", "2", "x"));
  EXPECT_THAT(table.column(0).codes, ElementsAre(0, 1, 1, 2, 0));
  EXPECT_TRUE(table.column(0).values.empty());
  EXPECT_EQ(table.column(1).kind, ColumnKind::kNumeric);
}

TEST(ParseTable, ReadsQuotesNewlinesAndLineNumbers) {
  const Table table = parse("a,\"b \"\"q\"\"\"\n1,\"x\ny,\"\n\n2,\"\"\n\"3\",z\n");
  ASSERT_EQ(table.rows(), 3U);
  EXPECT_EQ(table.column(1).name, "b \"q\"");
  EXPECT_THAT(table.column(0).values, ElementsAre(1.0, 2.0, 3.0));
  EXPECT_THAT(table.column(1).categories, ElementsAre("x\ny,", "z"));
  EXPECT_THAT(table.column(1).codes, ElementsAre(0, -1, 1));
  EXPECT_EQ(table.line(0), 2U);
  EXPECT_EQ(table.line(1), 5U);
  EXPECT_EQ(table.line(2), 6U);
  EXPECT_EQ(table.row_text(0), "1,\"x\ny,\"");
  EXPECT_EQ(table.cell_text(0, 1), "x\ny,");
}

TEST(ParseTable, TakesDelimiterFromOptionExtensionOrHeader) {
  EXPECT_EQ(parse("a;b;c\n1;2;3\n").delimiter(), ';');
  EXPECT_EQ(parse("a|b\n1|2\n").delimiter(), '|');
  EXPECT_EQ(parse("\"a;b;c\",d\n1,2\n").delimiter(), ',');
  EXPECT_EQ(parse_table("a,b\tc\n1\t2\n", "t.TSV.gz").delimiter(), '\t');
  EXPECT_EQ(parse_table("a,b\tc\n1\t2\n", "t.tsv").column(0).name, "a,b");
  ReadOptions options;
  options.delimiter = ':';
  EXPECT_EQ(parse("a:b,c\n1:2\n", options).columns().size(), 2U);
  options.delimiter = '"';
  EXPECT_THAT(error_of<ConfigError>([&] { parse("a\n1\n", options); }),
              HasSubstr("cannot be the delimiter"));
}

TEST(ParseTable, TakesByteOrderMarkAndBothLineEndings) {
  const std::string text =
      "\xef\xbb\xbf"
      "a,b\r\n1,x\r\n2,y";
  const Table table = parse(text);
  EXPECT_EQ(table.column(0).name, "a");
  EXPECT_EQ(table.line_ending(), "\r\n");
  EXPECT_EQ(table.row_text(0), "1,x");
  EXPECT_EQ(rewrite(table), text + "\r\n");
}

TEST(ParseTable, ObeysOptions) {
  ReadOptions options;
  options.nominal = {"day"};
  options.ignore = {"id"};
  options.target = "class";
  options.missing = {"NA", "-9"};
  const Table table = parse("id,day,x,class\nq,1,NA,0\nr,2, -9 ,1\ns,1,3,0\n", options);
  EXPECT_TRUE(table.column(0).ignored);
  EXPECT_TRUE(table.column(0).values.empty());
  EXPECT_TRUE(table.column(0).codes.empty());
  EXPECT_THAT(table.column(1).categories, ElementsAre("1", "2"));
  EXPECT_TRUE(table.column(2).missing(0));
  EXPECT_TRUE(table.column(2).missing(1));
  EXPECT_EQ(table.column(2).values[2], 3.0);
  EXPECT_EQ(table.column(3).kind, ColumnKind::kNominal);
  EXPECT_EQ(table.missing_text(), "NA");
}

TEST(ParseTable, CarriesColumnsWithAMeaningOfTheirOwn) {
  ReadOptions options;
  options.carried = {"g", "absent"};  // for who reads it to miss
  const Table table = parse("g,x\na,1\nb,2\n", options);
  EXPECT_TRUE(table.column(0).ignored);
  EXPECT_FALSE(table.column(1).ignored);
}

TEST(ParseTable, NamesColumnsThatOptionsMayMean) {
  ReadOptions options;
  options.nominal = {"agee"};
  EXPECT_EQ(error_of<ConfigError>([&] { parse("age,b\n1,2\n", options); }),
            "t.csv: option 'nominal': there is no column 'agee'; did you mean 'age'? The columns "
            "are 'age', 'b'");
  options.nominal = {"b"};
  options.ignore = {"b"};
  EXPECT_EQ(error_of<ConfigError>([&] { parse("age,b\n1,2\n", options); }),
            "column 'b' is declared both nominal and ignored; declare one");
  options.ignore = {};
  options.carried = {"b"};
  EXPECT_EQ(error_of<ConfigError>([&] { parse("age,b\n1,2\n", options); }),
            "column 'b' is declared both nominal and a group or weight; declare one");
  EXPECT_THAT(error_of<ConfigError>([] { parse("age,b\n1,2\n").column_index("Age"); }),
              HasSubstr("did you mean 'age'"));
}

TEST(ParseTable, TakesKindsFromATableThatItShouldBeLike) {
  const Table train = parse("a,b,c\nx,1,1\ny,2,2\n");
  ReadOptions options;
  options.like = &train;
  const Table test = parse("c,b,a\n5,6,7\n", options);
  EXPECT_EQ(test.column(2).kind, ColumnKind::kNominal);
  EXPECT_EQ(test.column(0).kind, ColumnKind::kNumeric);
  EXPECT_THAT(parse_error("a,b\nx,oops\n", options),
              AllOf(StartsWith("t.csv, line 2, column 2: column 'b' is numeric, but this cell is "
                               "'oops'"),
                    HasSubstr("the column as nominal")));
}

TEST(ParseTable, SaysWhatIsWrongWithTheWholeFile) {
  EXPECT_THAT(parse_error(""), StartsWith("t.csv: the file is empty; expected a header line"));
  EXPECT_THAT(parse_error("\n\r\n\n"), StartsWith("t.csv: the file is empty"));
  EXPECT_THAT(parse_error("a,b\n"),
              StartsWith("t.csv: there is a header line but no row below it"));
  EXPECT_THAT(parse_error(std::string("a,b\n1,2\n\0,3\n", 12)),
              StartsWith("t.csv, line 3: a zero byte at offset 8: this is a binary file"));
  EXPECT_THAT(parse_error("\xff\xfe"
                          "a,b"),
              StartsWith("t.csv: the file is UTF-16"));
  EXPECT_THAT(parse_error("a,b\n1,caf\xe9\n"),
              StartsWith("t.csv, line 2: byte 0xE9 at offset 9 is not UTF-8"));
}

TEST(ParseTable, RefusesEveryMalformedUtf8Sequence) {
  for (const char* bad : {"\x80", "\xc0\xaf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
                          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xc3"}) {
    EXPECT_THAT(parse_error(std::string("abcdefgh,b\n1,2\n1,") + bad), HasSubstr("is not UTF-8"));
  }
  EXPECT_EQ(parse("a\xc3\xa9,\xe2\x82\xac\n1,\xf0\x9f\x98\x80\n").column(1).categories[0],
            "\xf0\x9f\x98\x80");
}

TEST(ParseTable, SaysWhatIsWrongWithARow) {
  EXPECT_EQ(parse_error("a,b\n1,2\n\"3\n\",4\n1,2,3\n"),
            "t.csv, line 5: found 3 cells, expected 2 as in the header; a cell that contains the "
            "delimiter ',' must stand in quotes");
  EXPECT_THAT(parse_error("a,b\n1\n"), StartsWith("t.csv, line 2: found 1 cell, expected 2"));
  EXPECT_THAT(parse_error("a,b\n1,2\n3,\"x\n4,5\n"),
              StartsWith("t.csv, line 3, column 2: the quote that opens in this record is not "
                         "closed"));
  EXPECT_THAT(parse_error("a,b\n1,x\"y\n"),
              StartsWith("t.csv, line 2, column 2: a quote inside a cell"));
  EXPECT_THAT(parse_error("a,b\n1,\"x\"y\n"),
              StartsWith("t.csv, line 2, column 2: a quote inside a cell"));
  EXPECT_THAT(parse_error("a,b\n1,x\r2,y\n"),
              StartsWith("t.csv, line 2: a carriage return without a line feed"));
  EXPECT_THAT(parse_error("a,b\n1,\"x\"\r2,y\n"),
              StartsWith("t.csv, line 2: a carriage return without a line feed"));
}

TEST(ParseTable, SaysWhatIsWrongWithTheHeader) {
  EXPECT_EQ(parse_error("a,b, a\n1,2,3\n"),
            "t.csv, line 1, column 3: the column name 'a' stands twice in the header (columns 1 "
            "and 3); rename one");
  EXPECT_THAT(parse_error(",b\n1,2\n"),
              StartsWith("t.csv, line 1, column 1: this column has no name in the header"));
}

TEST(ParseTable, RefusesWholeNumbersThatWouldLoseDigits) {
  const std::string csv = "id,b\n1,1\n9223372036854775901,2\n";
  EXPECT_EQ(parse_error(csv),
            "t.csv, line 3, column 1: column 'id' has whole numbers with more digits than a number "
            "keeps here, as '9223372036854775901'; if it tells rows apart, ignore it (option "
            "'ignore') or take it as nominal (option 'nominal'), or declare it numeric (option "
            "'numeric') and lose digits");
  ReadOptions nominal, numeric, ignored;
  nominal.nominal = numeric.numeric = ignored.ignore = {"id"};
  EXPECT_EQ(parse(csv, nominal).column(0).categories[1], "9223372036854775901");
  EXPECT_EQ(parse(csv, numeric).column(0).values[1], 0x1p63);
  EXPECT_TRUE(parse(csv, ignored).column(0).ignored);
  // Exact ones, zeros in front, and others than whole numbers in digits.
  for (const char* text : {"9223372036854775808", "-9223372036854775808", "+009007199254740992",
                           " 18446744073709551616 ", "123456789012345680000", "1e300",
                           "1.2345678901234567890123", "9223372036854775901.5"}) {
    EXPECT_EQ(parse(std::string("id,b\n1,1\n") + text + ",2\n").column(0).kind,
              ColumnKind::kNumeric)
        << text;
  }
  EXPECT_THAT(parse_error("id,b\n1,1\n-9007199254740993,2\n"), HasSubstr("'-9007199254740993'"));
}

TEST(ParseTable, RefusesNanAndInfinityInNumericColumns) {
  for (const char* text : {"NaN", "nan", "inf", "-Infinity", "+INF", "1e999", "NA", "?", "null"}) {
    EXPECT_EQ(parse_error(std::string("a,b\n1,1\n2,") + text + "\n3,3\n"),
              std::string("t.csv, line 3, column 2: column 'b' would be numeric but for '") + text +
                  "'; leave the cell empty, declare this text as missing (option 'missing'), or "
                  "the column as nominal (option 'nominal')");
  }
  EXPECT_THAT(parse_error("a,b\n1,nan\n"), HasSubstr("would be numeric but for 'nan'"));
  ReadOptions missing;
  missing.missing = {"nan"};
  EXPECT_TRUE(parse("a,b\n1,nan\n2,3\n", missing).column(1).missing(0));
  ReadOptions nominal;
  nominal.nominal = {"b"};
  EXPECT_THAT(parse("a,b\n1,nan\n2,3\n", nominal).column(1).categories, ElementsAre("nan", "3"));
  // Among texts they are texts.
  EXPECT_THAT(parse("a,b\n1,nan\n2,x\n", {}).column(1).categories, ElementsAre("nan", "x"));
  EXPECT_THAT(parse("a,b\n1,none\n2,none\n", {}).column(1).categories, ElementsAre("none"));
}

TEST(ParseTable, CutsLongCellsInMessagesBetweenCharacters) {
  std::string cell = "1";
  for (int i = 0; i < 100; ++i) cell += "\xc3\xa9";
  ReadOptions options;
  options.numeric = {"a"};
  const std::string message = parse_error("a,b\n" + cell + ",2\n", options);
  EXPECT_THAT(message, HasSubstr("\xc3\xa9...'"));
  EXPECT_LT(message.size(), 250U);
}

TEST(ParseTable, ReadsGzipOfSeveralMembers) {
  const std::string text = "a,b\n1,2\n3,4\n";
  EXPECT_EQ(rewrite(parse(gzip(text))), text);
  EXPECT_EQ(rewrite(parse(gzip("a,b\n1,2\n") + gzip("3,4\n") + std::string(512, '\0'))), text);
}

TEST(ParseTable, SaysThatGzipIsCorrupt) {
  std::string text = "a,b\n";
  for (int i = 0; i < 1000; ++i)
    text += std::to_string(i * i % 977) + "," + std::to_string(i) + "\n";
  const std::string packed = gzip(text);
  EXPECT_THAT(parse_error(packed.substr(0, packed.size() / 2)),
              StartsWith("t.csv: the gzip data is cut off"));
  EXPECT_THAT(parse_error(packed.substr(0, 12)), StartsWith("t.csv: the gzip data is cut off"));
  std::string damaged = packed;
  damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);
  EXPECT_THAT(parse_error(damaged), StartsWith("t.csv: the gzip data is corrupt (near byte"));
  EXPECT_THAT(parse_error(packed + "junk"), StartsWith("t.csv: the gzip data is corrupt"));
}

TEST(ReadTable, SaysWhichFileCannotBeRead) {
  EXPECT_EQ(error_of<IoError>([] { read_table("/nonexistent/t.csv"); }),
            "/nonexistent/t.csv: cannot be read: No such file or directory");
  EXPECT_EQ(error_of<IoError>([] { read_table(testing::TempDir()); }),
            testing::TempDir() + ": is a folder; give the path of a file");
}

TEST(ReadTable, ReadsAFile) {
  const std::string path = testing::TempDir() + "/read_table_test.csv";
  std::ofstream(path) << "a,b\n1,x\n";
  const Table table = read_table(path);
  EXPECT_EQ(table.source(), path);
  EXPECT_EQ(table.rows(), 1U);
  std::filesystem::remove(path);
}

TEST(ParseTable, ReadsAHeaderOfTenThousandColumnsFast) {
  std::string header;
  std::string row;
  for (int i = 0; i < 10000; ++i) {
    header += (i > 0 ? ",c" : "c") + std::to_string(i);
    row += i > 0 ? ",1" : "1";
  }
  const auto start = std::chrono::steady_clock::now();
  const Table table = parse(header + "\n" + row + "\n" + row + "\n");
  EXPECT_EQ(table.columns().size(), 10000U);
  EXPECT_EQ(table.column_index("c9999"), 9999U);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
  EXPECT_THAT(parse_error(header + "\n1,2\n"), HasSubstr("found 2 cells, expected 10000"));
  EXPECT_LT(error_of<ConfigError>([&] { table.column_index("cc"); }).size(), 600U);
}

}  // namespace
}  // namespace autosmote
