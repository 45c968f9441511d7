#include "classifiers/split.h"

#include <algorithm>
#include <cstddef>

#include "core/check.h"
#include "core/vector_kernel.h"

namespace autosmote {

namespace {

/// The largest gain of `count` splits, a multiple of kLanes.
struct LargestGain {
  template <std::size_t W>
  [[gnu::always_inline]] static inline double run(const double* l, const double* m,
                                                  std::size_t count, double total_l,
                                                  double total_m) {
    using Doubles = typename Vectors<W>::Doubles;
    const Doubles zero{};
    Doubles best = zero;
    for (std::size_t i = 0; i < count; i += W) {
      const Doubles left = *Vectors<W>::stored(l + i);
      const Doubles signed_left = *Vectors<W>::stored(m + i);
      const Doubles covariance = signed_left * total_l - left * total_m;
      const Doubles spread = left * (total_l - left);
      const Doubles gain = spread > zero ? covariance * covariance / spread : zero;
      best = gain > best ? gain : best;
    }
    double largest = 0.0;
    for (std::size_t lane = 0; lane < W; ++lane) largest = std::max(largest, best[lane]);
    return largest;
  }
};

}  // namespace

double best_split_gain(double* l, double* m, std::size_t count, double total_l, double total_m) {
  // A split with l = 0 gains nothing, so padding changes no maximum.
  std::size_t padded = count;
  for (; padded % kLanes != 0; ++padded) {
    l[padded] = 0.0;
    m[padded] = 0.0;
  }
  const double largest = run_vector_kernel<LargestGain>(l, m, padded, total_l, total_m);
  return largest < kNoGain * total_l * total_l ? 0.0 : largest;
}

std::size_t first_split_with_gain(const double* l, const double* m, std::size_t count,
                                  double total_l, double total_m, double gain) {
  const double enough = gain * (1.0 - kSplitTie);
  for (std::size_t i = 0; i < count; ++i) {
    if (split_gain(l[i], m[i], total_l, total_m) >= enough) return i;
  }
  fail_check("the best gain occurs", __FILE__, __LINE__);
}

}  // namespace autosmote
