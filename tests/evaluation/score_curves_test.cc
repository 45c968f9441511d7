#include "evaluation/score_curves.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace autosmote {
namespace {

// By hand: scores 3 (minority), 2 (one of each), 1 (majority).
TEST(ScoreCurves, HaveOnePointADistinctScore) {
  const std::vector<int> truth = {1, 0, 1, 0};
  const std::vector<double> scores = {3.0, 2.0, 2.0, 1.0};
  const ScoreCurves curves = score_curves(truth, scores, 0.0);
  ASSERT_EQ(curves.roc.size(), 4U);
  const double fpr[] = {0.0, 0.0, 0.5, 1.0};
  const double recall[] = {0.0, 0.5, 1.0, 1.0};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(curves.roc[i].x, fpr[i]) << i;
    EXPECT_EQ(curves.roc[i].y, recall[i]) << i;
  }
  EXPECT_TRUE(std::isinf(curves.roc[0].threshold));
  EXPECT_EQ(curves.roc[2].threshold, 2.0);
  ASSERT_EQ(curves.precision_recall.size(), 3U);
  EXPECT_EQ(curves.precision_recall[0].y, 1.0);
  EXPECT_EQ(curves.precision_recall[1].y, 2.0 / 3.0);
  EXPECT_EQ(curves.precision_recall[2].y, 0.5);
  EXPECT_EQ(curves.precision_recall[2].x, 1.0);
}

TEST(ScoreCurves, ThinnedOnesStayWithinTheResolutionAndKeepTheEnds) {
  std::vector<int> truth;
  std::vector<double> scores;
  for (int i = 0; i < 20000; ++i) {
    truth.push_back(i % 7 == 0 ? 1 : 0);
    scores.push_back(std::sin(i) + 0.4 * truth.back());
  }
  const ScoreCurves all = score_curves(truth, scores, 0.0);
  const ScoreCurves few = score_curves(truth, scores, 0.005);
  EXPECT_LT(few.roc.size(), 450U);
  EXPECT_LT(few.precision_recall.size(), 600U);
  EXPECT_EQ(few.roc.front().x, 0.0);
  EXPECT_EQ(few.roc.back().x, 1.0);
  EXPECT_EQ(few.roc.back().y, 1.0);
  std::size_t kept = 0;
  for (const CurvePoint& point : all.roc) {
    if (kept + 1 < few.roc.size() && few.roc[kept + 1].threshold == point.threshold) ++kept;
    EXPECT_LT(std::fabs(point.x - few.roc[kept].x), 0.005);
    EXPECT_LT(std::fabs(point.y - few.roc[kept].y), 0.005);
  }
}

}  // namespace
}  // namespace autosmote
