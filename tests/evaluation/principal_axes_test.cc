#include "evaluation/principal_axes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace autosmote {
namespace {

Matrix<double> matrix_of(const std::vector<std::vector<double>>& rows) {
  Matrix<double> matrix(rows.size(), rows[0].size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows[i].size(); ++j) matrix(i, j) = rows[i][j];
  }
  return matrix;
}

// Variances 8 along (3, 4) / 5, 2 along (-4, 3) / 5, around (10, 20).
TEST(PrincipalAxes, FindTheAxesOfASmallExactCase) {
  const Matrix<double> rows = matrix_of(
      {{10 + 2.4, 20 + 3.2}, {10 - 2.4, 20 - 3.2}, {10 - 1.6, 20 + 1.2}, {10 + 1.6, 20 - 1.2}});
  const PrincipalAxes axes = principal_axes(rows.view());
  EXPECT_NEAR(axes.mean[0], 10.0, 1e-12);
  EXPECT_NEAR(axes.mean[1], 20.0, 1e-12);
  EXPECT_NEAR(axes.axes[0][0], 0.6, 1e-6);
  EXPECT_NEAR(axes.axes[0][1], 0.8, 1e-6);
  EXPECT_NEAR(axes.axes[1][0], 0.8, 1e-6);  // the largest component is positive
  EXPECT_NEAR(axes.axes[1][1], -0.6, 1e-6);
  EXPECT_NEAR(axes.explained[0], 0.8, 1e-6);
  EXPECT_NEAR(axes.explained[1], 0.2, 1e-6);
  const auto place = axes.project(rows.row(0));
  EXPECT_NEAR(place[0], 4.0, 1e-5);
  EXPECT_NEAR(place[1], 0.0, 1e-5);
}

// The row with the greatest norm is itself an axis, but not the first one.
TEST(PrincipalAxes, AreNotLedAstrayByOneFarRow) {
  std::vector<std::vector<double>> rows = {{30.0, 0.0}, {-30.0, 0.0}};
  for (int i = 0; i < 100; ++i) rows.push_back({0.0, i % 2 == 0 ? 9.0 : -9.0});
  const PrincipalAxes axes = principal_axes(matrix_of(rows).view());
  EXPECT_NEAR(axes.axes[0][1], 1.0, 1e-6);
  EXPECT_NEAR(axes.axes[1][0], 1.0, 1e-6);
}

TEST(PrincipalAxes, AreZeroWhereNoVarianceIsLeft) {
  const PrincipalAxes line = principal_axes(matrix_of({{1, 1}, {2, 2}, {3, 3}}).view());
  EXPECT_NEAR(line.explained[0], 1.0, 1e-12);
  EXPECT_NEAR(line.explained[1], 0.0, 1e-12);
  const PrincipalAxes point = principal_axes(matrix_of({{5, 7}}).view());
  EXPECT_EQ(point.explained[0], 0.0);
  EXPECT_EQ(point.axes[0], (std::vector<double>{0.0, 0.0}));
  EXPECT_EQ(point.project(std::vector<double>{5, 7})[0], 0.0);
  const PrincipalAxes one = principal_axes(matrix_of({{1}, {2}}).view());
  EXPECT_EQ(one.axes[0][0], 1.0);
  EXPECT_NEAR(one.explained[1], 0.0, 1e-12);
}

}  // namespace
}  // namespace autosmote
