#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace autosmote::nn {

/// out[i] = exp(x[i]), relative error below 3e-7 (tested), from additions and multiplications
/// alone: the same bytes on every machine, where the C library's exp differs. x is cut to
/// [-87, 88]. `x` and `out` may be the same.
void exp_all(std::span<const float> x, std::span<float> out);

/// weights = exp(logits - m), where m is the largest logit, which is returned. O(n), n > 0.
float exp_below_maximum(std::span<const float> logits, std::span<float> weights);

/// The same, and the sum of the weights: softmax, but for the division. `maximum` receives m. O(n).
double softmax_unnormalised(std::span<const float> logits, std::span<float> weights,
                            float& maximum);

/// log softmax(logits)[action], in double. O(n).
double log_probability(std::span<const float> logits, std::uint32_t action);

}  // namespace autosmote::nn
