#include "preprocess/split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "autosmote/error.h"

namespace autosmote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<int> labels_of(std::size_t majority, std::size_t minority) {
  std::vector<int> labels(majority, 0);
  labels.insert(labels.end(), minority, 1);
  return labels;
}

std::size_t minority_in(const std::vector<std::size_t>& rows, const std::vector<int>& labels) {
  return static_cast<std::size_t>(std::count_if(
      rows.begin(), rows.end(), [&labels](std::size_t row) { return labels[row] == 1; }));
}

void expect_partition(std::vector<std::vector<std::size_t>> parts, std::size_t n) {
  std::vector<std::size_t> all;
  for (const auto& part : parts) {
    EXPECT_TRUE(std::is_sorted(part.begin(), part.end()));
    all.insert(all.end(), part.begin(), part.end());
  }
  std::sort(all.begin(), all.end());
  std::vector<std::size_t> expected(n);
  std::iota(expected.begin(), expected.end(), std::size_t{0});
  EXPECT_EQ(all, expected);
}

template <class Exception, class Call>
std::string message(Call call) {
  try {
    call();
  } catch (const Exception& error) {
    return error.what();
  }
  return "";
}

RC_GTEST_PROP(StratifiedHoldout, KeepsTheSharesOfTheClasses, ()) {
  const auto majority = *rc::gen::inRange<std::size_t>(2, 300);
  const auto minority = *rc::gen::inRange<std::size_t>(2, 40);
  const double fraction = static_cast<double>(*rc::gen::inRange(1, 100)) / 100.0;
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const std::vector<int> labels = labels_of(majority, minority);
  const Split split = stratified_holdout(labels, fraction, seed);
  expect_partition({split.train, split.held_out}, labels.size());
  const auto wanted = [fraction](std::size_t n) {
    const auto rounded = static_cast<std::size_t>(std::round(fraction * static_cast<double>(n)));
    return std::clamp(rounded, std::size_t{1}, n - 1);
  };
  const std::size_t held_minority = minority_in(split.held_out, labels);
  RC_ASSERT(held_minority == wanted(minority));
  RC_ASSERT(split.held_out.size() - held_minority == wanted(majority));
  RC_ASSERT(stratified_holdout(labels, fraction, seed).held_out == split.held_out);
}

TEST(StratifiedHoldout, DependsOnTheSeed) {
  const std::vector<int> labels = labels_of(100, 20);
  EXPECT_NE(stratified_holdout(labels, 0.25, 0).held_out,
            stratified_holdout(labels, 0.25, 1).held_out);
}

// The bytes of every result hang on these draws: they may never change silently.
TEST(Splits, AreThoseOfTheFirstRelease) {
  const std::vector<int> labels = labels_of(14, 6);
  EXPECT_THAT(stratified_holdout(labels, 0.25, 0).held_out, ElementsAre(1, 5, 7, 8, 16, 17));
  EXPECT_THAT(stratified_folds(labels, 2, 1, 0)[0].held_out,
              ElementsAre(1, 3, 4, 7, 8, 9, 13, 15, 17, 18));
  EXPECT_THAT(paper_protocol_split(labels_of(40, 20), 3, 0).test,
              ElementsAre(7, 14, 17, 20, 35, 39, 44, 46));
}

TEST(StratifiedHoldout, SaysWhatIsWrong) {
  for (const double fraction : {0.0, 1.0, -0.5, std::nan("")}) {
    EXPECT_THAT(message<ConfigError>([&] { stratified_holdout(labels_of(5, 5), fraction, 0); }),
                HasSubstr("it must lie between 0 and 1"));
  }
  EXPECT_THAT(message<DataError>([] { stratified_holdout(labels_of(5, 1), 0.5, 0); }),
              HasSubstr("the minority class has 1 rows; at least 2 are needed"));
}

RC_GTEST_PROP(StratifiedFolds, ArePartitionsOfEqualParts, ()) {
  const auto folds = *rc::gen::inRange(2, 8);
  const auto repeats = *rc::gen::inRange(1, 4);
  const auto least = static_cast<std::size_t>(folds);
  const std::vector<int> labels = labels_of(*rc::gen::inRange<std::size_t>(least, 200),
                                            *rc::gen::inRange<std::size_t>(least, 40));
  const std::vector<Split> splits = stratified_folds(labels, folds, repeats, 5);
  RC_ASSERT(splits.size() == static_cast<std::size_t>(folds * repeats));
  for (int repeat = 0; repeat < repeats; ++repeat) {
    std::vector<std::vector<std::size_t>> parts;
    std::vector<std::size_t> sizes;
    std::vector<std::size_t> minority;
    for (int fold = 0; fold < folds; ++fold) {
      const Split& split = splits[static_cast<std::size_t>(repeat * folds + fold)];
      expect_partition({split.train, split.held_out}, labels.size());
      parts.push_back(split.held_out);
      sizes.push_back(split.held_out.size());
      minority.push_back(minority_in(split.held_out, labels));
    }
    expect_partition(parts, labels.size());
    const auto spread = [](const std::vector<std::size_t>& counts) {
      const auto [low, high] = std::minmax_element(counts.begin(), counts.end());
      return *high - *low;
    };
    RC_ASSERT(spread(sizes) <= 1U);
    RC_ASSERT(spread(minority) <= 1U);
  }
}

TEST(StratifiedFolds, DifferBetweenRepeatsAndSayWhatIsWrong) {
  const auto splits = stratified_folds(labels_of(50, 10), 5, 2, 0);
  EXPECT_NE(splits[0].held_out, splits[5].held_out);
  EXPECT_THAT(message<ConfigError>([] { stratified_folds(labels_of(5, 5), 1, 1, 0); }),
              HasSubstr("1 folds and 1 repeats; at least 2 folds"));
  EXPECT_THAT(message<DataError>([] { stratified_folds(labels_of(50, 4), 5, 1, 0); }),
              HasSubstr("the minority class has 4 rows, fewer than the 5 folds; use at most 4"));
}

RC_GTEST_PROP(PaperProtocolSplit, UndersamplesTheMinorityOfEachPart, ()) {
  const std::vector<int> labels = labels_of(*rc::gen::inRange<std::size_t>(200, 600), 200);
  const auto ratio = *rc::gen::element(2, 5, 10);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const ProtocolSplit split = paper_protocol_split(labels, ratio, seed);
  std::size_t majority_in_all = 0;
  for (const auto* part : {&split.train, &split.validation, &split.test}) {
    RC_ASSERT(std::is_sorted(part->begin(), part->end()));
    RC_ASSERT(std::adjacent_find(part->begin(), part->end()) == part->end());
    const std::size_t minority = minority_in(*part, labels);
    const std::size_t majority = part->size() - minority;
    majority_in_all += majority;
    RC_ASSERT(minority <= majority / static_cast<std::size_t>(ratio));
    RC_ASSERT(minority >= 2U);
    // Parts are large enough here that enough minority rows are there, but at the ratio 2.
    if (ratio > 2) {
      RC_ASSERT(minority == majority / static_cast<std::size_t>(ratio));
    }
  }
  RC_ASSERT(majority_in_all == labels.size() - 200);
  // The unused rows of the test part are minority rows of no part.
  std::vector<std::size_t> used = split.test_unused;
  RC_ASSERT(std::is_sorted(used.begin(), used.end()));
  RC_ASSERT(minority_in(used, labels) == used.size());
  for (const auto* part : {&split.train, &split.validation, &split.test}) {
    used.insert(used.end(), part->begin(), part->end());
  }
  std::sort(used.begin(), used.end());
  RC_ASSERT(std::adjacent_find(used.begin(), used.end()) == used.end());
}

TEST(PaperProtocolSplit, SplitsSixtyTwentyTwenty) {
  const std::vector<int> labels = labels_of(600, 400);
  const ProtocolSplit split = paper_protocol_split(labels, 1, 3);
  const std::size_t majority = split.train.size() - minority_in(split.train, labels);
  EXPECT_NEAR(static_cast<double>(majority), 360.0, 50.0);
  EXPECT_LE(split.train.size() + split.validation.size() + split.test.size(), 1000U);
  EXPECT_NE(paper_protocol_split(labels, 1, 4).test, split.test);
}

TEST(PaperProtocolSplit, KnowsTheMinorityRowsThatTheTestPartLost) {
  const std::vector<int> labels = labels_of(600, 400);
  const ProtocolSplit some = paper_protocol_split(labels, 20, 3);
  // Nothing is lost where the ratio is the table's own or less.
  const ProtocolSplit all = paper_protocol_split(labels, 1, 3);
  EXPECT_TRUE(all.test_unused.empty());
  EXPECT_EQ(minority_in(some.test, labels) + some.test_unused.size(),
            minority_in(all.test, labels));
  EXPECT_GT(some.test_unused.size(), 10U);
}

TEST(PaperProtocolSplit, SaysWhatIsWrong) {
  EXPECT_THAT(message<ConfigError>([] { paper_protocol_split(labels_of(50, 50), 0.5, 0); }),
              HasSubstr("the imbalance ratio is 0.5; it must be at least 1"));
  EXPECT_THAT(message<DataError>([] { paper_protocol_split(labels_of(100, 50), 50, 0); }),
              HasSubstr("minority rows beside"));
}

RC_GTEST_PROP(GroupSplits, NeverCutAGroup, ()) {
  const auto group_count = *rc::gen::inRange<std::uint32_t>(12, 60);
  std::vector<int> labels;
  std::vector<std::uint32_t> groups;
  for (std::uint32_t g = 0; g < group_count; ++g) {
    const auto rows = *rc::gen::inRange<std::size_t>(2, 8);
    for (std::size_t r = 0; r < rows; ++r) {
      labels.push_back(r == 0 ? 1 : 0);
      groups.push_back(g);
    }
  }
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  std::vector<Split> splits = stratified_folds(labels, 4, 2, seed, groups);
  splits.push_back(stratified_holdout(labels, 0.25, seed, groups));
  for (const Split& split : splits) {
    expect_partition({split.train, split.held_out}, labels.size());
    std::set<std::uint32_t> held;
    for (const std::size_t row : split.held_out) held.insert(groups[row]);
    for (const std::size_t row : split.train) RC_ASSERT(held.count(groups[row]) == 0);
    RC_ASSERT(minority_in(split.held_out, labels) > 0);
    // No part is farther from its quarter than by two of the largest groups.
    const double wanted = 0.25 * static_cast<double>(labels.size());
    RC_ASSERT(std::abs(static_cast<double>(split.held_out.size()) - wanted) <= 14.0);
  }
  RC_ASSERT(stratified_folds(labels, 4, 2, seed, groups)[5].held_out == splits[5].held_out);
}

TEST(GroupSplits, AreRowSplitsWhereEachRowIsAGroup) {
  const std::vector<int> labels = labels_of(40, 8);
  std::vector<std::uint32_t> groups(labels.size());
  std::iota(groups.begin(), groups.end(), 0U);
  for (const Split& split : stratified_folds(labels, 4, 1, 3, groups)) {
    EXPECT_EQ(split.held_out.size(), 12U);
    EXPECT_EQ(minority_in(split.held_out, labels), 2U);
  }
  EXPECT_EQ(most_folds(labels, groups), 8);
  EXPECT_EQ(most_folds(labels, {}), 8);
}

TEST(GroupSplits, GiveEachPartBothClassesBesideAGroupOfOne) {
  std::vector<int> labels(600, 0);  // a large group without minority fills a part by itself
  std::vector<std::uint32_t> groups(600, 0);
  for (std::uint32_t g = 1; g <= 10; ++g) {
    for (int row = 0; row < 45; ++row) {
      labels.push_back(row < 5 ? 1 : 0);
      groups.push_back(g);
    }
  }
  for (const Split& split : stratified_folds(labels, 5, 3, 0, groups)) {
    EXPECT_GE(minority_in(split.held_out, labels), 5U);
  }
}

TEST(GroupSplits, SayWhereGroupsAreTooFew) {
  const std::vector<int> labels = labels_of(20, 6);
  std::vector<std::uint32_t> groups(20, 0);  // all minority rows are in group 1
  groups.resize(26, 1);
  EXPECT_EQ(most_folds(labels, groups), 1);
  EXPECT_THAT(message<DataError>([&] { stratified_folds(labels, 2, 1, 0, groups); }),
              HasSubstr("the groups cannot be dealt to 2 parts so that each has rows of both "
                        "classes: one has none of the"));
  EXPECT_THAT(message<DataError>([&] { stratified_holdout(labels, 0.5, 0, groups); }),
              HasSubstr("use fewer folds, or a group column with smaller groups"));
}

std::vector<int> three_classes() {
  std::vector<int> labels(60, 0);
  labels.insert(labels.end(), 21, 1);
  labels.insert(labels.end(), 7, 2);
  return labels;
}

TEST(StratifiedFolds, DealEachOfSeveralClassesEvenly) {
  const std::vector<int> labels = three_classes();
  for (const Split& split : stratified_folds(labels, 5, 2, 3)) {
    std::vector<std::size_t> held(3);
    for (const std::size_t row : split.held_out) ++held[static_cast<std::size_t>(labels[row])];
    EXPECT_EQ(held[0], 12U);
    EXPECT_TRUE(held[1] == 4 || held[1] == 5);
    EXPECT_TRUE(held[2] == 1 || held[2] == 2);
    EXPECT_EQ(split.train.size() + split.held_out.size(), labels.size());
  }
  EXPECT_EQ(most_folds(labels, {}), 7);
  EXPECT_EQ(message<DataError>([&] { stratified_folds(labels, 8, 1, 3); }),
            "class 3 of 3 by descending size has 7 rows, fewer than the 8 folds; use at most 7 "
            "folds, or a fraction for validation");
}

TEST(StratifiedHoldout, TakesItsShareOfEachOfSeveralClasses) {
  const std::vector<int> labels = three_classes();
  const Split split = stratified_holdout(labels, 0.25, 3);
  std::vector<std::size_t> held(3);
  for (const std::size_t row : split.held_out) ++held[static_cast<std::size_t>(labels[row])];
  EXPECT_EQ(held, (std::vector<std::size_t>{15, 5, 2}));
}

TEST(DealGroups, GiveEachPartAllOfSeveralClasses) {
  const std::vector<int> labels = three_classes();
  std::vector<std::uint32_t> groups;
  for (std::uint32_t row = 0; row < labels.size(); ++row) groups.push_back(row % 11);
  for (const Split& split : stratified_folds(labels, 3, 1, 3, groups)) {
    std::vector<std::size_t> held(3);
    for (const std::size_t row : split.held_out) ++held[static_cast<std::size_t>(labels[row])];
    for (const std::size_t rows : held) EXPECT_GT(rows, 0U);
    for (const std::size_t row : split.held_out) {
      for (const std::size_t other : split.train) ASSERT_NE(groups[row], groups[other]);
    }
  }
}

}  // namespace
}  // namespace autosmote
