#include "nn/elementwise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "core/random.h"

namespace autosmote::nn {
namespace {

std::vector<float> some_numbers(std::size_t n, std::uint32_t stream) {
  RandomStream random(31, Purpose::kTest, stream);
  std::vector<float> numbers(n);
  for (float& x : numbers) x = static_cast<float>(random.normal());
  return numbers;
}

class EveryLength : public testing::TestWithParam<std::size_t> {};

TEST_P(EveryLength, ReluSumsAddTheOneRowToEachOfTheOthers) {
  const std::size_t n = GetParam();
  const auto a = some_numbers(n, 1);
  const auto b = some_numbers(3 * n, 2);
  std::vector<float> out(3 * n);
  relu_sums(n, 3, a.data(), b.data(), out.data());
  for (std::size_t i = 0; i < 3 * n; ++i) EXPECT_EQ(out[i], std::max(a[i % n] + b[i], 0.0F));
}

TEST_P(EveryLength, AddMaskedLeavesOutWhatTheUnitsDidNotPass) {
  const std::size_t n = GetParam();
  const auto activation = some_numbers(n, 1);
  const auto d = some_numbers(n, 2);
  auto sum = some_numbers(n, 3);
  auto other = some_numbers(n, 4);
  const auto before = sum;
  const auto other_before = other;
  add_masked(n, activation.data(), d.data(), sum.data(), other.data());
  for (std::size_t j = 0; j < n; ++j) {
    const float passed = activation[j] > 0.0F ? d[j] : 0.0F;
    EXPECT_EQ(sum[j], before[j] + passed);
    EXPECT_EQ(other[j], other_before[j] + passed);
  }
}

TEST_P(EveryLength, HeadBackwardIsTheDerivativeOfALinearOutputAndARelu) {
  const std::size_t n = GetParam();
  auto activation = some_numbers(n, 1);
  for (float& a : activation) a = std::max(a, 0.0F);
  const auto weights = some_numbers(n, 2);
  auto d_weights = some_numbers(n, 3);
  auto d_bias = some_numbers(n, 4);
  std::vector<float> d_hidden(n);
  const auto weights_before = d_weights;
  const auto bias_before = d_bias;
  head_backward(n, activation.data(), -0.7F, weights.data(), d_weights.data(), d_hidden.data(),
                d_bias.data());
  for (std::size_t j = 0; j < n; ++j) {
    const float passed = activation[j] > 0.0F ? -0.7F * weights[j] : 0.0F;
    EXPECT_EQ(d_weights[j], weights_before[j] + -0.7F * activation[j]);
    EXPECT_EQ(d_hidden[j], passed);
    EXPECT_EQ(d_bias[j], bias_before[j] + passed);
  }
}

INSTANTIATE_TEST_SUITE_P(Elementwise, EveryLength, testing::Values(1, 15, 16, 48, 131));

TEST(ReluDot, SumsInFixedLanes) {
  const std::size_t n = 3 * kDotLanes;
  const auto x = some_numbers(n, 1);
  const auto weights = some_numbers(n, 2);
  std::vector<float> out(n);
  const float dot = relu_dot(n, x.data(), weights.data(), 0.25F, out.data());
  std::vector<float> lanes(kDotLanes);
  for (std::size_t j = 0; j < n; ++j) {
    EXPECT_EQ(out[j], std::max(x[j], 0.0F));
    lanes[j % kDotLanes] += out[j] * weights[j];
  }
  for (std::size_t half = kDotLanes / 2; half > 0; half /= 2) {
    for (std::size_t l = 0; l < half; ++l) lanes[l] += lanes[l + half];
  }
  EXPECT_EQ(dot, 0.25F + lanes[0]);
}

}  // namespace
}  // namespace autosmote::nn
