#include "neighbors/lanes.h"

#include <algorithm>
#include <limits>

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

using IntVector __attribute__((vector_size(64))) = int;
using LongVector __attribute__((vector_size(64))) = long long;

/// All lanes or-ed. By halves: taking lanes one by one is slow.
inline std::uint64_t any_of(LongVector v) {
  v |= __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3);
  v |= __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5);
  v |= __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6);
  return static_cast<std::uint64_t>(v[0]);
}

/// Bit i: whether lane i of `first` is set; from 16 on those of `second`.
inline std::uint64_t bits_of(IntVector first, IntVector second) {
  constexpr IntVector kBits{1 << 0, 1 << 1, 1 << 2,  1 << 3,  1 << 4,  1 << 5,  1 << 6,  1 << 7,
                            1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15};
  const IntVector bits = (first & kBits) | ((second & kBits) << 16);
  const std::uint64_t both = any_of(reinterpret_cast<LongVector>(bits));
  return (both | (both >> 32)) & 0xFFFFFFFFU;
}

/// Features between two looks at whether all partial sums exceed the bound already.
constexpr std::size_t kStride = 16;

}  // namespace

AUTOSMOTE_SIMD_CLONES
std::uint32_t distances_to_32(const double* values, std::size_t d, const double* query,
                              double bound, double* out) {
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
    if (any_of((low <= bound) | (high <= bound)) == 0) return 0;
  }
  StoredLanes* to = reinterpret_cast<StoredLanes*>(out);
  to[0] = s0;
  to[1] = s1;
  to[2] = s2;
  to[3] = s3;
  const LongVector bit{1, 2, 4, 8, 16, 32, 64, 128};
  return static_cast<std::uint32_t>(any_of(((s0 <= bound) & bit) | ((s1 <= bound) & (bit << 8)) |
                                           ((s2 <= bound) & (bit << 16)) |
                                           ((s3 <= bound) & (bit << 24))));
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
void box_to_8_queries(const double* queries, std::size_t d, const double* low, const double* high,
                      double* out) {
  Lanes sum{};
  for (std::size_t j = 0; j < d; ++j) {
    const Lanes q = *reinterpret_cast<const StoredLanes*>(queries + 8 * j);
    const Lanes below = low[j] - q;
    const Lanes above = q - high[j];
    const Lanes outside = below > above ? below : above;
    const Lanes gap = outside > 0.0 ? outside : Lanes{};
    sum += gap * gap;
  }
  *reinterpret_cast<StoredLanes*>(out) = sum;
}

AUTOSMOTE_SIMD_CLONES
void box_of_rows(const double* rows, std::size_t stride, std::size_t n, std::size_t d, double* low,
                 double* high) {
  std::copy_n(rows, d, low);
  std::copy_n(rows, d, high);
  for (std::size_t i = 1; i < n; ++i) {
    const double* row = rows + i * stride;
    for (std::size_t j = 0; j < d; ++j) {
      low[j] = row[j] < low[j] ? row[j] : low[j];
      high[j] = row[j] > high[j] ? row[j] : high[j];
    }
  }
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
                          const CodedQueryLanes& query, float limit, float* out) {
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
  for (std::size_t v = 0; v < kVectors; ++v) {
    *reinterpret_cast<StoredFloats*>(out + kFloats * v) = sums[v];
  }
  return bits_of(sums[0] <= limit, sums[1] <= limit) |
         (bits_of(sums[2] <= limit, sums[3] <= limit) << 32);
}

AUTOSMOTE_SIMD_CLONES
std::uint64_t bits_within(const float* values, float limit) {
  const StoredFloats* at = reinterpret_cast<const StoredFloats*>(values);
  return bits_of(at[0] <= limit, at[1] <= limit) | (bits_of(at[2] <= limit, at[3] <= limit) << 32);
}

AUTOSMOTE_SIMD_CLONES
std::size_t smallest_of(std::span<const float> values) {
  FloatVector smallest = FloatVector{} + std::numeric_limits<float>::infinity();
  for (std::size_t i = 0; i < values.size(); i += kFloats) {
    const FloatVector value = *reinterpret_cast<const StoredFloats*>(values.data() + i);
    smallest = value < smallest ? value : smallest;
  }
  float least = smallest[0];
  for (std::size_t lane = 1; lane < kFloats; ++lane) least = std::min(least, smallest[lane]);
  for (std::size_t i = 0; i < values.size(); i += kFloats) {
    const IntVector equal = *reinterpret_cast<const StoredFloats*>(values.data() + i) == least;
    if (any_of(reinterpret_cast<LongVector>(equal)) == 0) continue;
    for (std::size_t lane = 0; lane < kFloats; ++lane) {
      if (equal[lane] != 0) return i + lane;
    }
  }
  return 0;
}

}  // namespace autosmote
