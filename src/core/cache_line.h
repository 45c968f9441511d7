#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace autosmote {

inline constexpr std::size_t kCacheLine = 64;  // bytes

/// Starts memory at a cache line. What a vector register reads or writes at multiples of its size
/// from there lies in one line; across two lines AVX-512 takes twice as long for it.
template <class T>
struct CacheLineAllocator {
  using value_type = T;
  CacheLineAllocator() = default;
  template <class U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}  // NOLINT(google-explicit-constructor)
  T* allocate(std::size_t n) {
    static_assert(alignof(T) <= kCacheLine);
    return static_cast<T*>(::operator new(n * sizeof(T), std::align_val_t{kCacheLine}));
  }
  void deallocate(T* memory, std::size_t) {
    ::operator delete(memory, std::align_val_t{kCacheLine});
  }
  bool operator==(const CacheLineAllocator&) const { return true; }
};

template <class T>
using CacheLineVector = std::vector<T, CacheLineAllocator<T>>;

}  // namespace autosmote
