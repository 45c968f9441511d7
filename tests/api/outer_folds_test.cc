#include "api/outer_folds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <numeric>

#include "api/api_test_util.h"

namespace autosmote {
namespace {

class OuterFoldsTest : public FolderTest {
 protected:
  FitOptions options() const {
    FitOptions result;
    result.train = folder_ / "train.csv";
    result.target = "class";
    result.output = folder_ / "out";
    result.classifier.kind = ClassifierKind::kLogistic;
    return result;
  }
  Inputs inputs(const std::string& table) const {
    std::ofstream(folder_ / "train.csv") << table;
    return read_inputs(options());
  }
  OuterScores scores(const std::string& table, const Context& context, int repeats = 1) const {
    return score_on_outer_folds(inputs(table), options(), rows_, {}, repeats, 20, context);
  }
  void SetUp() override {
    FolderTest::SetUp();
    rows_.resize(150);
    std::iota(rows_.begin(), rows_.end(), std::size_t{0});
  }

  std::vector<std::size_t> rows_;
};

TEST_F(OuterFoldsTest, PredictEveryRowOnceForAnyNumberOfThreads) {
  Context context = context_of(3);
  const OuterScores one = scores(small_table(150, 8, 1), context);
  EXPECT_EQ(one.folds, 5U);
  EXPECT_EQ(one.baselines.size(), 5U);
  ASSERT_EQ(one.truth.size(), 150U);
  EXPECT_EQ(std::count(one.truth.begin(), one.truth.end(), 1), 19);
  ASSERT_EQ(one.repeats.size(), 1U);
  const OuterRepeat& repeat = one.repeats[0];
  for (std::uint32_t fold = 0; fold < 5; ++fold) {
    EXPECT_EQ(std::ranges::count(repeat.fold, fold), 30);
  }
  EXPECT_TRUE(std::ranges::all_of(repeat.method_scores, [](double s) { return s != 0.0; }));
  EXPECT_THAT(one.cheap, testing::ElementsAre("nothing", "class weight", "tuned threshold",
                                              "random over-sampling", "SMOTE"));
  ASSERT_EQ(repeat.cheap.size(), 5U);
  for (const PredictedRows& cheap : repeat.cheap) {
    EXPECT_EQ(cheap.labels.size(), 150U);
    EXPECT_TRUE(std::ranges::all_of(cheap.scores, [](double s) { return s != 0.0; }));
  }
  EXPECT_TRUE(std::ranges::all_of(repeat.minority_share,
                                  [](double s) { return s >= 15.0 / 120.0 && s < 1.0; }));
  EXPECT_GT(one.method_validation, 0.3);
  EXPECT_LE(one.method_validation, 1.0);
  context.threads = 8;
  const OuterScores many = scores(small_table(150, 8, 1), context);
  EXPECT_EQ(repeat.method_scores, many.repeats[0].method_scores);
  EXPECT_EQ(repeat.baseline_scores, many.repeats[0].baseline_scores);
}

TEST_F(OuterFoldsTest, RepeatsHaveOtherFoldsAndTheFirstIsTheSame) {
  const OuterScores once = scores(small_table(150, 8, 1), context_of(3));
  const OuterScores twice = scores(small_table(150, 8, 1), context_of(3), 2);
  ASSERT_EQ(twice.repeats.size(), 2U);
  EXPECT_EQ(twice.baselines.size(), 10U);
  EXPECT_EQ(twice.repeats[0].method_scores, once.repeats[0].method_scores);
  EXPECT_NE(twice.repeats[0].fold, twice.repeats[1].fold);
  EXPECT_NE(twice.repeats[0].method_scores, twice.repeats[1].method_scores);
  EXPECT_GT(twice.fits, once.fits);
}

TEST_F(OuterFoldsTest, KnowNothingOfRowsThatAreNotGiven) {
  rows_.resize(100);
  const OuterScores before = scores(small_table(150, 8, 1), context_of(3));
  EXPECT_EQ(before.truth.size(), 100U);
  std::string changed = small_table(150, 8, 1);
  changed = changed.substr(0, changed.rfind('\n', changed.size() - 2) + 1) + "99,99,r,common\n";
  const OuterScores after = scores(changed, context_of(3));
  EXPECT_EQ(before.repeats[0].method_scores, after.repeats[0].method_scores);
}

// What is in a held-out row must not reach the models that predict its fold: with its cells
// changed, all other predictions of that fold stay the same.
TEST_F(OuterFoldsTest, NothingOfAHeldOutRowReachesItsFold) {
  const std::string table = small_table(150, 8, 1);
  const OuterRepeat before = scores(table, context_of(3)).repeats.at(0);
  constexpr std::size_t kChanged = 41;
  std::istringstream lines(table);
  std::string line, altered;
  std::getline(lines, line);
  altered = line + "\n";
  for (std::size_t row = 0; std::getline(lines, line); ++row) {
    if (row == kChanged) line = "99" + line.substr(line.find(','));  // first column far away
    altered += line + "\n";
  }
  const OuterRepeat after = scores(altered, context_of(3)).repeats.at(0);
  bool others_differ = false;
  for (std::size_t i = 0; i < before.fold.size(); ++i) {
    const bool same_fold = before.fold[i] == before.fold[kChanged];
    if (same_fold && i != kChanged) {
      EXPECT_EQ(before.method_scores[i], after.method_scores[i]) << i;
      EXPECT_EQ(before.baseline_scores[i], after.baseline_scores[i]) << i;
      EXPECT_EQ(before.cheap[0].scores[i], after.cheap[0].scores[i]) << i;
    }
    others_differ =
        others_differ || (!same_fold && before.method_scores[i] != after.method_scores[i]);
  }
  EXPECT_TRUE(others_differ);  // the row does count where it is trained on
}

TEST_F(OuterFoldsTest, StopWhenCancelledWithTheRepeatsThatAreComplete) {
  CancellationToken token;
  Context context = context_of(3);
  context.cancellation = &token;
  std::string stop_at = "outer fold 1 of 5";
  context.progress = [&](const Progress& progress) {
    EXPECT_EQ(progress.phase.substr(0, 10), "outer fold");
    if (progress.phase == stop_at) token.cancel();
  };
  EXPECT_EQ(scores(small_table(150, 8, 1), context).folds, 0U);
  CancellationToken later;
  context.cancellation = &later;
  context.progress = [&](const Progress& progress) {
    if (progress.phase == "outer fold 7 of 10") later.cancel();
  };
  const OuterScores some = scores(small_table(150, 8, 1), context, 2);
  const OuterScores once = scores(small_table(150, 8, 1), context_of(3));
  ASSERT_EQ(some.repeats.size(), 1U);
  EXPECT_EQ(some.folds, 5U);
  EXPECT_EQ(some.baselines, once.baselines);
  EXPECT_EQ(some.method_validation, once.method_validation);
}

TEST(OuterFoldsAreCheap, DependsOnTheSizeAlone) {
  EXPECT_TRUE(outer_folds_are_cheap(1000, 60, 200));
  EXPECT_FALSE(outer_folds_are_cheap(494000, 40, 200));
}

}  // namespace
}  // namespace autosmote
