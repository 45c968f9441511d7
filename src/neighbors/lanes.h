#pragma once

#include <cstddef>
#include <new>
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

// The two inner loops of the neighbour search. Each lane sums in the order of the features, as a
// plain loop over one pair would, so a lane's result does not depend on the vector width.

/// Squared distances from `query` (d numbers) to 32 rows; `values` holds for each feature the 32
/// rows' values. Returns whether any is <= bound; if none is, `out` is not written.
bool distances_to_32(const double* values, std::size_t d, const double* query, double bound,
                     double* out);

/// For 8 boxes the squared distance from `query` to the nearest point of each; `boxes` holds for
/// each feature the 8 lower ends, then the 8 upper ends.
void distances_to_8_boxes(const double* boxes, std::size_t d, const double* query, double* out);

}  // namespace autosmote
