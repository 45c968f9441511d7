#include "neighbors/lanes.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/simd.h"
#include "core/vector_kernel.h"

namespace autosmote {
namespace {

constexpr std::int32_t kBits[] = {1 << 0,  1 << 1,  1 << 2,  1 << 3, 1 << 4,  1 << 5,
                                  1 << 6,  1 << 7,  1 << 8,  1 << 9, 1 << 10, 1 << 11,
                                  1 << 12, 1 << 13, 1 << 14, 1 << 15};
constexpr std::int64_t kWideBits[] = {1, 2, 4, 8, 16, 32, 64, 128};

/// Bit i: whether number i of the 32 in `sums` is at most `limit`.
template <std::size_t W>
[[gnu::always_inline]] inline std::uint32_t bits_of_32(
    const typename Vectors<W>::Floats (&sums)[16 / W], float limit) {
  using Ints = typename Vectors<W>::Ints;
  Ints bit;
  std::memcpy(&bit, kBits, sizeof bit);
  Ints bits{};
  for (std::size_t v = 0; v < 16 / W; ++v) {
    bits |= (sums[v] <= limit) & (bit << static_cast<int>(2 * W * v));
  }
  const std::uint64_t both = any_of<W>(reinterpret_cast<typename Vectors<W>::Masks>(bits));
  return static_cast<std::uint32_t>(both | (both >> 32));
}

/// Adds the squared distance of a number to an interval; `below` and `above`: how far it lies below
/// its low end and above its high end, of which at most one is positive.
template <class V>
[[gnu::always_inline]] inline void add_gap(const V& below, const V& above, V& sum) {
  const V outside = below > above ? below : above;
  const V gap = outside > 0 ? outside : V{};
  sum += gap * gap;
}

/// Features between two looks at whether all partial sums exceed the bound already.
constexpr std::size_t kStride = 16;

struct DistancesTo32 {
  template <std::size_t W>
  [[gnu::always_inline]] static inline std::uint32_t run(const double* values, std::size_t d,
                                                         const double* query, double bound,
                                                         double* out) {
    using Doubles = typename Vectors<W>::Doubles;
    using Masks = typename Vectors<W>::Masks;
    constexpr std::size_t kVectors = 32 / W;
    Doubles sums[kVectors] = {};
    for (std::size_t begin = 0; begin < d; begin += kStride) {
      const std::size_t end = std::min(d, begin + kStride);
      for (std::size_t j = begin; j < end; ++j) {
        const double* const at = values + 32 * j;
        const double q = query[j];
        for (std::size_t v = 0; v < kVectors; ++v) {
          const Doubles difference = q - *Vectors<W>::stored(at + v * W);
          sums[v] += difference * difference;
        }
      }
      Doubles least = sums[0];
      for (std::size_t v = 1; v < kVectors; ++v) least = sums[v] < least ? sums[v] : least;
      if (any_of<W>(least <= bound) == 0) return 0;
    }
    Masks bit;
    std::memcpy(&bit, kWideBits, sizeof bit);
    Masks bits{};
    for (std::size_t v = 0; v < kVectors; ++v) {
      *Vectors<W>::stored(out + v * W) = sums[v];
      bits |= (sums[v] <= bound) & (bit << static_cast<std::int64_t>(W * v));
    }
    return static_cast<std::uint32_t>(any_of<W>(bits));
  }
};

/// out[i] = the sum over d features of what `Term::add` adds for feature j and numbers i to i + W -
/// 1 of eight.
template <class Term>
struct SumsOf8 {
  template <std::size_t W>
  [[gnu::always_inline]] static inline void run(const Term& term, std::size_t d, double* out) {
    constexpr std::size_t kParts = 8 / W;
    typename Vectors<W>::Doubles sums[kParts] = {};
    for (std::size_t j = 0; j < d; ++j) {
      for (std::size_t part = 0; part < kParts; ++part) {
        term.template add<W>(j, part * W, sums[part]);
      }
    }
    for (std::size_t part = 0; part < kParts; ++part) {
      *Vectors<W>::stored(out + part * W) = sums[part];
    }
  }
};

struct GapToBoxes {
  const double* boxes;
  const double* query;

  template <std::size_t W>
  [[gnu::always_inline]] inline void add(std::size_t j, std::size_t i,
                                         typename Vectors<W>::Doubles& sum) const {
    using Doubles = typename Vectors<W>::Doubles;
    const double* const low = boxes + 16 * j + i;
    const Doubles below = *Vectors<W>::stored(low) - query[j];
    const Doubles above = query[j] - *Vectors<W>::stored(low + 8);
    add_gap(below, above, sum);
  }
};

struct GapToQueries {
  const double* queries;
  const double* low;
  const double* high;

  template <std::size_t W>
  [[gnu::always_inline]] inline void add(std::size_t j, std::size_t i,
                                         typename Vectors<W>::Doubles& sum) const {
    using Doubles = typename Vectors<W>::Doubles;
    const Doubles q = *Vectors<W>::stored(queries + 8 * j + i);
    const Doubles below = low[j] - q;
    const Doubles above = q - high[j];
    add_gap(below, above, sum);
  }
};

struct ReachOfBoxes {
  const double* boxes;
  const double* query;

  template <std::size_t W>
  [[gnu::always_inline]] inline void add(std::size_t j, std::size_t i,
                                         typename Vectors<W>::Doubles& sum) const {
    using Doubles = typename Vectors<W>::Doubles;
    const double* const low = boxes + 16 * j + i;
    const Doubles to_low = query[j] - *Vectors<W>::stored(low);
    const Doubles to_high = *Vectors<W>::stored(low + 8) - query[j];
    const Doubles reach = to_low > to_high ? to_low : to_high;
    sum += reach * reach;
  }
};

struct AddRangeGaps {
  template <std::size_t W>
  [[gnu::always_inline]] static inline void run(const float* low, const float* high, float q,
                                                std::span<float> sums) {
    using Floats = typename Vectors<W>::Floats;
    for (std::size_t i = 0; i < sums.size(); i += 2 * W) {
      const Floats below = *Vectors<W>::stored(low + i) - q;
      const Floats above = q - *Vectors<W>::stored(high + i);
      Floats sum = *Vectors<W>::stored(sums.data() + i);
      add_gap(below, above, sum);
      *Vectors<W>::stored(sums.data() + i) = sum;
    }
  }
};

struct RowsWithin {
  static constexpr std::size_t kRows = 64;
  static constexpr std::size_t kTogether = 32;  // rows whose sums stay in registers

  template <std::size_t W>
  [[gnu::always_inline]] static inline std::uint64_t run(const float* offsets, const float* values,
                                                         const std::uint32_t* codes,
                                                         const CodedQueryLanes& query, float limit,
                                                         float* out) {
    const std::uint64_t low = run_32<W>(offsets, values, codes, 0, query, limit, out);
    const std::uint64_t high = run_32<W>(offsets, values, codes, kTogether, query, limit, out);
    return low | (high << kTogether);
  }

  // Of rows `first` to `first` + 31; without numbers, or codes, there are no `values`, or `codes`.
  template <std::size_t W>
  [[gnu::always_inline]] static inline std::uint32_t run_32(
      const float* offsets, const float* values, const std::uint32_t* codes, std::size_t first,
      const CodedQueryLanes& query, float limit, float* out) {
    using Floats = typename Vectors<W>::Floats;
    using Words = typename Vectors<W>::Words;
    constexpr std::size_t kVectors = kTogether / (2 * W);
    Floats sums[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) {
      sums[v] = *Vectors<W>::stored(offsets + first + v * 2 * W) + query.offset;
    }
    for (std::size_t j = 0; j < query.numeric.size(); ++j) {
      const float* const at = values + kRows * j + first;
      for (std::size_t v = 0; v < kVectors; ++v) {
        const Floats difference = query.numeric[j] - *Vectors<W>::stored(at + v * 2 * W);
        sums[v] += difference * difference;
      }
    }
    for (std::size_t g = 0; g < query.weights.size(); g += 4) {
      const std::uint32_t* const at = codes + kRows * (g / 2) + first;
      Words different[kVectors];
      for (std::size_t v = 0; v < kVectors; ++v) {
        different[v] = (*Vectors<W>::stored(at + v * 2 * W) ^ query.codes[g / 4]) &
                       *Vectors<W>::stored(at + kRows + v * 2 * W);
      }
      for (std::size_t byte = 0; byte < std::min<std::size_t>(4, query.weights.size() - g);
           ++byte) {
        const std::uint32_t mask = 0xFFU << (8 * byte);
        const Floats weight = query.weights[g + byte] - Floats{};
        for (std::size_t v = 0; v < kVectors; ++v) {
          sums[v] += (different[v] & mask) != 0 ? weight : Floats{};
        }
      }
    }
    for (std::size_t v = 0; v < kVectors; ++v) {
      *Vectors<W>::stored(out + first + v * 2 * W) = sums[v];
    }
    return bits_of_32<W>(sums, limit);
  }
};

struct BitsWithin {
  template <std::size_t W>
  [[gnu::always_inline]] static inline std::uint64_t run(const float* values, float limit) {
    std::uint64_t bits = 0;
    for (std::size_t half = 0; half < 2; ++half) {
      typename Vectors<W>::Floats loaded[16 / W];
      for (std::size_t v = 0; v < 16 / W; ++v) {
        loaded[v] = *Vectors<W>::stored(values + 32 * half + v * 2 * W);
      }
      bits |= static_cast<std::uint64_t>(bits_of_32<W>(loaded, limit)) << (32 * half);
    }
    return bits;
  }
};

struct SmallestOf {
  template <std::size_t W>
  [[gnu::always_inline]] static inline std::size_t run(std::span<const float> values) {
    using Floats = typename Vectors<W>::Floats;
    Floats smallest = Floats{} + std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < values.size(); i += 2 * W) {
      const Floats value = *Vectors<W>::stored(values.data() + i);
      smallest = value < smallest ? value : smallest;
    }
    float least = smallest[0];
    for (std::size_t lane = 1; lane < 2 * W; ++lane) least = std::min(least, smallest[lane]);
    for (std::size_t i = 0; i < values.size(); i += 2 * W) {
      const Floats value = *Vectors<W>::stored(values.data() + i);
      const typename Vectors<W>::Ints equal = value == least;
      if (any_of<W>(reinterpret_cast<typename Vectors<W>::Masks>(equal)) == 0) continue;
      for (std::size_t lane = 0; lane < 2 * W; ++lane) {
        if (equal[lane] != 0) return i + lane;
      }
    }
    return 0;
  }
};

}  // namespace

std::uint32_t distances_to_32(const double* values, std::size_t d, const double* query,
                              double bound, double* out) {
  return run_vector_kernel<DistancesTo32>(values, d, query, bound, out);
}

void distances_to_8_boxes(const double* boxes, std::size_t d, const double* query, double* out) {
  run_vector_kernel<SumsOf8<GapToBoxes>>(GapToBoxes{boxes, query}, d, out);
}

void box_to_8_queries(const double* queries, std::size_t d, const double* low, const double* high,
                      double* out) {
  run_vector_kernel<SumsOf8<GapToQueries>>(GapToQueries{queries, low, high}, d, out);
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

void farthest_of_8_boxes(const double* boxes, std::size_t d, const double* query, double* out) {
  run_vector_kernel<SumsOf8<ReachOfBoxes>>(ReachOfBoxes{boxes, query}, d, out);
}

void add_range_gaps(const float* low, const float* high, float q, std::span<float> sums) {
  run_vector_kernel<AddRangeGaps>(low, high, q, sums);
}

AUTOSMOTE_SIMD_CLONES
void add_missing_codes(const std::uint64_t* seen, std::uint64_t bit, float weight,
                       std::span<float> sums) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += (seen[i] & bit) == 0 ? weight : 0.0F;
}

std::uint64_t rows_within(const float* offsets, const float* values, const std::uint32_t* codes,
                          const CodedQueryLanes& query, float limit, float* out) {
  return run_vector_kernel<RowsWithin>(offsets, values, codes, query, limit, out);
}

std::uint64_t bits_within(const float* values, float limit) {
  return run_vector_kernel<BitsWithin>(values, limit);
}

std::size_t smallest_of(std::span<const float> values) {
  return run_vector_kernel<SmallestOf>(values);
}

}  // namespace autosmote
