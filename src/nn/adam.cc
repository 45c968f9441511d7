#include "nn/adam.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/simd.h"

namespace autosmote::nn {
namespace {

struct Coefficients {
  float beta1, one_minus_beta1, beta2, one_minus_beta2, rate, inverse_root, epsilon;
};

AUTOSMOTE_SIMD_CLONES
void adam_update(std::size_t n, const Coefficients& k, const float* __restrict g,
                 float* __restrict x, float* __restrict m, float* __restrict v) {
  for (std::size_t i = 0; i < n; ++i) {
    m[i] = k.beta1 * m[i] + k.one_minus_beta1 * g[i];
    v[i] = k.beta2 * v[i] + k.one_minus_beta2 * (g[i] * g[i]);
    x[i] -= k.rate * m[i] / (std::sqrt(v[i]) * k.inverse_root + k.epsilon);
  }
}

}  // namespace

Adam::Adam(std::size_t parameters, const AdamOptions& options)
    : options_(options), first_(parameters), second_(parameters) {}

void Adam::step(std::span<float> parameters, std::span<const float> gradient) {
  AUTOSMOTE_CHECK(parameters.size() == first_.size() && gradient.size() == first_.size());
  ++steps_;
  beta1_power_ *= options_.beta1;
  beta2_power_ *= options_.beta2;
  const Coefficients k{static_cast<float>(options_.beta1),
                       static_cast<float>(1.0 - options_.beta1),
                       static_cast<float>(options_.beta2),
                       static_cast<float>(1.0 - options_.beta2),
                       static_cast<float>(options_.learning_rate / (1.0 - beta1_power_)),
                       static_cast<float>(1.0 / std::sqrt(1.0 - beta2_power_)),
                       static_cast<float>(options_.epsilon)};
  adam_update(first_.size(), k, gradient.data(), parameters.data(), first_.data(), second_.data());
}

void Adam::restore(std::uint64_t steps, std::span<const float> first,
                   std::span<const float> second) {
  AUTOSMOTE_CHECK(first.size() == first_.size() && second.size() == second_.size());
  steps_ = steps;
  beta1_power_ = 1.0;
  beta2_power_ = 1.0;
  for (std::uint64_t i = 0; i < steps; ++i) {
    beta1_power_ *= options_.beta1;
    beta2_power_ *= options_.beta2;
  }
  std::copy(first.begin(), first.end(), first_.begin());
  std::copy(second.begin(), second.end(), second_.begin());
}

double clip_gradient_norm(std::span<float> gradient, double limit) {
  double squares = 0.0;
  for (const float g : gradient) squares += static_cast<double>(g) * static_cast<double>(g);
  const double norm = std::sqrt(squares);
  if (norm > limit) {
    const auto scale = static_cast<float>(limit / norm);
    for (float& g : gradient) g *= scale;
  }
  return norm;
}

}  // namespace autosmote::nn
