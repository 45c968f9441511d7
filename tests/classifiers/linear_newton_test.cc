#include "classifiers/linear_newton.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "classifiers/linear_twin.h"

namespace autosmote {
namespace {

struct SquaredHinge {
  template <class V, std::size_t N>
  [[gnu::always_inline]] static inline void apply(const V (&z)[N], V (&loss)[N], V (&slope)[N],
                                                  V (&curvature)[N]) {
    const V zero = {};
    for (std::size_t n = 0; n < N; ++n) {
      const V hinge = z[n] < 1.0 ? 1.0 - z[n] : zero;
      loss[n] = hinge * hinge;
      slope[n] = -2.0 * hinge;
      curvature[n] = z[n] < 1.0 ? zero + 2.0 : zero;
    }
  }
};

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

constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

// The optimum by conjugate gradients is the optimum by the factorised Hessian: wherever the factor
// that preconditions them comes from, and where it helps so little that it is made anew.
TEST(LinearNewton, ConjugateGradientsFindTheOptimumOfTheFactor) {
  for (const bool regularized_intercept : {true, false}) {
    const LinearLoss narrow{sweep_loss<SquaredHinge>, regularized_intercept, kNever};
    const LinearLoss wide{sweep_loss<SquaredHinge>, regularized_intercept, 1};
    for (const std::size_t features : {1, 3, 20, 90}) {
      for (const double c : {0.01, 1.0, 100.0}) {
        const LinearProblem problem = make_linear_problem(1, 200, 40, features, 0, 1.0);
        const Packed packed(problem);
        const auto width = static_cast<Eigen::Index>(features + 1);
        std::vector<double> expected(features + 1, 0.0);
        LinearNewton newton;
        const double objective = newton.minimize(narrow, c, packed.parts, {}, expected).objective;

        LinearNewton::Factor identity;
        LinearNewton::factorize(Eigen::MatrixXd::Identity(width, width), identity);
        for (const LinearNewton::Factor* factor :
             {static_cast<const LinearNewton::Factor*>(nullptr),
              static_cast<const LinearNewton::Factor*>(&identity)}) {
          std::vector<double> point(features + 1, 0.0);
          const auto result = newton.minimize(wide, c, packed.parts, {nullptr, factor}, point);
          EXPECT_NEAR(result.objective, objective, 1e-12 * objective);
          for (std::size_t j = 0; j <= features; ++j) {
            EXPECT_NEAR(point[j], expected[j], 1e-8 * (1.0 + std::abs(expected[j])))
                << features << " " << c << " " << j;
          }
        }
      }
    }
  }
}

// A singular Hessian (no row has curvature, and the intercept is free) is damped.
TEST(LinearNewton, FactorOfASingularHessianIsDamped) {
  Eigen::MatrixXd hessian = Eigen::MatrixXd::Zero(3, 3);
  LinearNewton::add_regularizer({nullptr, false, kNever}, hessian);
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
