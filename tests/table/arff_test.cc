#include "table/arff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "table/table_test_util.h"

namespace autosmote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kHeader =
    "% a comment\n"
    "@RELATION 'a relation'\n"
    "\n"
    "@attribute 'the age' Numeric % years\n"
    "@attribute colour { red, 'dark blue', \"it's\" , green }\n"
    "@ATTRIBUTE\tnote string\n"
    "@data\n";

Table parse(const std::string& text, const ReadOptions& options = {}) {
  return parse_table(text, "t.arff", options);
}

std::string parse_error(const std::string& text, const ReadOptions& options = {}) {
  return error_of<DataError>([&] { parse(text, options); });
}

TEST(ParseArff, ReadsDeclarationsAndDenseRows) {
  const Table table =
      parse(std::string(kHeader) +
            "1.5, 'dark blue', 'a, \\'b\\''\n% between\n\n ?,\"it's\",?\r\n3,green,'?'");
  ASSERT_EQ(table.rows(), 3U);
  EXPECT_EQ(table.column(0).name, "the age");
  EXPECT_EQ(table.column(0).values[0], 1.5);
  EXPECT_TRUE(table.column(0).missing(1));
  EXPECT_THAT(table.column(1).categories, ElementsAre("red", "dark blue", "it's", "green"));
  EXPECT_THAT(table.column(1).codes, ElementsAre(1, 2, 3));
  EXPECT_THAT(table.column(2).categories, ElementsAre("a, 'b'", "?"));
  EXPECT_THAT(table.column(2).codes, ElementsAre(0, -1, 1));
  EXPECT_EQ(table.line(0), 8U);
  EXPECT_EQ(table.line(1), 11U);
  EXPECT_EQ(rewrite(table), "the age,colour,note\n1.5,dark blue,\"a, 'b'\"\n,it's,\n3,green,?\n");
}

TEST(ParseArff, FillsSparseRows) {
  const Table table = parse(
      "@relation r\n@attribute a integer\n@attribute b {x,y}\n@attribute c real\n@attribute d "
      "string\n@data\n{0 5, 1 y}\n{ }\n{2 ?, 3 'q r'}\n{1 ?}\n");
  EXPECT_THAT(table.column(0).values, ElementsAre(5.0, 0.0, 0.0, 0.0));
  EXPECT_THAT(table.column(1).codes, ElementsAre(1, 0, 0, -1));
  EXPECT_TRUE(table.column(2).missing(2));
  EXPECT_EQ(table.column(2).values[3], 0.0);
  EXPECT_THAT(table.column(3).codes, ElementsAre(-1, -1, 0, -1));
}

TEST(ParseArff, IsRecognisedByContentAndPacked) {
  const std::string text = "\xef\xbb\xbf%c\n@relation r\n@attribute a real\n@data\n1\n?\n2\n";
  EXPECT_TRUE(looks_like_arff(text));
  EXPECT_FALSE(looks_like_arff("a,b\n@relation,2\n"));
  EXPECT_FALSE(looks_like_arff("@relations,b\n"));
  const Table table = parse_table(gzip(text), "standard input");
  ASSERT_EQ(table.rows(), 3U);
  EXPECT_TRUE(table.column(0).missing(1));
  EXPECT_EQ(rewrite(table), "a\n1\n\"\"\n2\n");
}

TEST(ParseArff, ObeysOptions) {
  const std::string text =
      "@relation r\n@attribute a {1,2,3}\n@attribute b real\n@attribute when date 'yyyy-MM'\n"
      "@data\n1,4,'2020-01'\n3,5,'2020-02'\n";
  EXPECT_THAT(parse_error(text),
              StartsWith("t.arff, line 4, column 3: attribute 'when' is a date"));
  ReadOptions options;
  options.ignore = {"when"};
  options.numeric = {"a"};
  options.nominal = {"b"};
  const Table table = parse(text, options);
  EXPECT_THAT(table.column(0).values, ElementsAre(1.0, 3.0));
  EXPECT_THAT(table.column(1).categories, ElementsAre("4", "5"));
  EXPECT_TRUE(table.column(2).ignored);
  options.ignore = {};
  options.carried = {"when"};
  EXPECT_TRUE(parse(text, options).column(2).ignored);
}

TEST(ParseArff, SaysWhatIsWrongInTheHeader) {
  EXPECT_THAT(parse_error("% only a comment\n"), StartsWith("t.arff: the file is empty"));
  EXPECT_THAT(parse_error("@relation r\n@attribute a real\n"),
              StartsWith("t.arff, line 2: the file ends without a line @data"));
  EXPECT_THAT(parse_error("@relation r\n@data\n1\n"),
              StartsWith("t.arff, line 2: @data stands here without an @attribute"));
  EXPECT_THAT(parse_error("a,b\n1,2\n"),
              StartsWith("t.arff, line 1: expected a line that begins with @relation"));
  EXPECT_THAT(parse_error("@relation r\n@attribute a real\n@data\n"),
              StartsWith("t.arff: there is a header line but no row below it"));
  EXPECT_THAT(parse_error("@attribute a blob\n@data\n1\n"),
              StartsWith("t.arff, line 1, column 1: attribute 'a' has the type 'blob'"));
  EXPECT_THAT(parse_error("@attribute a relational\n@data\n1\n"), HasSubstr("'relational'"));
  EXPECT_THAT(parse_error("@attribute a {x,y\n@data\n1\n"),
              StartsWith("t.arff, line 1, column 1: the list of values is not closed with }"));
  EXPECT_THAT(parse_error("@attribute a {'x' y}\n@data\n1\n"),
              HasSubstr("expected , or } in the list of values"));
  EXPECT_THAT(parse_error("@attribute a {x,y,x}\n@data\nx\n"),
              HasSubstr("the value 'x' stands twice"));
  EXPECT_THAT(parse_error("@attribute a real real\n@data\n1\n"),
              HasSubstr("text behind the type of attribute 'a'"));
  EXPECT_THAT(parse_error("@attribute\n@data\n1\n"), HasSubstr("this attribute has no name"));
  EXPECT_THAT(parse_error("@attribute a real\n@attribute a real\n@data\n1,2\n"),
              StartsWith("t.arff, line 2, column 2: the column name 'a' stands twice"));
}

TEST(ParseArff, SaysWhatIsWrongInARow) {
  const std::string header(kHeader);
  EXPECT_THAT(parse_error(header + "1,red,a\n2,red\n"),
              StartsWith("t.arff, line 9: found 2 cells, expected 3 as declared"));
  EXPECT_THAT(parse_error(header + "1,red,a\n2,pink,a\n"),
              StartsWith("t.arff, line 9, column 2: 'pink' is none of the values that attribute "
                         "'colour' declares: 'red', 'dark blue', 'it's', 'green'"));
  EXPECT_THAT(parse_error(header + "x,red,a\n"),
              StartsWith("t.arff, line 8, column 1: column 'the age' is numeric, but this cell is "
                         "'x'"));
  EXPECT_THAT(parse_error(header + "NaN,red,a\n"), HasSubstr("but this cell is 'NaN'"));
  EXPECT_THAT(parse_error(header + "1,'red,a\n"),
              StartsWith("t.arff, line 8: the quote ' that opens here is not closed"));
  EXPECT_THAT(parse_error(header + "1,'red' b,a\n"),
              StartsWith("t.arff, line 8, column 2: text behind a closing quote"));
  EXPECT_THAT(parse_error(header + "1,red,a,{2}\n"), HasSubstr("row weights in braces"));
  EXPECT_THAT(parse_error(header + "{0 1}, {2}\n"), HasSubstr("row weights are not supported"));
  EXPECT_THAT(parse_error(header + "{3 1}\n"),
              HasSubstr("'3' is no attribute number in a sparse row; expected 0 to 2"));
  EXPECT_THAT(parse_error(header + "{0 1, 0 2}\n"), HasSubstr("attribute 0 stands twice"));
  EXPECT_THAT(parse_error(header + "{0 1\n"), HasSubstr("in a sparse row"));
  EXPECT_THAT(parse_error(header + "{0 1 2}\n"), HasSubstr("but this cell is '1 2'"));
}

}  // namespace
}  // namespace autosmote
