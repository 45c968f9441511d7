#include "classifiers/ridge.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <vector>

#include "core/random.h"

namespace autosmote {
namespace {

// Leaves each row out in truth and solves the normal equations again.
TEST(LeaveOneOutMinorityMargins, EqualsFittingWithoutTheRow) {
  constexpr int kRows = 30, kColumns = 3;
  RandomStream random(1, Purpose::kTest);
  Matrix<double> x(kRows, kColumns);
  std::vector<int> labels(kRows);
  for (int i = 0; i < kRows; ++i) {
    labels[static_cast<std::size_t>(i)] = i % 5 == 0 ? 1 : 0;
    for (int j = 0; j < kColumns; ++j) {
      x(static_cast<std::size_t>(i), static_cast<std::size_t>(j)) = random.normal() + (i % 5 == 0);
    }
  }
  const auto margins = leave_one_out_minority_margins(x.view(), labels, 2.5);
  for (int left_out = 0; left_out < kRows; left_out += 5) {
    Eigen::MatrixXd a = Eigen::MatrixXd::Zero(kColumns + 1, kColumns + 1);
    Eigen::VectorXd b = Eigen::VectorXd::Zero(kColumns + 1);
    Eigen::VectorXd row(kColumns + 1), own(kColumns + 1);
    for (int i = 0; i < kRows; ++i) {
      for (int j = 0; j < kColumns; ++j)
        row(j) = x(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
      row(kColumns) = 1.0;
      if (i == left_out) {
        own = row;
        continue;
      }
      const double weight = i % 5 == 0 ? 30.0 / 12.0 : 30.0 / 48.0;  // of all rows, as documented
      a += weight * row * row.transpose();
      b += weight * (i % 5 == 0 ? 1.0 : -1.0) * row;
    }
    for (int j = 0; j < kColumns; ++j) a(j, j) += 2.5;
    const double f = own.dot(a.ldlt().solve(b));
    EXPECT_NEAR(margins[static_cast<std::size_t>(left_out / 5)], f, 1e-9);
  }
}

}  // namespace
}  // namespace autosmote
