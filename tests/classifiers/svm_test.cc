#include "classifiers/svm.h"

#include <gtest/gtest.h>

#include <vector>

namespace autosmote {
namespace {

// Rows at +1 and -1: by symmetry b = 0 and w minimises w^2 / 2 + 2 C (1 - w)^2.
TEST(LinearSvm, SymmetricPairHasTheOptimumByHand) {
  const std::vector<double> x{1.0, -1.0};
  const std::vector<int> y{1, 0};
  for (const double c : {0.1, 1.0, 10.0}) {
    const LinearModel model = fit_linear_svm({x.data(), 2, 1}, y, {}, c);
    EXPECT_NEAR(model.coefficients[0], 4.0 * c / (1.0 + 4.0 * c), 1e-15);
    EXPECT_NEAR(model.intercept, 0.0, 1e-15);
    EXPECT_NEAR(model.objective, 2.0 * c / (1.0 + 4.0 * c), 1e-14);
  }
}

// The intercept is regularised: with the features 0 it minimises b^2 / 2 + C (n1 (1 - b)^2 +
// n0 (1 + b)^2), so b = 2 C (n1 - n0) / (1 + 2 C (n1 + n0)).
TEST(LinearSvm, InterceptIsRegularized) {
  const std::vector<double> x(12, 0.0);
  const std::vector<int> y{1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  const LinearModel model = fit_linear_svm({x.data(), 12, 1}, y, {}, 1.0);
  EXPECT_NEAR(model.intercept, -12.0 / 25.0, 1e-15);
}

}  // namespace
}  // namespace autosmote
