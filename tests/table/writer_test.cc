#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "autosmote/table.h"
#include "table/table_test_util.h"

namespace autosmote {
namespace {

std::string write(const Table& table, const std::vector<CellValue>& cells) {
  std::string text;
  TableWriter writer(table, [&text](std::string_view piece) { text += piece; });
  writer.write_row(cells);
  writer.finish();
  return text;
}

CellValue number(double value) { return {value, -1}; }
CellValue code(std::int32_t value) { return {std::nan(""), value}; }

TEST(TableWriter, WritesRowsByteForByte) {
  const std::string text = "\"a\";b;c\r\n01;\"x;y\";1.50\r\n2; x ;+3\r\n3;\"new\r\nline\";1e2\r\n";
  EXPECT_EQ(rewrite(parse_table(text, "t.csv")), text);
}

TEST(TableWriter, WritesSyntheticRowsInTheFormatOfTheSource) {
  ReadOptions options;
  options.ignore = {"id"};
  const Table table =
      parse_table("id;n;c;d\r\n1;0.5;\"x;y\";u\r\n2;0.25;z;\"v\"\"w\"\r\n", "t.csv", options);
  EXPECT_EQ(write(table, {CellValue(), number(0.1), code(0), code(1)}),
            ";0.1;\"x;y\";\"v\"\"w\"\r\n");
  EXPECT_EQ(write(table, {CellValue(), CellValue(), code(1), CellValue()}), ";;z;\r\n");
}

TEST(TableWriter, FillsIgnoredColumnsFromARow) {
  ReadOptions options;
  options.ignore = {"id", "w"};
  const Table table =
      parse_table("id,n,w\n\"a,\"\"b\"\"\",0.5,1\n\"new\nline\",2,\n", "t.csv", options);
  std::string text;
  TableWriter writer(table, [&text](std::string_view piece) { text += piece; });
  writer.write_row(std::vector<CellValue>{CellValue(), number(1), CellValue()}, 0);
  writer.write_row(std::vector<CellValue>{CellValue(), number(1), number(2.5)}, 1);
  writer.finish();
  EXPECT_EQ(text, "\"a,\"\"b\"\"\",1,1\n\"new\nline\",1,2.5\n");
}

TEST(TableWriter, WritesMissingAsTheUserDoes) {
  ReadOptions options;
  options.missing = {"NA"};
  const Table table = parse_table("a,b\n1,NA\nNA,x\n", "t.csv", options);
  EXPECT_EQ(write(table, {CellValue(), CellValue()}), "NA,NA\n");
  const Table single = parse_table("a\n1\n\"\"\n", "t.csv");
  EXPECT_EQ(write(single, {CellValue()}), "\"\"\n");
}

TEST(TableWriter, HandsOverLargeOutputInPieces) {
  std::string text = "a,b\n";
  for (int i = 0; i < 30000; ++i) text += std::to_string(i) + ",x\n";
  const Table table = parse_table(text, "t.csv");
  std::string out;
  int pieces = 0;
  TableWriter writer(table, [&](std::string_view piece) {
    out += piece;
    ++pieces;
  });
  writer.write_header();
  for (std::size_t row = 0; row < table.rows(); ++row) writer.write_row(row);
  writer.finish();
  EXPECT_EQ(out, text);
  EXPECT_GT(pieces, 2);
  EXPECT_LT(pieces, 10);
}

// Any cells, written and read again, are the same cells.
RC_GTEST_PROP(TableWriter, RoundTripsSyntheticRows, ()) {
  const bool packed = *rc::gen::arbitrary<bool>();
  const auto categories = *rc::gen::unique<std::vector<std::string>>(rc::gen::nonEmpty(
      rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab 1,;\"\n\r")))));
  RC_PRE(!categories.empty());
  std::string text = "n,c,end\n1,,e\n";
  for (const std::string& category : categories) {
    std::string quoted;
    for (const char c : category) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    text += "2,\"" + quoted + "\",e\n";
  }
  ReadOptions options;
  options.nominal = {"c"};
  const Table table = parse_table(packed ? gzip(text) : text, "t.csv", options);
  const auto known = static_cast<std::int32_t>(table.column(1).categories.size());
  RC_PRE(known > 0);
  std::string out(table.header_text());
  std::vector<std::vector<CellValue>> rows;
  const auto count = *rc::gen::inRange(1, 20);
  for (int i = 0; i < count; ++i) {
    const double value = static_cast<double>(*rc::gen::arbitrary<std::int64_t>()) / 1000.0;
    rows.push_back({*rc::gen::element(number(value), CellValue()),
                    code(*rc::gen::inRange(-1, known)), code(0)});
    out += write(table, rows.back());
  }
  const Table again = parse_table(out, "t.csv", options);
  RC_ASSERT(again.rows() == rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    RC_ASSERT(again.column(0).missing(r) == std::isnan(rows[r][0].number));
    if (!again.column(0).missing(r)) RC_ASSERT(again.column(0).values[r] == rows[r][0].number);
    RC_ASSERT(again.column(1).missing(r) == (rows[r][1].code < 0));
    if (rows[r][1].code >= 0) {
      RC_ASSERT(again.cell_text(r, 1) ==
                table.column(1).categories[static_cast<std::size_t>(rows[r][1].code)]);
    }
  }
  RC_ASSERT(rewrite(again) == out);
}

TEST(TableWriter, MarksRowsInAColumnOfTheirOwn) {
  for (const std::string ending : {"\n", "\r\n"}) {
    const Table table = parse_table("a;\"b\"" + ending + "1;\"x;y\"" + ending + "2; z", "t.csv");
    std::string text;
    TableWriter writer(table, [&text](std::string_view piece) { text += piece; });
    writer.mark_rows("made;up");
    writer.write_header();
    writer.write_row(0);
    writer.write_row(1);
    writer.write_copy(0);
    writer.write_row(std::vector<CellValue>{number(1.5), code(1)});
    writer.finish();
    EXPECT_EQ(text, "a;\"b\";\"made;up\"" + ending + "1;\"x;y\";0" + ending + "2; z;0" + ending +
                        "1;\"x;y\";1" + ending + "1.5;\" z\";1" + ending);
  }
}

}  // namespace
}  // namespace autosmote
