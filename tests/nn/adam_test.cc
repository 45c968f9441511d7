#include "nn/adam.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace autosmote::nn {
namespace {

// The formulas of the paper in double, one parameter.
TEST(Adam, FollowsTheAlgorithm) {
  const AdamOptions options;
  Adam adam(1, options);
  std::vector<float> x{1.0F};
  double expected = 1.0, m = 0.0, v = 0.0;
  for (int t = 1; t <= 50; ++t) {
    const double g = 2.0 * expected + std::sin(t);
    const std::vector<float> gradient{static_cast<float>(g)};
    adam.step(x, gradient);
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    expected -=
        0.005 * (m / (1.0 - std::pow(0.9, t))) / (std::sqrt(v / (1.0 - std::pow(0.999, t))) + 1e-8);
    ASSERT_NEAR(static_cast<double>(x[0]), expected, 1e-5) << t;
  }
}

TEST(Adam, ContinuesFromARestoredStateWithTheSameBytes) {
  std::vector<float> x{1.0F, -2.0F}, y = x;
  Adam straight(2, {});
  for (int t = 0; t < 10; ++t)
    straight.step(x, std::vector<float>{0.1F * static_cast<float>(t), 1.0F});
  Adam first(2, {});
  for (int t = 0; t < 6; ++t) first.step(y, std::vector<float>{0.1F * static_cast<float>(t), 1.0F});
  Adam second(2, {});
  second.restore(first.steps(), first.first_moment(), first.second_moment());
  for (int t = 6; t < 10; ++t)
    second.step(y, std::vector<float>{0.1F * static_cast<float>(t), 1.0F});
  EXPECT_EQ(x, y);
}

TEST(ClipGradientNorm, ShortensOnlyLongGradients) {
  std::vector<float> g{3.0F, 4.0F};
  EXPECT_DOUBLE_EQ(clip_gradient_norm(g, 10.0), 5.0);
  EXPECT_EQ(g, (std::vector<float>{3.0F, 4.0F}));
  EXPECT_DOUBLE_EQ(clip_gradient_norm(g, 1.0), 5.0);
  EXPECT_NEAR(g[0], 0.6, 1e-6);
  EXPECT_NEAR(g[1], 0.8, 1e-6);
}

}  // namespace
}  // namespace autosmote::nn
