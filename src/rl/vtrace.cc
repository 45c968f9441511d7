#include "rl/vtrace.h"

#include <algorithm>

#include "core/portable_math.h"

namespace autosmote::rl {

void vtrace(const VtraceInput& input, std::span<double> targets, std::span<double> advantages) {
  double next_value = input.bootstrap_value;
  double next_target = input.bootstrap_value;
  for (std::size_t t = input.values.size(); t-- > 0;) {
    const double ratio = portable_exp(input.log_ratios[t]);
    const double rho = std::min(input.rho_clip, ratio);
    const double c = std::min(input.c_clip, ratio);
    const double gamma = input.discounts[t];
    const double value = input.values[t];
    const double delta = rho * (input.rewards[t] + gamma * next_value - value);
    advantages[t] = rho * (input.rewards[t] + gamma * next_target - value);
    targets[t] = value + delta + gamma * c * (next_target - next_value);
    next_value = value;
    next_target = targets[t];
  }
}

}  // namespace autosmote::rl
