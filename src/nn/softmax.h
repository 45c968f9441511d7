#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace autosmote::nn {

/// weights = exp(logits - m), where m is the largest logit, which is returned. Relative error below
/// 3e-7 (tested), from additions and multiplications alone: the same bytes on every machine, where
/// the C library's exp differs. Differences below -87 count as -87. O(n), n > 0.
float exp_below_maximum(std::span<const float> logits, std::span<float> weights);

/// The same, and the sum of the weights: softmax, but for the division. `maximum` receives m. O(n).
double softmax_unnormalised(std::span<const float> logits, std::span<float> weights,
                            float& maximum);

/// log softmax(logits)[action], in double. O(n).
double log_probability(std::span<const float> logits, std::uint32_t action);

}  // namespace autosmote::nn
