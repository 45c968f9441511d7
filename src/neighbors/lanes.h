#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/cache_line.h"

namespace autosmote {

using LaneVector = CacheLineVector<double>;
using FloatLanes = CacheLineVector<float>;
using WordLanes = CacheLineVector<std::uint32_t>;

// The inner loops of the neighbour search. Each lane sums in the order of the features, as a
// plain loop over one pair would, so a lane's result does not depend on the vector width.

/// Squared distances from `query` (d numbers) to 32 rows; `values` holds for each feature the 32
/// rows' values. Bit i of what is returned: whether that of row i is <= bound; if none is, `out` is
/// not written.
std::uint32_t distances_to_32(const double* values, std::size_t d, const double* query,
                              double bound, double* out);

/// For 8 boxes the squared distance from `query` to the nearest point of each; `boxes` holds for
/// each feature the 8 lower ends, then the 8 upper ends.
void distances_to_8_boxes(const double* boxes, std::size_t d, const double* query, double* out);

/// The same for one box and 8 queries; `queries` holds for each feature the 8 queries' values.
void box_to_8_queries(const double* queries, std::size_t d, const double* low, const double* high,
                      double* out);

/// The box around n >= 1 rows of d numbers that begin `stride` apart: `low` and `high` get d each.
void box_of_rows(const double* rows, std::size_t stride, std::size_t n, std::size_t d, double* low,
                 double* high);

/// For boxes as in distances_to_8_boxes the squared distance from `query` to the farthest point of
/// each.
void farthest_of_8_boxes(const double* boxes, std::size_t d, const double* query, double* out);

/// Adds to each of `sums` (a multiple of 16) the squared distance from q to [low, high].
void add_range_gaps(const float* low, const float* high, float q, std::span<float> sums);

/// Adds `weight` to each of `sums` (a multiple of 16) whose set of codes lacks `bit`.
void add_missing_codes(const std::uint64_t* seen, std::uint64_t bit, float weight,
                       std::span<float> sums);

/// The first place of the smallest of `values` (a multiple of 16, at least one a number; NaN counts
/// as larger than any).
std::size_t smallest_of(std::span<const float> values);

/// Bit i: whether values[i] <= limit, of 64.
std::uint64_t bits_within(const float* values, float limit);

/// What 64 coded rows are compared with.
struct CodedQueryLanes {
  std::span<const float> numeric;
  std::span<const float> weights;        ///< a group
  std::span<const std::uint32_t> codes;  ///< a byte a group, four to a word, the first lowest
  float offset = 0.0F;                   ///< of all sums
};

/// Writes for 64 rows the sums of the offsets, the squared differences of the numeric columns and
/// the weights of the groups whose codes differ; bit i: whether that of row i is at most `limit`.
/// `offsets` holds one a row; `values` for each numeric column 64 rows; `codes` for each four
/// groups 64 words, then 64 masks that are 0 at groups to ignore.
std::uint64_t rows_within(const float* offsets, const float* values, const std::uint32_t* codes,
                          const CodedQueryLanes& query, float limit, float* sums);

}  // namespace autosmote
