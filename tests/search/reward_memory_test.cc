#include "search/reward_memory.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "autosmote/error.h"
#include "search/search_fixtures.h"

namespace autosmote {
namespace {

ClassifierOptions tree() {
  ClassifierOptions options;
  options.kind = ClassifierKind::kTree;
  return options;
}

RewardMemory memory_of(const Fold& fold, int threads) {
  const Matrix<double> candidates(500, fold.train.cols());
  const CandidateRows rows = candidates;
  return reward_memory(std::span(&fold, 1), std::span(&rows, 1), tree(), threads);
}

TEST(RewardMemory, CountsSharedColumnsOnceAndFitsByThread) {
  const Fold two = cloud_fold(150, 14, 3, 1.2, 7);
  // Prepared and two fits of 3 * 164 rows: 8 bytes a number; 60 evaluation rows: 4 bytes.
  EXPECT_EQ(memory_of(two, 2).bytes, 3U * (8 * 664 + 2 * 8 * 492 + 4 * 60));
  EXPECT_EQ(memory_of(two, 1).bytes, 3U * (8 * 664 + 8 * 492 + 4 * 60));
  EXPECT_EQ(memory_of(two, 2).text,
            "tree on 1 split of up to 164 rows and 500 possible samples of 3 features, 2 fits at a "
            "time, takes up to about 0 MB of memory");
  const Fold four = classes_fold({120, 30, 12, 2}, 1.2, 7);
  EXPECT_EQ(memory_of(four, 1).bytes,
            3U * (8 * 664 + 8 * 492 + 4 * four.evaluation.rows()) + 4U * 664 * sizeof(int));
}

TEST(RewardMemory, IsStatedAndRefusedWithBothNumbers) {
  std::vector<std::string> said;
  Context context;
  context.log = [&](std::string_view line) { said.emplace_back(line); };
  announce_reward_memory({kStatedMemory, "little"}, 0, context);
  EXPECT_TRUE(said.empty());
  const std::string text = "tree takes up to about 501 MB of memory";
  announce_reward_memory({kStatedMemory + 1, text}, kStatedMemory + 1, context);
  EXPECT_EQ(said, std::vector<std::string>{text});
  try {
    announce_reward_memory({5'300'000'000, "tree takes up to about 5.3 GB of memory"},
                           4'000'000'000, context);
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(),
                 "tree takes up to about 5.3 GB of memory, but 4.0 GB are available; take fewer "
                 "threads, fewer neighbors or a hold-out instead of folds, leave out columns, or "
                 "give fewer rows of the largest class");
  }
}

}  // namespace
}  // namespace autosmote
