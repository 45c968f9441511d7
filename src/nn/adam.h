#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace autosmote::nn {

struct AdamOptions {
  double learning_rate = 0.005;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
};

/// Adam (Kingma and Ba 2015, Algorithm 1), with PyTorch's form of the bias correction:
///   m = beta1 m + (1 - beta1) g,  v = beta2 v + (1 - beta2) g^2,
///   x -= lr / (1 - beta1^t) * m / (sqrt(v / (1 - beta2^t)) + epsilon).
class Adam {
 public:
  Adam(std::size_t parameters, const AdamOptions& options);

  /// One step. O(parameters).
  void step(std::span<float> parameters, std::span<const float> gradient);

  /// The state, for checkpoints.
  std::uint64_t steps() const { return steps_; }
  std::span<const float> first_moment() const { return first_; }
  std::span<const float> second_moment() const { return second_; }
  /// Restores a state of the same size.
  void restore(std::uint64_t steps, std::span<const float> first, std::span<const float> second);

 private:
  AdamOptions options_;
  std::uint64_t steps_ = 0;
  double beta1_power_ = 1.0;
  double beta2_power_ = 1.0;
  std::vector<float> first_;
  std::vector<float> second_;
};

/// Scales the gradient down to norm `limit` where it is longer. Returns the norm before.
double clip_gradient_norm(std::span<float> gradient, double limit);

}  // namespace autosmote::nn
