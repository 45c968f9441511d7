#include "classifiers/logistic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace autosmote {
namespace {

// Rows at +1 and -1: by symmetry b = 0 and w = 2 C / (1 + exp(w)).
TEST(LogisticRegression, SymmetricPairSolvesItsEquation) {
  const std::vector<double> x{1.0, -1.0};
  const std::vector<int> y{1, 0};
  for (const double c : {0.1, 1.0, 10.0}) {
    const LinearModel model = fit_logistic_regression({x.data(), 2, 1}, y, {}, c);
    const double w = model.coefficients[0];
    EXPECT_NEAR(w, 2.0 * c / (1.0 + std::exp(w)), 1e-13);
    EXPECT_NEAR(model.intercept, 0.0, 1e-13);
    EXPECT_NEAR(model.objective, w * w / 2.0 + 2.0 * c * std::log1p(std::exp(-w)), 1e-13);
  }
}

// The intercept is free: with the features 0 it is the log-odds of the classes, whatever C.
TEST(LogisticRegression, InterceptIsFree) {
  const std::vector<double> x(12, 0.0);
  const std::vector<int> y{1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  for (const double c : {1e-3, 1.0}) {
    const LinearModel model = fit_logistic_regression({x.data(), 12, 1}, y, {}, c);
    EXPECT_NEAR(model.intercept, std::log(3.0 / 9.0), 1e-12);
    EXPECT_EQ(model.coefficients[0], 0.0);
  }
}

// A constant feature of this size is the intercept's twin: the Hessian is singular to working
// precision and must be damped. The classes' log-odds are the best that a constant can do.
TEST(LogisticRegression, HugeConstantFeatureIsLikeTheIntercept) {
  for (const double size : {1e7, 1e8, 3e8, 1e9, 1e10}) {
    const std::vector<double> x(12, size);
    const std::vector<int> y{1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    const LinearModel model = fit_logistic_regression({x.data(), 12, 1}, y, {}, 1.0);
    EXPECT_NEAR(model.intercept + size * model.coefficients[0], std::log(3.0 / 9.0), 1e-6) << size;
    EXPECT_NEAR(model.objective, 12.0 * std::log(4.0) - 9.0 * std::log(3.0), 1e-12) << size;
  }
}

TEST(LogisticRegression, HugeFeaturesStayFinite) {
  for (const double size : {1e6, 1e9, 1e12, 1e100}) {
    const std::vector<double> x{size, 2.0 * size, -size, 0.5 * size, 1.0, 3.0, -2.0, 5.0};
    const std::vector<int> y{1, 1, 0, 0};
    const LinearModel model = fit_logistic_regression({x.data(), 4, 2}, y, {}, 1.0);
    EXPECT_TRUE(std::isfinite(model.coefficients[0])) << size;
    EXPECT_TRUE(std::isfinite(model.intercept)) << size;
    EXPECT_LT(model.objective, 4.0 * std::log(2.0)) << size;
  }
}

}  // namespace
}  // namespace autosmote
