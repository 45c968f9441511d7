#include "nn/softmax.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/random.h"

namespace autosmote::nn {
namespace {

TEST(ExpBelowMaximum, IsExactToAFewUnitsOverTheWholeRange) {
  std::vector<float> logits{0.0F};
  for (float v = -86.9F; v < 0.0F; v += 0.00137F) logits.push_back(v);
  std::vector<float> weights(logits.size());
  EXPECT_EQ(exp_below_maximum(logits, weights), 0.0F);
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double exact = std::exp(static_cast<double>(logits[i]));
    ASSERT_NEAR(static_cast<double>(weights[i]) / exact, 1.0, 3e-7) << logits[i];
  }
}

TEST(ExpBelowMaximum, CutsWhatWouldUnderflow) {
  const std::vector<float> logits{-1e9F, 0.0F};
  std::vector<float> weights(2);
  exp_below_maximum(logits, weights);
  EXPECT_GT(weights[0], 0.0F);
  EXPECT_LT(weights[0], 2e-38F);
  EXPECT_EQ(weights[1], 1.0F);
}

// Whole vectors and tails: each weight is that of its logit and the largest alone.
TEST(ExpBelowMaximum, DependsOnTheLargestAloneForEveryLength) {
  RandomStream random(5, Purpose::kTest);
  for (std::size_t n = 1; n < 70; ++n) {
    std::vector<float> logits(n), weights(n);
    for (float& l : logits) l = 9.0F * static_cast<float>(random.normal());
    const float maximum = *std::max_element(logits.begin(), logits.end());
    EXPECT_EQ(exp_below_maximum(logits, weights), maximum);
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<float> alone(2);
      exp_below_maximum(std::vector<float>{logits[i], maximum}, alone);
      EXPECT_EQ(weights[i], alone[0]) << n << " " << i;
    }
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
