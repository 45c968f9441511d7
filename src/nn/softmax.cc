#include "nn/softmax.h"

#include <bit>
#include <vector>

#include "core/portable_math.h"
#include "core/simd.h"

namespace autosmote::nn {
namespace {

// exp(x) for x <= 0 is 2^n exp(r), |r| <= ln 2 / 2. ln 2 is split in two so that r keeps its low
// bits; adding and subtracting 1.5 * 2^23 rounds to the nearest integer. exp(r) is its Taylor
// polynomial of degree 7, whose truncation error on that interval is below half a unit in the last
// place.
inline float exp_one(float x) {
  constexpr float kLog2E = 1.44269504088896341F;
  constexpr float kLn2High = 0.693359375F;
  constexpr float kLn2Low = -2.12194440e-4F;
  constexpr float kRound = 12582912.0F;
  x = x < -87.0F ? -87.0F : x;
  const float n = (x * kLog2E + kRound) - kRound;
  const float r = (x - n * kLn2High) - n * kLn2Low;
  float p = 1.0F / 5040.0F;
  p = p * r + 1.0F / 720.0F;
  p = p * r + 1.0F / 120.0F;
  p = p * r + 1.0F / 24.0F;
  p = p * r + 1.0F / 6.0F;
  p = p * r + 0.5F;
  p = p * r + 1.0F;
  p = p * r + 1.0F;
  const auto exponent = static_cast<std::uint32_t>(static_cast<std::int32_t>(n) + 127) << 23;
  return p * std::bit_cast<float>(exponent);
}

}  // namespace

AUTOSMOTE_SIMD_CLONES
float exp_below_maximum(std::span<const float> logits, std::span<float> weights) {
  constexpr std::size_t kLanes = 16;
  const float* x = logits.data();
  float* result = weights.data();
  const std::size_t n = logits.size();
  float lanes[kLanes];
  for (float& lane : lanes) lane = x[0];
  for (std::size_t i = 0; i + kLanes <= n; i += kLanes) {
    for (std::size_t l = 0; l < kLanes; ++l) lanes[l] = x[i + l] > lanes[l] ? x[i + l] : lanes[l];
  }
  for (std::size_t i = n - n % kLanes; i < n; ++i) lanes[0] = x[i] > lanes[0] ? x[i] : lanes[0];
  float maximum = lanes[0];
  for (const float lane : lanes) maximum = lane > maximum ? lane : maximum;
  for (std::size_t i = 0; i < n; ++i) result[i] = exp_one(x[i] - maximum);
  return maximum;
}

double softmax_unnormalised(std::span<const float> logits, std::span<float> weights,
                            float& maximum) {
  maximum = exp_below_maximum(logits, weights);
  double sum = 0.0;
  for (const float w : weights.first(logits.size())) sum += static_cast<double>(w);
  return sum;
}

double log_probability(std::span<const float> logits, std::uint32_t action) {
  std::vector<float> weights(logits.size());
  float maximum = 0.0F;
  const double sum = softmax_unnormalised(logits, weights, maximum);
  return static_cast<double>(logits[action] - maximum) - portable_log(sum);
}

}  // namespace autosmote::nn
