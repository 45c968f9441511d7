#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace autosmote::nn {

/// out[i] = exp(x[i]), relative error below 3e-7 (tested), from additions and multiplications
/// alone: the same bytes on every machine, where the C library's exp differs. x is cut to
/// [-87, 88]. `x` and `out` may be the same.
void exp_all(std::span<const float> x, std::span<float> out);

/// probabilities = softmax(logits) (not normalised: divide by the returned sum). Returns the sum.
/// `maximum` receives the largest logit, which was subtracted first. O(n).
double softmax_unnormalised(std::span<const float> logits, std::span<float> weights,
                            float& maximum);

/// log softmax(logits)[action], in double. O(n).
double log_probability(std::span<const float> logits, std::uint32_t action);

}  // namespace autosmote::nn
