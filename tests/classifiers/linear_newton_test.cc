#include "classifiers/linear_newton.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "classifiers/linear_twin.h"
#include "classifiers/squared_hinge.h"

namespace autosmote {
namespace {

// Both classes of a problem, packed.
struct Packed {
  explicit Packed(const LinearProblem& problem) {
    for (int k = 0; k < 2; ++k) {
      std::vector<std::size_t> of_class;
      for (std::size_t i = 0; i < problem.labels.size(); ++i) {
        if (problem.labels[i] == k) of_class.push_back(i);
      }
      rows[k].reset(of_class.size(), problem.base.cols());
      for (std::size_t i = 0; i < of_class.size(); ++i) {
        rows[k].set_row(i, problem.base.view().row(of_class[i]));
      }
      weights[k] = pack_weights(std::vector<double>(of_class.size(), 1.0));
      parts[k] = {&rows[k], weights[k].data(), k == 1 ? 1.0 : -1.0, 1.0, nullptr};
    }
  }

  std::array<LaneBlocks, 2> rows;
  std::array<LanesVector, 2> weights;
  std::array<LinearPart, 2> parts;
};

using Factor = LinearNewton::Factor;

// The factor of the Hessian where rows whose signed decision value is below 1 have curvature.
Factor factor_at(const Packed& packed, bool regularized_intercept, double c,
                 std::span<const double> point) {
  const auto width = static_cast<Eigen::Index>(point.size());
  Eigen::MatrixXd hessian = Eigen::MatrixXd::Zero(width, width);
  LinearNewton::add_regularizer({nullptr, regularized_intercept}, hessian);
  for (const LinearPart& part : packed.parts) {
    std::vector<double> values(part.rows->rows());
    decision_values(*part.rows, point, values);
    for (double& value : values) value = part.sign * value < 1.0 ? 2.0 : 0.0;
    std::vector<std::uint32_t> all(part.rows->blocks());
    std::iota(all.begin(), all.end(), 0U);
    add_outer_products(*part.rows, all, pack_weights(values).data(), nullptr, c,
                       {hessian.data(), point.size()});
  }
  Factor factor;
  LinearNewton::factorize(hessian, factor);
  return factor;
}

// The optimum by conjugate gradients is the optimum by the factorised Hessian: wherever the factor
// that preconditions them comes from, and where it helps so little that it is made anew.
TEST(LinearNewton, ConjugateGradientsFindTheOptimumOfTheFactor) {
  for (const bool regularized_intercept : {true, false}) {
    const LinearLoss narrow{sweep_loss<SquaredHinge>, regularized_intercept};
    const LinearLoss wide{sweep_loss<SquaredHinge>, regularized_intercept, 1};
    for (const std::size_t features : {1, 20, 90, 170}) {
      for (const double c : {0.01, 1.0, 100.0}) {
        const LinearProblem problem = make_linear_problem(1, 400, 80, features, 0, 0.3);
        const Packed packed(problem);
        const auto width = static_cast<Eigen::Index>(features + 1);
        const std::vector<double> zero(features + 1, 0.0);
        std::vector<double> expected = zero;
        LinearNewton newton;
        const auto by_factor = newton.minimize(narrow, c, packed.parts, {}, expected);
        EXPECT_EQ(by_factor.products, 0);

        Factor identity;
        LinearNewton::factorize(Eigen::MatrixXd::Identity(width, width), identity);
        // Solves to what is no number.
        Factor useless;
        useless.compute(Eigen::MatrixXd::Constant(width, width, std::nan("")));
        const Factor of_zero = factor_at(packed, regularized_intercept, c, zero);
        const Factor of_optimum = factor_at(packed, regularized_intercept, c, expected);
        for (const Factor* factor :
             {static_cast<const Factor*>(nullptr), static_cast<const Factor*>(&identity),
              static_cast<const Factor*>(&useless), &of_zero, &of_optimum}) {
          std::vector<double> point = zero;
          const auto result = newton.minimize(wide, c, packed.parts, {nullptr, factor}, point);
          EXPECT_NEAR(result.objective, by_factor.objective, 1e-12 * by_factor.objective);
          for (std::size_t j = 0; j <= features; ++j) {
            EXPECT_NEAR(point[j], expected[j], 1e-8 * (1.0 + std::abs(expected[j])))
                << features << " " << c << " " << j;
          }
          EXPECT_LE(result.iterations, 2 * by_factor.iterations + 3) << features << " " << c;
        }

        // Next to the optimum its factor is nearly that of the Hessian: no other is made.
        std::vector<double> point = expected;
        for (double& value : point) value *= 1.0 + 1e-6;
        const auto near = newton.minimize(wide, c, packed.parts, {nullptr, &of_optimum}, point);
        if (width >= 160) {
          EXPECT_EQ(near.factors, 0) << c;
          EXPECT_GE(near.products, 1) << c;
          EXPECT_LE(near.iterations, 5) << c;
        }
      }
    }
  }
}

// A singular Hessian (no row has curvature, and the intercept is free) is damped.
TEST(LinearNewton, FactorOfASingularHessianIsDamped) {
  Eigen::MatrixXd hessian = Eigen::MatrixXd::Zero(3, 3);
  LinearNewton::add_regularizer({nullptr, false}, hessian);
  EXPECT_EQ(hessian(2, 2), 0.0);
  LinearNewton::Factor factor;
  LinearNewton::factorize(hessian, factor);
  ASSERT_EQ(factor.info(), Eigen::Success);
  const Eigen::VectorXd solved = factor.solve(Eigen::Vector3d(1.0, 2.0, 0.0));
  EXPECT_NEAR(solved[0], 1.0, 1e-9);
  EXPECT_NEAR(solved[1], 2.0, 1e-9);
  EXPECT_EQ(solved[2], 0.0);
}

}  // namespace
}  // namespace autosmote
