#include "api/outer_folds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

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
  OuterScores scores(const std::string& table, const Context& context) const {
    std::ofstream(folder_ / "train.csv") << table;
    return score_on_outer_folds(read_inputs(options()), options(), 20, context);
  }
};

TEST_F(OuterFoldsTest, PredictEveryRowOnceForAnyNumberOfThreads) {
  Context context = context_of(3);
  const OuterScores one = scores(small_table(150, 8, 1), context);
  EXPECT_EQ(one.folds, 5U);
  EXPECT_EQ(one.baselines.size(), 5U);
  ASSERT_EQ(one.truth.size(), 150U);
  EXPECT_EQ(std::count(one.truth.begin(), one.truth.end(), 1), 19);
  EXPECT_EQ(one.method_labels.size(), 150U);
  EXPECT_EQ(one.baseline_scores.size(), 150U);
  EXPECT_GT(one.method_validation, 0.3);
  EXPECT_LE(one.method_validation, 1.0);
  context.threads = 8;
  const OuterScores many = scores(small_table(150, 8, 1), context);
  EXPECT_EQ(one.method_scores, many.method_scores);
  EXPECT_EQ(one.baseline_scores, many.baseline_scores);
}

// What is in a held-out row must not reach the models that predict its fold: with its cells
// changed, all other predictions of that fold stay the same.
TEST_F(OuterFoldsTest, NothingOfAHeldOutRowReachesItsFold) {
  const std::string table = small_table(150, 8, 1);
  const OuterScores before = scores(table, context_of(3));
  const std::vector<Split> splits = outer_splits(read_inputs(options()).train.target, 3);
  const std::size_t changed = splits[0].held_out[7];
  std::istringstream lines(table);
  std::string line, altered;
  std::getline(lines, line);
  altered = line + "\n";
  for (std::size_t row = 0; std::getline(lines, line); ++row) {
    if (row == changed) line = "99" + line.substr(line.find(','));  // first column far away
    altered += line + "\n";
  }
  const OuterScores after = scores(altered, context_of(3));
  bool others_differ = false;
  for (std::size_t i = 0; i < before.truth.size(); ++i) {
    const bool first_fold = i < splits[0].held_out.size();
    if (first_fold && i != 7) {
      EXPECT_EQ(before.method_scores[i], after.method_scores[i]) << i;
      EXPECT_EQ(before.baseline_scores[i], after.baseline_scores[i]) << i;
    }
    others_differ =
        others_differ || (!first_fold && before.method_scores[i] != after.method_scores[i]);
  }
  EXPECT_TRUE(others_differ);  // the row does count where it is trained on
}

TEST_F(OuterFoldsTest, StopWhenCancelled) {
  CancellationToken token;
  Context context = context_of(3);
  context.cancellation = &token;
  context.progress = [&token](const Progress& progress) {
    EXPECT_EQ(progress.phase.substr(0, 10), "outer fold");
    token.cancel();
  };
  EXPECT_EQ(scores(small_table(150, 8, 1), context).folds, 0U);
}

TEST(OuterFoldsAreCheap, DependsOnTheSizeAlone) {
  EXPECT_TRUE(outer_folds_are_cheap(1000, 60, 200));
  EXPECT_FALSE(outer_folds_are_cheap(494000, 40, 200));
}

}  // namespace
}  // namespace autosmote
