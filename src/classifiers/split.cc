#include "classifiers/split.h"

#include <algorithm>
#include <cstddef>

#include "core/check.h"
#include "core/simd.h"

namespace autosmote {

AUTOSMOTE_SIMD_CLONES
double best_split_gain(double* l, double* m, std::size_t count, double total_l, double total_m) {
  // A split with l = 0 gains nothing, so padding changes no maximum.
  for (std::size_t i = count; i % kLanes != 0; ++i) {
    l[i] = 0.0;
    m[i] = 0.0;
  }
  const UnalignedLanes zero{};
  UnalignedLanes best = zero;
  for (std::size_t i = 0; i < count; i += kLanes) {
    const UnalignedLanes left = *reinterpret_cast<const UnalignedLanes*>(l + i);
    const UnalignedLanes signed_left = *reinterpret_cast<const UnalignedLanes*>(m + i);
    const UnalignedLanes covariance = signed_left * total_l - left * total_m;
    const UnalignedLanes spread = left * (total_l - left);
    const UnalignedLanes gain = spread > zero ? covariance * covariance / spread : zero;
    best = gain > best ? gain : best;
  }
  double largest = 0.0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) largest = std::max(largest, best[lane]);
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
