#include "neighbors/lanes.h"

#include <algorithm>

#include "core/simd.h"

namespace autosmote {
namespace {

/// Eight doubles; the compiler maps them to the vectors that the machine has.
using Lanes __attribute__((vector_size(64))) = double;
/// The same at any address. (Not to be written as auto, which drops the alignment.)
using StoredLanes __attribute__((aligned(8), may_alias)) = Lanes;

/// Features between two looks at whether all partial sums exceed the bound already.
constexpr std::size_t kStride = 16;

}  // namespace

AUTOSMOTE_SIMD_CLONES
bool distances_to_32(const double* values, std::size_t d, const double* query, double bound,
                     double* out) {
  Lanes s0{}, s1{}, s2{}, s3{};
  for (std::size_t begin = 0; begin < d; begin += kStride) {
    const std::size_t end = std::min(d, begin + kStride);
    for (std::size_t j = begin; j < end; ++j) {
      const StoredLanes* at = reinterpret_cast<const StoredLanes*>(values + 32 * j);
      const double q = query[j];
      const Lanes d0 = q - at[0], d1 = q - at[1], d2 = q - at[2], d3 = q - at[3];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    const Lanes low = s0 < s1 ? s0 : s1;
    const Lanes high = s2 < s3 ? s2 : s3;
    const auto near = (low <= bound) | (high <= bound);
    long long any = 0;
    for (int lane = 0; lane < 8; ++lane) any |= near[lane];
    if (any == 0) return false;
  }
  StoredLanes* to = reinterpret_cast<StoredLanes*>(out);
  to[0] = s0;
  to[1] = s1;
  to[2] = s2;
  to[3] = s3;
  return true;
}

AUTOSMOTE_SIMD_CLONES
void distances_to_8_boxes(const double* boxes, std::size_t d, const double* query, double* out) {
  Lanes sum{};
  for (std::size_t j = 0; j < d; ++j) {
    const StoredLanes* at = reinterpret_cast<const StoredLanes*>(boxes + 16 * j);
    const double q = query[j];
    const Lanes below = at[0] - q;
    const Lanes above = q - at[1];
    const Lanes outside = below > above ? below : above;
    const Lanes gap = outside > 0.0 ? outside : Lanes{};
    sum += gap * gap;
  }
  *reinterpret_cast<StoredLanes*>(out) = sum;
}

}  // namespace autosmote
