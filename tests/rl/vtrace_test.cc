#include "rl/vtrace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/random.h"

namespace autosmote::rl {
namespace {

// Equation 1 of the paper as it stands: a sum of products, no recursion.
double target_by_definition(const VtraceInput& in, std::size_t s) {
  const std::size_t length = in.values.size();
  double sum = in.values[s];
  for (std::size_t t = s; t < length; ++t) {
    double product = 1.0;
    for (std::size_t i = s; i < t; ++i) {
      product *= in.discounts[i] * std::min(in.c_clip, std::exp(in.log_ratios[i]));
    }
    const double next = t + 1 < length ? in.values[t + 1] : in.bootstrap_value;
    const double rho = std::min(in.rho_clip, std::exp(in.log_ratios[t]));
    sum += product * rho * (in.rewards[t] + in.discounts[t] * next - in.values[t]);
  }
  return sum;
}

TEST(Vtrace, EqualsTheDefinition) {
  RandomStream random(1, Purpose::kTest);
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t length = 1 + random.below(20);
    std::vector<double> ratios(length), rewards(length), discounts(length), values(length);
    for (std::size_t t = 0; t < length; ++t) {
      ratios[t] = random.normal();
      rewards[t] = random.normal();
      discounts[t] = random.below(4) == 0 ? 0.0 : 0.5 + 0.5 * random.uniform();
      values[t] = random.normal();
    }
    const VtraceInput in{ratios, rewards, discounts, values, random.normal(), 1.0, 1.0};
    std::vector<double> targets(length), advantages(length);
    vtrace(in, targets, advantages);
    for (std::size_t s = 0; s < length; ++s) {
      ASSERT_NEAR(targets[s], target_by_definition(in, s), 1e-12);
      const double next = s + 1 < length ? target_by_definition(in, s + 1) : in.bootstrap_value;
      const double rho = std::min(1.0, std::exp(ratios[s]));
      ASSERT_NEAR(advantages[s], rho * (rewards[s] + discounts[s] * next - values[s]), 1e-12);
    }
  }
}

TEST(Vtrace, OnPolicyWithoutDiscountIsTheReturn) {
  const std::vector<double> ratios(4, 0.0), rewards{1, 2, 3, 4}, discounts{1, 1, 1, 0};
  const std::vector<double> values{9, -3, 7, 0.5};
  std::vector<double> targets(4), advantages(4);
  vtrace({ratios, rewards, discounts, values, 100.0, 1.0, 1.0}, targets, advantages);
  EXPECT_EQ(targets, (std::vector<double>{10, 9, 7, 4}));
  EXPECT_EQ(advantages, (std::vector<double>{1, 12, 0, 3.5}));
}

}  // namespace
}  // namespace autosmote::rl
