#include "core/thinning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace autosmote {
namespace {

using testing::ElementsAre;

TEST(Thinned, KeepsItemsAtEqualDistances) {
  EXPECT_THAT(thinned(std::vector<int>{0, 1, 2, 3, 4, 5}, 3), ElementsAre(1, 3, 5));
  EXPECT_THAT(thinned(std::vector<int>{0, 1, 2}, 3), ElementsAre(0, 1, 2));
  EXPECT_THAT(thinned(std::vector<int>{0, 1, 2}, 9), ElementsAre(0, 1, 2));
  EXPECT_TRUE(thinned(std::vector<int>{0, 1, 2}, 0).empty());
  EXPECT_TRUE(thinned(std::vector<int>(), 5).empty());
}

TEST(Thinned, KeepsExactlyAsManyAsAsked) {
  std::vector<std::size_t> items(1009);
  std::iota(items.begin(), items.end(), std::size_t{0});
  for (const std::size_t asked : {1U, 2U, 7U, 500U, 1008U}) {
    EXPECT_EQ(thinned(items, asked).size(), asked);
  }
}

}  // namespace
}  // namespace autosmote
