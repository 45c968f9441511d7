#include "classifiers/distinct_evaluation.h"

#include <gtest/gtest.h>

#include <vector>

namespace autosmote {
namespace {

TEST(DistinctEvaluation, GivesEqualRowsTheSame) {
  Matrix<double> rows(5, 2);
  rows(1, 0) = rows(3, 0) = 2.0;
  rows(4, 1) = 3.0;
  const DistinctEvaluation evaluation(rows.view(), {});
  ASSERT_EQ(evaluation.rows().rows(), 3U);
  EXPECT_EQ(evaluation.rows()(0, 0), 0.0);
  EXPECT_EQ(evaluation.rows()(1, 0), 2.0);
  EXPECT_EQ(evaluation.rows()(2, 1), 3.0);
  Predictions out;
  evaluation.expand({{0, 1, 0}, {-0.5, 0.5, -0.25}}, out);
  EXPECT_EQ(out.labels, (std::vector<int>{0, 1, 0, 1, 0}));
  EXPECT_EQ(out.scores, (std::vector<double>{-0.5, 0.5, -0.5, 0.5, -0.25}));
}

TEST(DistinctEvaluation, CanBeEmpty) {
  const DistinctEvaluation evaluation(Matrix<double>(0, 2).view(), {});
  Predictions out{{1}, {0.5}};
  evaluation.expand({}, out);
  EXPECT_TRUE(out.labels.empty());
  EXPECT_TRUE(out.scores.empty());
}

}  // namespace
}  // namespace autosmote
