#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <vector>

namespace autosmote {

/// Starts memory at a cache line, so that no vector of eight doubles lies across two.
template <class T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t kLine{64};

  CacheLineAllocator() = default;
  template <class U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}  // NOLINT(google-explicit-constructor)
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), kLine)); }
  void deallocate(T* memory, std::size_t) { ::operator delete(memory, kLine); }
  bool operator==(const CacheLineAllocator&) const { return true; }
};
using LaneVector = std::vector<double, CacheLineAllocator<double>>;
using FloatLanes = std::vector<float, CacheLineAllocator<float>>;
using WordLanes = std::vector<std::uint32_t, CacheLineAllocator<std::uint32_t>>;

// The inner loops of the neighbour search. Each lane sums in the order of the features, as a
// plain loop over one pair would, so a lane's result does not depend on the vector width.

/// Squared distances from `query` (d numbers) to 32 rows; `values` holds for each feature the 32
/// rows' values. Returns whether any is <= bound; if none is, `out` is not written.
bool distances_to_32(const double* values, std::size_t d, const double* query, double bound,
                     double* out);

/// For 8 boxes the squared distance from `query` to the nearest point of each; `boxes` holds for
/// each feature the 8 lower ends, then the 8 upper ends.
void distances_to_8_boxes(const double* boxes, std::size_t d, const double* query, double* out);

/// For the same boxes the squared distance from `query` to the farthest point of each.
void farthest_of_8_boxes(const double* boxes, std::size_t d, const double* query, double* out);

/// Adds to each of `sums` (a multiple of 16) the squared distance from q to [low, high].
void add_range_gaps(const float* low, const float* high, float q, std::span<float> sums);

/// Adds `weight` to each of `sums` (a multiple of 16) whose set of codes lacks `bit`.
void add_missing_codes(const std::uint64_t* seen, std::uint64_t bit, float weight,
                       std::span<float> sums);

/// What 64 coded rows are compared with.
struct CodedQueryLanes {
  std::span<const float> numeric;
  std::span<const float> weights;        ///< a group
  std::span<const std::uint32_t> codes;  ///< a byte a group, four to a word, the first lowest
};

/// Bit i: whether row i is at most at `limit`, by the sum of squared differences of the numeric
/// columns and the weights of the groups whose codes differ. `values` holds for each numeric column
/// 64 rows; `codes` for each four groups 64 words, then 64 masks that are 0 at groups to ignore.
std::uint64_t rows_within(const float* values, const std::uint32_t* codes,
                          const CodedQueryLanes& query, float limit);

}  // namespace autosmote
