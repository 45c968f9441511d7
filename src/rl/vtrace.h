#pragma once

#include <cstddef>
#include <span>

namespace autosmote::rl {

/// One unroll of T steps as V-trace sees it.
struct VtraceInput {
  std::span<const double> log_ratios;  ///< log(pi(a|x) / mu(a|x)), T
  std::span<const double> rewards;     ///< T
  std::span<const double> discounts;   ///< gamma, or 0 where the episode ended, T
  std::span<const double> values;      ///< V(x_t) of the learner, T
  double bootstrap_value = 0.0;        ///< V(x_T)
  double rho_clip = 1.0;
  double c_clip = 1.0;
};

/// V-trace targets and policy-gradient advantages (Espeholt et al. 2018, IMPALA, eq. 1 and
/// sec. 4.2):
///   v_s = V(x_s) + sum_{t >= s} gamma^(t-s) (prod_{i=s}^{t-1} c_i) delta_t,
///   delta_t = rho_t (r_t + gamma V(x_{t+1}) - V(x_t)),
///   advantage_s = rho_s (r_s + gamma v_{s+1} - V(x_s)),
/// with rho_t = min(rho_clip, pi/mu) and c_t = min(c_clip, pi/mu), by the backward recursion. O(T).
void vtrace(const VtraceInput& input, std::span<double> targets, std::span<double> advantages);

}  // namespace autosmote::rl
