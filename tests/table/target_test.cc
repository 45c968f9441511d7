#include "autosmote/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "table/table_test_util.h"

namespace autosmote {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

Table parse(const std::string& text, const ReadOptions& options = {}) {
  return parse_table(text, "t.csv", options);
}

template <class Exception = DataError>
std::string target_error(const std::string& text, const std::string& name = "y",
                         const ReadOptions& options = {}) {
  return error_of<Exception>([&] { select_target(parse(text, options), name); });
}

TEST(SelectTarget, FindsTheMinorityByCount) {
  const Target target = select_target(parse("x,y\n1,b\n2,a\n3,b\n4,a\n5,a\n"), "y");
  EXPECT_EQ(target.column, 1U);
  EXPECT_THAT(target.labels, ElementsAre(1, 0, 1, 0, 0));
  EXPECT_THAT(target.class_names, ElementsAre("a", "b"));
  EXPECT_THAT(target.counts, ElementsAre(3U, 2U));
}

TEST(SelectTarget, TakesTheSecondClassOfTheFileInATie) {
  const Target target = select_target(parse("y,x\nb,1\na,1\nb,1\na,1\n"), "y");
  EXPECT_THAT(target.class_names, ElementsAre("b", "a"));
  EXPECT_THAT(target.labels, ElementsAre(0, 1, 0, 1));
}

TEST(SelectTarget, TakesANumericColumn) {
  const Target target = select_target(parse("y,x\n0.0,1\n1,1\n0,1\n1.0,1\n1,2\n"), "y");
  EXPECT_THAT(target.class_names, ElementsAre("1", "0.0"));
  EXPECT_THAT(target.labels, ElementsAre(1, 0, 1, 0, 0));
}

TEST(SelectTarget, SaysWhatIsWrong) {
  EXPECT_EQ(target_error<ConfigError>("x,label\n1,a\n", "lable"),
            "t.csv: target: there is no column 'lable'; did you mean 'label'? The columns are 'x', "
            "'label' (the first line of the file must hold the column names)");
  EXPECT_EQ(target_error<ConfigError>("x,label\n1,a\n", ""),
            "t.csv: no target column is given; name the label column");
  ReadOptions options;
  options.ignore = {"y"};
  EXPECT_EQ(target_error<ConfigError>("x,y\n1,a\n", "y", options),
            "t.csv: the target column 'y' is declared as ignored; declare one");
  EXPECT_EQ(target_error("x,y\n1,\n2,\n"),
            "t.csv, column 2: the target column 'y' is empty in all 2 rows; name the column that "
            "holds the label");
  EXPECT_EQ(target_error("x,y\n1,a\n2,\n3,b\n4,\n"),
            "t.csv, line 3, column 2: the target column 'y' is empty here and in 2 of 4 rows in "
            "all; remove these rows or fill in the label");
  EXPECT_EQ(target_error("x,y\n1,a\n2,a\n"),
            "t.csv, column 2: the target column 'y' has one class only, 'a' (2 rows); two are "
            "needed");
  EXPECT_EQ(target_error("x,y\n1,a\n2,b\n3,a\n"),
            "t.csv, line 3, column 2: class 'b' of the target column 'y' has this single row; at "
            "least two are needed, one to learn from and one to validate on: join it with another "
            "class, leave it out, or name the column that holds the label");
}

TEST(SelectTarget, NumbersClassesByDescendingSize) {
  const Target target = select_target(parse("x,y\n1,c\n2,a\n3,b\n4,b\n5,a\n6,b\n7,c\n"), "y");
  EXPECT_EQ(target.classes(), 3);
  EXPECT_THAT(target.class_names, ElementsAre("b", "c", "a"));  // c before a: it appears first
  EXPECT_THAT(target.counts, ElementsAre(3U, 2U, 2U));
  EXPECT_THAT(target.labels, ElementsAre(1, 2, 0, 0, 2, 0, 1));
}

TEST(RequireTwoClasses, SaysWhichThereAre) {
  const Table table = parse("x,y\n1,a\n2,b\n3,c\n4,c\n5,a\n6,b\n");
  EXPECT_EQ(
      error_of<DataError>([&] { require_two_classes(table, select_target(table, "y"), "it"); }),
      "t.csv, column 2: the target column 'y' has 3 classes: 'a' (2 rows), 'b' (2 rows), 'c' "
      "(2 rows); it takes two: join classes, or name another column");
  const Table two = parse("x,y\n1,a\n2,b\n3,b\n4,a\n");
  EXPECT_NO_THROW(require_two_classes(two, select_target(two, "y"), "it"));
}

TEST(SelectTargetLike, TakesTheClassesOfTheTrainingData) {
  const Table train = parse("x,y\n1,a\n2,b\n3,a\n4,b\n5,b\n");
  const Target reference = select_target(train, "y");
  const Target target = select_target_like(parse("y,x\na,1\na,2\n"), "y", train, reference);
  EXPECT_EQ(target.column, 0U);
  EXPECT_THAT(target.labels, ElementsAre(1, 1));
  EXPECT_THAT(target.counts, ElementsAre(0U, 2U));
  EXPECT_EQ(error_of<DataError>(
                [&] { select_target_like(parse("y,x\na,1\nz,2\n"), "y", train, reference); }),
            "t.csv, line 3, column 1: 'z' is no class of the training data, whose target column "
            "'y' has 'b', 'a'");
  const Table numeric = parse("y,x\n0,1\n1,1\n0,1\n1,2\n1,2\n");
  EXPECT_THAT(
      select_target_like(parse("y,x\n1.0,1\n0.0,2\n"), "y", numeric, select_target(numeric, "y"))
          .labels,
      ElementsAre(0, 1));
}

TEST(CheckSameFeatures, ListsWhatDiffers) {
  const Table train = parse("a,b,c,y\n1,x,1,p\n2,y,2,q\n");
  EXPECT_NO_THROW(check_same_features(train, parse("c,y,b,a\n1,p,new,3\n"), "y"));
  EXPECT_NO_THROW(check_same_features(train, parse("c,b,a\n1,new,3\n"), "y"));
  EXPECT_EQ(error_of<DataError>([&] {
              check_same_features(train, parse_table("b,c,d,y\n1,2,3,p\n", "v.csv"), "y");
            }),
            "v.csv: the columns are not those of t.csv: missing 'a'; extra 'd'; of another kind "
            "'b (nominal there, numeric here)'; give a file with the same feature columns");
  ReadOptions options;
  options.ignore = {"c"};
  EXPECT_NO_THROW(check_same_features(parse("a,c\n1,2\n", options), parse("a,c\n1,2\n"), "y"));
  EXPECT_THAT(error_of<DataError>(
                  [&] { check_same_features(train, parse("a,b,c\n1,x,2\n", options), "y"); }),
              testing::HasSubstr("missing 'c'; give"));
}

TEST(SelectClasses, NumbersClassesInAscendingOrder) {
  const ClassTarget text = select_classes(parse("x,y\n1,no\n2,maybe\n3,yes\n4,no\n"), "y");
  EXPECT_EQ(text.column, 1U);
  EXPECT_THAT(text.class_names, ElementsAre("maybe", "no", "yes"));
  EXPECT_THAT(text.labels, ElementsAre(1, 0, 2, 1));
  EXPECT_THAT(text.counts, ElementsAre(1U, 2U, 1U));
  EXPECT_THAT(text.first_rows, ElementsAre(1U, 0U, 2U));
  const Table numbers = parse("y,x\n10,1\n9,1\n-1,1\n10,2\n");
  EXPECT_THAT(select_classes(numbers, "y").class_names, ElementsAre("-1", "9", "10"));
  // One name that is no number makes all of them texts.
  const Table mixed = parse("y,x\n10,1\n9,1\nb,1\n");
  EXPECT_THAT(select_classes(mixed, "y").class_names, ElementsAre("10", "9", "b"));
}

TEST(SelectClasses, SaysWhatIsWrong) {
  const auto message = [](const std::string& text) {
    return error_of<DataError>([&] { select_classes(parse(text), "y"); });
  };
  EXPECT_EQ(message("x,y\n1,a\n2,a\n"),
            "t.csv, column 2: the target column 'y' has one class only, 'a' (2 rows); two are "
            "needed");
  EXPECT_THAT(message("x,y\n1,a\n2,\n"), StartsWith("t.csv, line 3, column 2: "));
  EXPECT_THAT(error_of<ConfigError>([] { select_classes(parse("x,y\n1,a\n"), "z"); }),
              StartsWith("t.csv: target: there is no column 'z'"));
}

}  // namespace
}  // namespace autosmote
