#include "search/hierarchy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/random.h"
#include "nn/softmax.h"

namespace autosmote {
namespace {

TEST(ActionDistribution, DrawsTheActionWhoseIntervalHoldsTheRandomNumber) {
  RandomStream random(41, Purpose::kTest);
  for (std::size_t actions = 1; actions < 40; ++actions) {
    std::vector<float> logits(actions);
    // Some actions have no weight beside the others.
    for (float& l : logits) l = 20.0F * static_cast<float>(random.normal());
    const ActionDistribution distribution(logits);
    std::vector<float> weights(actions);
    float maximum = 0.0F;
    nn::softmax_unnormalised(logits, weights, maximum);
    std::vector<double> sums;
    for (const float w : weights) {
      sums.push_back((sums.empty() ? 0.0 : sums.back()) + static_cast<double>(w));
    }
    RandomStream draws(42, Purpose::kTest);
    RandomStream same(42, Purpose::kTest);
    for (int d = 0; d < 200; ++d) {
      const double u = same.uniform() * sums.back();
      const auto found = std::upper_bound(sums.begin(), sums.end(), u);
      ASSERT_EQ(distribution.draw(draws), found - sums.begin());
    }
  }
}

TEST(ActionDistribution, KnowsItsEntropy) {
  const std::vector<float> logits{0.5F, -1.0F, 2.0F, 0.0F};
  const ActionDistribution distribution(logits);
  double entropy = 0.0;
  for (std::uint32_t a = 0; a < 4; ++a) {
    const double log_p = distribution.log_probability(a);
    entropy -= std::exp(log_p) * log_p;
  }
  EXPECT_NEAR(distribution.entropy(), entropy, 1e-6);
  ActionDistribution uniform;
  uniform.assign_uniform(8);
  EXPECT_NEAR(uniform.entropy(), std::log(8.0), 1e-12);
}

}  // namespace
}  // namespace autosmote
