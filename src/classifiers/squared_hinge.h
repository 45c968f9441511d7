#pragma once

#include <cstddef>

namespace autosmote {

/// The loss of the linear support vector machine, for sweep_loss (classifiers/linear_newton.h):
/// (1 - z)^2 inside the margin, z < 1, and 0 outside.
struct SquaredHinge {
  template <class V, std::size_t N>
  [[gnu::always_inline]] static inline void apply(const V (&z)[N], V (&loss)[N], V (&slope)[N],
                                                  V (&curvature)[N]) {
    const V zero = {};
    for (std::size_t n = 0; n < N; ++n) {
      const V violation = 1.0 - z[n];
      const auto inside = violation > zero;
      const V hinge = inside ? violation : zero;
      loss[n] = hinge * hinge;
      slope[n] = -2.0 * hinge;
      curvature[n] = inside ? zero + 2.0 : zero;
    }
  }
};

}  // namespace autosmote
