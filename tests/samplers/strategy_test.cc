#include "samplers/strategy.h"

#include <gtest/gtest.h>

#include "autosmote/error.h"
#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

using Kind = SamplingStrategy::Kind;
using Rows = std::map<int, std::uint64_t>;

SamplingStrategy named(Kind kind) {
  SamplingStrategy strategy;
  strategy.kind = kind;
  return strategy;
}

SamplingStrategy ratio(double value) {
  SamplingStrategy strategy = named(Kind::kRatio);
  strategy.ratio = value;
  return strategy;
}

SamplingStrategy counts(Rows rows) {
  SamplingStrategy strategy = named(Kind::kCounts);
  strategy.counts = std::move(rows);
  return strategy;
}

SamplingStrategy classes(std::vector<int> of) {
  SamplingStrategy strategy = named(Kind::kClasses);
  strategy.classes = std::move(of);
  return strategy;
}

template <class F>
std::string error_of(F&& call) {
  try {
    call();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

/// Classes 0 and 3 are both smallest, 2 is largest.
const TestData& four_classes() {
  static const TestData data = clouds({4, 7, 9, 4}, 1);
  return data;
}

std::string add_error(const TestData& data, const SamplingStrategy& strategy) {
  return error_of([&] { rows_to_add(data.view(), strategy); });
}

std::string keep_error(const TestData& data, const SamplingStrategy& strategy) {
  return error_of([&] { rows_to_keep(data.view(), strategy); });
}

std::string clean_error(const TestData& data, const SamplingStrategy& strategy) {
  return error_of([&] { classes_to_clean(data.view(), strategy); });
}

TEST(RowsToAdd, NamesClassesAsImbalancedLearnDoes) {
  const SamplerData data = four_classes().view();
  EXPECT_EQ(rows_to_add(data, named(Kind::kAuto)), (Rows{{0, 5}, {1, 2}, {3, 5}}));
  EXPECT_EQ(rows_to_add(data, named(Kind::kNotMajority)), (Rows{{0, 5}, {1, 2}, {3, 5}}));
  EXPECT_EQ(rows_to_add(data, named(Kind::kAll)), (Rows{{0, 5}, {1, 2}, {3, 5}}));
  EXPECT_EQ(rows_to_add(data, named(Kind::kMinority)), (Rows{{0, 5}}));
  EXPECT_EQ(rows_to_add(data, named(Kind::kNotMinority)), (Rows{{1, 2}, {3, 5}}));
  EXPECT_EQ(rows_to_add(data, counts({{1, 7}, {0, 10}})), (Rows{{0, 6}}));
  EXPECT_EQ(rows_to_add(clouds({5, 5}, 1).view(), named(Kind::kAuto)), Rows{});
  EXPECT_EQ(rows_to_add(clouds({3, 10}, 1).view(), ratio(0.55)), (Rows{{0, 2}}));
}

TEST(RowsToAdd, RefusesWhatAddsNoRows) {
  EXPECT_EQ(add_error(four_classes(), named(Kind::kMajority)),
            "sampling strategy 'majority' adds no rows to any class; over-sampling needs 'auto', "
            "'minority', 'not minority', 'not majority', 'all', a ratio or the rows of each class");
  EXPECT_EQ(add_error(four_classes(), ratio(0.5)),
            "a ratio as sampling strategy needs 2 classes, but there are 4; give the rows of each "
            "class instead");
  EXPECT_EQ(add_error(four_classes(), classes({1})),
            "a list of classes as sampling strategy is for cleaning methods only; give the rows of "
            "each class instead");
  EXPECT_EQ(
      add_error(four_classes(), counts({{2, 8}})),
      "over-sampling takes no rows away: class 2 has 9 rows, but 8 are asked for; ask for 9 or "
      "more, or leave the class out");
  EXPECT_EQ(add_error(four_classes(), counts({{4, 8}})),
            "the sampling strategy names class 4, but the classes are 0 to 3");
  EXPECT_EQ(add_error(clouds({10, 4}, 1), ratio(0.4)),
            "ratio 0.4 asks for no more rows than there are: class 1 has 4 rows and class 0 has "
            "10, a ratio of 0.4; give a larger ratio");
  EXPECT_EQ(add_error(clouds({10, 4}, 1), ratio(0.0)),
            "the ratio of a sampling strategy must be above 0 and at most 1, but is 0");
}

TEST(RowsToAdd, RefusesMoreRowsThanCanBeNumbered) {
  // 24 rows are there.
  const Rows most{{0, 4 + 4294967270U - 10}, {1, 7 + 10}};
  EXPECT_EQ(rows_to_add(four_classes().view(), counts(most)), (Rows{{0, 4294967260U}, {1, 10}}));
  EXPECT_EQ(add_error(four_classes(), counts({{0, 4 + 4294967270U - 10}, {1, 7 + 11}})),
            "the sampling strategy adds 11 rows to class 1, but there can be 4294967294 rows in "
            "all; ask for fewer");
  EXPECT_EQ(add_error(four_classes(), counts({{3, 18446744073709551615U}})),
            "the sampling strategy adds 18446744073709551611 rows to class 3, but there can be "
            "4294967294 rows in all; ask for fewer");
}

TEST(RowsToKeep, NamesClassesAsImbalancedLearnDoes) {
  const SamplerData data = four_classes().view();
  EXPECT_EQ(rows_to_keep(data, named(Kind::kAuto)), (Rows{{1, 4}, {2, 4}, {3, 4}}));
  EXPECT_EQ(rows_to_keep(data, named(Kind::kMajority)), (Rows{{2, 4}}));
  EXPECT_EQ(rows_to_keep(data, named(Kind::kNotMajority)), (Rows{{0, 4}, {1, 4}, {3, 4}}));
  EXPECT_EQ(rows_to_keep(data, named(Kind::kAll)), (Rows{{0, 4}, {1, 4}, {2, 4}, {3, 4}}));
  EXPECT_EQ(rows_to_keep(data, counts({{1, 0}, {2, 9}})), (Rows{{1, 0}, {2, 9}}));
  EXPECT_EQ(rows_to_keep(clouds({3, 10}, 1).view(), ratio(0.4)), (Rows{{1, 7}}));
}

TEST(RowsToKeep, RefusesWhatRemovesNoRows) {
  EXPECT_EQ(keep_error(four_classes(), named(Kind::kMinority)),
            "sampling strategy 'minority' removes no rows; under-sampling needs 'auto', "
            "'majority', 'not minority', 'not majority', 'all', a ratio or the rows of each class");
  EXPECT_EQ(
      keep_error(four_classes(), counts({{1, 8}})),
      "under-sampling adds no rows: class 1 has 7 rows, but 8 are asked for; ask for 7 or fewer, "
      "or leave the class out");
  EXPECT_EQ(keep_error(clouds({10, 4}, 1), ratio(1e-300)),
            "ratio 1e-300 asks for more rows than there are: class 1 has 4 rows and class 0 has "
            "10, a ratio of 0.4; give a larger ratio");
}

TEST(ClassesToClean, NamesClassesAsImbalancedLearnDoes) {
  const SamplerData data = four_classes().view();
  EXPECT_EQ(classes_to_clean(data, named(Kind::kAuto)), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(classes_to_clean(data, named(Kind::kMajority)), (std::vector<int>{2}));
  EXPECT_EQ(classes_to_clean(data, named(Kind::kAll)), (std::vector<int>{0, 1, 2, 3}));
  EXPECT_EQ(classes_to_clean(data, classes({3, 1, 3})), (std::vector<int>{1, 3}));
}

TEST(ClassesToClean, RefusesNumbersAndTheMinority) {
  EXPECT_EQ(clean_error(four_classes(), named(Kind::kMinority)),
            "sampling strategy 'minority' would remove minority rows; cleaning needs 'auto', "
            "'majority', 'not minority', 'not majority', 'all' or a list of classes");
  const std::string numbers =
      "a cleaning method decides itself how many rows it removes; it takes no ratio or counts, but "
      "'auto', 'majority', 'not minority', 'not majority', 'all' or a list of classes";
  EXPECT_EQ(clean_error(four_classes(), ratio(0.5)), numbers);
  EXPECT_EQ(clean_error(four_classes(), counts({{1, 2}})), numbers);
  EXPECT_EQ(clean_error(four_classes(), classes({9})),
            "the sampling strategy names class 9, but the classes are 0 to 3");
}

}  // namespace
}  // namespace autosmote
