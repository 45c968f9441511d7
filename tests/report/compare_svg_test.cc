#include "report/compare_svg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace autosmote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

TEST(BoxNumbers, AreTukeys) {
  const BoxNumbers box = box_numbers({7.0, 1.0, 2.0, 4.0, 3.0, 30.0, 5.0, 6.0, 8.0});
  EXPECT_EQ(box.first, 3.0);
  EXPECT_EQ(box.median, 5.0);
  EXPECT_EQ(box.third, 7.0);
  EXPECT_EQ(box.lower, 1.0);
  EXPECT_EQ(box.upper, 8.0);  // 30 is beyond 7 + 1.5 * 4
  EXPECT_THAT(box.outliers, ElementsAre(30.0));
  const BoxNumbers two = box_numbers({1.0, 2.0});
  EXPECT_EQ(two.first, 1.25);
  EXPECT_EQ(two.median, 1.5);
  EXPECT_EQ(two.third, 1.75);
  const BoxNumbers one = box_numbers({4.0});
  EXPECT_EQ(one.lower, 4.0);
  EXPECT_EQ(one.upper, 4.0);
  EXPECT_TRUE(one.outliers.empty());
}

TEST(RankGroups, AreTheLongestRunsWithinTheCriticalDifference) {
  const std::vector<double> ranks = {1.0, 1.5, 2.4, 3.6, 5.0};
  EXPECT_THAT(rank_groups(ranks, 1.0), ElementsAre(Pair(0, 1), Pair(1, 2)));
  EXPECT_THAT(rank_groups(ranks, 1.4), ElementsAre(Pair(0, 2), Pair(2, 3), Pair(3, 4)));
  EXPECT_THAT(rank_groups(ranks, 4.0), ElementsAre(Pair(0, 4)));
  EXPECT_TRUE(rank_groups(ranks, 0.1).empty());
}

TEST(RankDrawing, StandsInTheOrderOfTheRanks) {
  const std::string svg = rank_drawing(
      {{"worse", 2.0, false}, {"better", 1.0, true}, {"middle", 1.5, false}}, 0.6, "n");
  EXPECT_LT(svg.find(">better<"), svg.find(">middle<"));
  EXPECT_LT(svg.find(">middle<"), svg.find(">worse<"));
  EXPECT_THAT(svg, HasSubstr("critical difference 0.60"));
  std::size_t groups = 0;
  for (std::size_t at = svg.find("\"group\""); at != std::string::npos;
       at = svg.find("\"group\"", at + 1)) {
    ++groups;
  }
  EXPECT_EQ(groups, 2U);
}

TEST(BoxDrawing, EscapesNamesAndShowsZeroWhereWanted) {
  const std::vector<BoxLine> lines = {{"<a>", {0.1, 0.2, 0.3}, true}, {"b", {0.2}, false}};
  const std::string svg = box_drawing(lines, "n", true);
  EXPECT_THAT(svg, HasSubstr("&lt;a&gt;"));
  EXPECT_THAT(svg, HasSubstr("class=\"zero\""));
  EXPECT_THAT(svg, HasSubstr("<g class=\"marked\">"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(box_drawing(lines, "n", false), Not(HasSubstr("class=\"zero\"")));
}

}  // namespace
}  // namespace autosmote
