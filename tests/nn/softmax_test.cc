#include "nn/softmax.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/random.h"

namespace autosmote::nn {
namespace {

TEST(ExpAll, IsExactToAFewUnitsOverTheWholeRange) {
  std::vector<float> x, y;
  for (float v = -86.9F; v < 87.9F; v += 0.00137F) x.push_back(v);
  y.resize(x.size());
  exp_all(x, y);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = std::exp(static_cast<double>(x[i]));
    ASSERT_NEAR(static_cast<double>(y[i]) / exact, 1.0, 3e-7) << x[i];
  }
}

TEST(ExpAll, CutsWhatWouldOverflow) {
  const std::vector<float> x{-1e9F, 0.0F, 1e9F};
  std::vector<float> y(3);
  exp_all(x, y);
  EXPECT_GT(y[0], 0.0F);
  EXPECT_LT(y[0], 2e-38F);
  EXPECT_EQ(y[1], 1.0F);
  EXPECT_TRUE(std::isfinite(y[2]));
}

TEST(ExpBelowMaximum, EqualsItsPartsForEveryLength) {
  RandomStream random(5, Purpose::kTest);
  for (std::size_t n = 1; n < 70; ++n) {
    std::vector<float> logits(n), weights(n), expected(n);
    for (float& l : logits) l = 9.0F * static_cast<float>(random.normal());
    const float maximum = *std::max_element(logits.begin(), logits.end());
    for (std::size_t i = 0; i < n; ++i) expected[i] = logits[i] - maximum;
    exp_all(expected, expected);
    EXPECT_EQ(exp_below_maximum(logits, weights), maximum);
    EXPECT_EQ(weights, expected);
  }
}

TEST(LogProbability, EqualsTheDefinition) {
  const std::vector<float> logits{1.0F, -2.0F, 0.5F, 30.0F};
  double sum = 0.0;
  for (const float l : logits) sum += std::exp(static_cast<double>(l));
  for (std::uint32_t a = 0; a < 4; ++a) {
    EXPECT_NEAR(log_probability(logits, a), static_cast<double>(logits[a]) - std::log(sum), 1e-6);
  }
}

}  // namespace
}  // namespace autosmote::nn
