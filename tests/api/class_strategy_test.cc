#include "api/class_strategy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "table/table_test_util.h"

namespace autosmote {
namespace {

using Kind = SamplingStrategy::Kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

const std::vector<std::string> kNames{"1", "a,b", "maybe", "x=y"};

SamplingStrategy parse(std::string_view text) { return parse_class_strategy(text, kNames); }

std::string message(std::string_view text) {
  return error_of<ConfigError>([&] { parse(text); });
}

TEST(ClassStrategy, TakesTheFormsOfTheSamplers) {
  EXPECT_EQ(parse("auto").kind, Kind::kAuto);
  EXPECT_EQ(parse("not majority").kind, Kind::kNotMajority);
  EXPECT_EQ(parse("0.25").kind, Kind::kRatio);
  EXPECT_EQ(parse("0.25").ratio, 0.25);
  EXPECT_EQ(parse("1").kind, Kind::kRatio) << "a ratio, although there is a class 1";
}

TEST(ClassStrategy, TakesRowsByClassName) {
  const SamplingStrategy strategy = parse("maybe=200,1=30,\"a,b=7\",x=y=5");
  EXPECT_EQ(strategy.kind, Kind::kCounts);
  EXPECT_THAT(strategy.counts, ElementsAre(Pair(0, 30U), Pair(1, 7U), Pair(2, 200U), Pair(3, 5U)));
}

TEST(ClassStrategy, TakesClassNamesAlone) {
  EXPECT_THAT(parse("maybe").classes, ElementsAre(2));
  EXPECT_EQ(parse("maybe").kind, Kind::kClasses);
  EXPECT_THAT(parse("\"1\"").classes, ElementsAre(0));
  EXPECT_THAT(parse("1,maybe").classes, ElementsAre(0, 2));
  EXPECT_THAT(parse("x=y").classes, ElementsAre(3));
  EXPECT_THAT(parse("x=y,maybe").classes, ElementsAre(3, 2));
  // Rows where it could be either.
  const std::vector<std::string> alike{"x", "x=5"};
  EXPECT_THAT(parse_class_strategy("x=5", alike).counts, ElementsAre(Pair(0, 5U)));
}

TEST(ClassStrategy, SaysWhatIsWrong) {
  EXPECT_EQ(message("mabe=3"),
            "the sampling strategy names the class 'mabe', which the target does not have; did you "
            "mean 'maybe'; its classes are '1', 'a,b', 'maybe', 'x=y'");
  EXPECT_EQ(message("maybe=many"),
            "'maybe=many' in the sampling strategy is no class and its number of rows; write "
            "NAME=ROWS");
  EXPECT_THAT(message("maybe=-3"), HasSubstr("'maybe=-3' in the sampling strategy"));
  EXPECT_THAT(message("maybe=3,1"), HasSubstr("gives rows for some classes and only names others"));
  EXPECT_EQ(message("1=2,1=3"), "the sampling strategy names the class '1' twice");
  EXPECT_THAT(message("everything"), HasSubstr("sampling strategy 'everything' is not known"));
  EXPECT_THAT(message("everything"), HasSubstr("or NAME=ROWS for classes, which are '1', 'a,b'"));
  EXPECT_THAT(message("1.5"), HasSubstr("sampling strategy '1.5' is not known"));
  EXPECT_THAT(message(""), HasSubstr("sampling strategy '' is not known"));
}

TEST(ClassGrowth, IsRowsToAddPerRow) {
  const std::vector<std::string> names{"big", "some", "few"};
  std::vector<int> labels(20, 0);
  labels.insert(labels.end(), 8, 1);
  labels.insert(labels.end(), 3, 2);
  const auto growth = [&](std::string_view text) { return class_growth(text, names, labels); };
  const auto refused = [&](std::string_view text) {
    return error_of<ConfigError>([&] { growth(text); });
  };
  EXPECT_THAT(growth("auto"), IsEmpty());
  EXPECT_THAT(growth("not majority"), ElementsAre(0.0, 12.0 / 8.0, 17.0 / 3.0));
  EXPECT_THAT(growth("minority"), ElementsAre(0.0, 0.0, 17.0 / 3.0));
  EXPECT_THAT(growth("few=10"), ElementsAre(0.0, 0.0, 7.0 / 3.0));
  EXPECT_THAT(growth("few=3,some=9"), ElementsAre(0.0, 1.0 / 8.0, 0.0));
  EXPECT_EQ(refused("big=30"),
            "the sampling strategy 'big=30' adds rows to the largest class, 'big', of which fit "
            "makes none; name the others only");
  EXPECT_EQ(refused("few=3"),
            "the sampling strategy 'few=3' asks for no more rows than there are, so there is "
            "nothing to search for; ask for more, or leave it out");
  EXPECT_THAT(refused("few=2"), HasSubstr("takes no rows away: class 'few' has 3 rows, but 2"));
  EXPECT_THAT(refused("0.5"), HasSubstr("needs 2 classes, but there are 3"));
  EXPECT_THAT(refused("few"), HasSubstr("for cleaning methods only"));
  labels.assign(20, 0);  // among some rows another class may be the largest
  labels.insert(labels.end(), 22, 1);
  labels.insert(labels.end(), 2, 2);
  EXPECT_THAT(growth("not majority"), ElementsAre(0.0, 0.0, 10.0));
  labels.assign(20, 0);
  labels.insert(labels.end(), 5, 1);
  EXPECT_THAT(class_growth("0.5", std::vector<std::string>{"a", "b"}, labels),
              ElementsAre(0.0, 1.0));
}

TEST(ClassNames, ReplaceNumbersInMessages) {
  EXPECT_EQ(with_class_names("class 2 has 1 row and class 0 has 9; class 7 and the classes are 4",
                             kNames),
            "class 'maybe' has 1 row and class '1' has 9; class 7 and the classes are 4");
  EXPECT_EQ(with_class_names("each class", kNames), "each class");
}

}  // namespace
}  // namespace autosmote
