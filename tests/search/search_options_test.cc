#include "autosmote/search_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "autosmote/error.h"

namespace autosmote {
namespace {

using testing::HasSubstr;

template <class F>
std::string config_error_of(F&& call) {
  try {
    call();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no ConfigError";
}

TEST(ParseNames, GivesEachNameItsValueAndBack) {
  for (const char* name : {"default", "paper"}) EXPECT_EQ(profile_name(parse_profile(name)), name);
  for (const char* name : {"rl", "random", "flat"})
    EXPECT_EQ(search_name(parse_search(name)), name);
  for (const char* name : {"full", "small"}) EXPECT_EQ(budget_name(parse_budget(name)), name);
  EXPECT_EQ(parse_threshold("auto"), ThresholdMode::kAuto);
  EXPECT_EQ(parse_threshold("default"), ThresholdMode::kDefault);
  EXPECT_EQ(parse_threshold("tuned"), ThresholdMode::kTuned);
}

TEST(ParseNames, ListsTheNamesWhereThereIsNoSuchOne) {
  EXPECT_EQ(config_error_of([] { parse_profile("papr"); }),
            "no profile 'papr'; choose one of default, paper");
  EXPECT_EQ(config_error_of([] { parse_search(""); }),
            "no search ''; choose one of rl, random, flat");
  EXPECT_EQ(config_error_of([] { parse_budget("tiny"); }),
            "no budget 'tiny'; choose one of full, small");
  EXPECT_EQ(config_error_of([] { parse_threshold("best"); }),
            "no threshold mode 'best'; choose one of auto, default, tuned");
}

TEST(ParseValidation, ReadsEveryForm) {
  using Kind = ValidationOptions::Kind;
  EXPECT_EQ(parse_validation("auto").kind, Kind::kAuto);
  EXPECT_EQ(parse_validation("0.3").kind, Kind::kFraction);
  EXPECT_EQ(parse_validation("0.3").fraction, 0.3);
  EXPECT_EQ(parse_validation("cv:5").kind, Kind::kFolds);
  EXPECT_EQ(parse_validation("cv:5").folds, 5);
  EXPECT_EQ(parse_validation("cv:5").repeats, 1);
  EXPECT_EQ(parse_validation("cv:4x3").folds, 4);
  EXPECT_EQ(parse_validation("cv:4x3").repeats, 3);
  EXPECT_EQ(parse_validation("held/out.csv").kind, Kind::kFile);
  EXPECT_EQ(parse_validation("held/out.csv").file, "held/out.csv");
}

TEST(ParseValidation, SaysWhatIsWrongAndWhatIsPossible) {
  for (const char* text : {"0", "1", "1.5", "-0.2", "5", "nan", "inf"}) {
    EXPECT_THAT(config_error_of([&] { parse_validation(text); }),
                HasSubstr("is no fraction between 0 and 1; give a fraction"))
        << text;
  }
  for (const char* text : {"cv:1", "cv:", "cv:5x0", "cv:5x", "cv:x3", "cv:5y", "cv:-2"}) {
    EXPECT_THAT(config_error_of([&] { parse_validation(text); }),
                HasSubstr("is not at least 2 folds and at least 1 repeat; give"))
        << text;
  }
  EXPECT_THAT(config_error_of([] { parse_validation(""); }), HasSubstr("validation is empty"));
}

}  // namespace
}  // namespace autosmote
