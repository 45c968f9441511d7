#include "neighbors/lanes.h"

#include <algorithm>

#include "core/simd.h"

namespace autosmote {
namespace {

/// Eight doubles; the compiler maps them to the vectors that the machine has.
using Lanes __attribute__((vector_size(64))) = double;
/// The same at any address. (Not to be written as auto, which drops the alignment.)
using StoredLanes __attribute__((aligned(8), may_alias)) = Lanes;

/// Sixteen single-precision numbers, and 16 words beside them.
using FloatVector __attribute__((vector_size(64))) = float;
using StoredFloats __attribute__((aligned(4), may_alias)) = FloatVector;
using WordVector __attribute__((vector_size(64))) = std::uint32_t;
using StoredWords __attribute__((aligned(4), may_alias)) = WordVector;
constexpr std::size_t kFloats = 16;

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

AUTOSMOTE_SIMD_CLONES
void farthest_of_8_boxes(const double* boxes, std::size_t d, const double* query, double* out) {
  Lanes sum{};
  for (std::size_t j = 0; j < d; ++j) {
    const StoredLanes* at = reinterpret_cast<const StoredLanes*>(boxes + 16 * j);
    const double q = query[j];
    const Lanes to_low = q - at[0];
    const Lanes to_high = at[1] - q;
    const Lanes reach = to_low > to_high ? to_low : to_high;
    sum += reach * reach;
  }
  *reinterpret_cast<StoredLanes*>(out) = sum;
}

AUTOSMOTE_SIMD_CLONES
void add_range_gaps(const float* low, const float* high, float q, std::span<float> sums) {
  for (std::size_t i = 0; i < sums.size(); i += kFloats) {
    const FloatVector below = *reinterpret_cast<const StoredFloats*>(low + i) - q;
    const FloatVector above = q - *reinterpret_cast<const StoredFloats*>(high + i);
    const FloatVector outside = below > above ? below : above;
    const FloatVector gap = outside > 0.0F ? outside : FloatVector{};
    *reinterpret_cast<StoredFloats*>(sums.data() + i) += gap * gap;
  }
}

AUTOSMOTE_SIMD_CLONES
void add_missing_codes(const std::uint64_t* seen, std::uint64_t bit, float weight,
                       std::span<float> sums) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += (seen[i] & bit) == 0 ? weight : 0.0F;
}

AUTOSMOTE_SIMD_CLONES
std::uint64_t rows_within(const float* values, const std::uint32_t* codes,
                          const CodedQueryLanes& query, float limit) {
  constexpr std::size_t kRows = 64;
  constexpr std::size_t kVectors = kRows / kFloats;
  FloatVector sums[kVectors]{};
  for (std::size_t j = 0; j < query.numeric.size(); ++j) {
    const StoredFloats* at = reinterpret_cast<const StoredFloats*>(values + kRows * j);
    for (std::size_t v = 0; v < kVectors; ++v) {
      const FloatVector difference = query.numeric[j] - at[v];
      sums[v] += difference * difference;
    }
  }
  for (std::size_t g = 0; g < query.weights.size(); g += 4) {
    const StoredWords* at = reinterpret_cast<const StoredWords*>(codes + kRows * (g / 2));
    WordVector different[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) {
      different[v] = (at[v] ^ query.codes[g / 4]) & at[kVectors + v];
    }
    for (std::size_t byte = 0; byte < std::min<std::size_t>(4, query.weights.size() - g); ++byte) {
      const std::uint32_t mask = 0xFFU << (8 * byte);
      const FloatVector weight = query.weights[g + byte] - FloatVector{};
      for (std::size_t v = 0; v < kVectors; ++v) {
        sums[v] += (different[v] & mask) != 0 ? weight : FloatVector{};
      }
    }
  }
  std::uint64_t bits = 0;
  for (std::size_t v = 0; v < kVectors; ++v) {
    const auto near = sums[v] <= limit;
    for (std::size_t i = 0; i < kFloats; ++i) {
      bits |= static_cast<std::uint64_t>(near[i] & 1) << (kFloats * v + i);
    }
  }
  return bits;
}

}  // namespace autosmote
