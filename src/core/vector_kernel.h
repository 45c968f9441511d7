#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace autosmote {

// Kernels that are written with vectors, as templates on how many doubles a register holds.
//
// One source with vectors of eight and `AUTOSMOTE_SIMD_CLONES` would do for AVX-512 alone: where
// registers are shorter, GCC 12 takes such vectors apart and passes every part through the stack,
// which cost a factor of three and more. A kernel that works on eight numbers side by side
// therefore takes them in kLanes / W parts. Each lane is summed in the same order for every W, and
// nothing is contracted into fused multiply-adds, so all versions give the same bytes.

/// W doubles in one register, and what else is used beside them.
template <std::size_t W>
struct Vectors {
  using Doubles __attribute__((vector_size(W * sizeof(double)))) = double;
  using Masks __attribute__((vector_size(W * sizeof(double)))) = std::int64_t;
  using Longs __attribute__((vector_size(W * sizeof(double)))) = std::uint64_t;
  /// As many numbers as Doubles, in a part of a register.
  using HalfFloats __attribute__((vector_size(W * sizeof(float)))) = float;
  /// As many single-precision numbers and words as a register holds.
  using Floats __attribute__((vector_size(W * sizeof(double)))) = float;
  using Ints __attribute__((vector_size(W * sizeof(double)))) = std::int32_t;
  using Words __attribute__((vector_size(W * sizeof(double)))) = std::uint32_t;

  // The same at any address. Only to be read and written as *stored(place): a pointer that is
  // declared auto would forget that it may be unaligned.
  using StoredDoubles __attribute__((aligned(sizeof(double)), may_alias)) = Doubles;
  using StoredHalfFloats __attribute__((aligned(sizeof(float)), may_alias)) = HalfFloats;
  using StoredFloats __attribute__((aligned(sizeof(float)), may_alias)) = Floats;
  using StoredWords __attribute__((aligned(sizeof(float)), may_alias)) = Words;

  static const StoredDoubles* stored(const double* at) {
    return reinterpret_cast<const StoredDoubles*>(at);
  }
  static StoredDoubles* stored(double* at) { return reinterpret_cast<StoredDoubles*>(at); }
  static const StoredFloats* stored(const float* at) {
    return reinterpret_cast<const StoredFloats*>(at);
  }
  static StoredFloats* stored(float* at) { return reinterpret_cast<StoredFloats*>(at); }
  static const StoredWords* stored(const std::uint32_t* at) {
    return reinterpret_cast<const StoredWords*>(at);
  }
};

/// W single-precision numbers as doubles.
template <std::size_t W>
[[gnu::always_inline]] inline void widen(const float* at, typename Vectors<W>::Doubles& out) {
  using Narrow = typename Vectors<W>::HalfFloats;
  const Narrow narrow = *reinterpret_cast<const typename Vectors<W>::StoredHalfFloats*>(at);
  out = __builtin_convertvector(narrow, typename Vectors<W>::Doubles);
}

/// Which of W single-precision numbers are at most `limit`.
template <std::size_t W>
[[gnu::always_inline]] inline void find_at_most(const float* at, float limit,
                                                typename Vectors<W>::Masks& out) {
  if constexpr (W == 2) {  // SSE2 widens numbers, but no masks
    typename Vectors<W>::Doubles wide;
    widen<W>(at, wide);
    out = wide <= static_cast<double>(limit);
  } else {
    using Narrow = typename Vectors<W>::HalfFloats;
    const Narrow narrow = *reinterpret_cast<const typename Vectors<W>::StoredHalfFloats*>(at);
    out = __builtin_convertvector(narrow <= limit, typename Vectors<W>::Masks);
  }
}

/// All lanes or-ed.
template <std::size_t W>
[[gnu::always_inline]] inline std::uint64_t any_of(const typename Vectors<W>::Masks& given) {
  std::uint64_t any = 0;
  if constexpr (W == 8) {  // by halves: taking eight lanes one by one is slow
    auto v = given;
    v |= __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3);
    v |= __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5);
    any = static_cast<std::uint64_t>(v[0] | v[1]);
  } else {
    for (std::size_t lane = 0; lane < W; ++lane) any |= static_cast<std::uint64_t>(given[lane]);
  }
  return any;
}

/// The most doubles a vector of a kernel may have. Smaller only where tests compare the versions.
inline std::atomic<std::size_t>& most_vector_doubles() {
  // Shared state: only tests change it, and every value gives the same bytes.
  static constinit std::atomic<std::size_t> most{8};
  return most;
}

namespace vector_kernel_detail {
template <class Kernel, class... Arguments>
[[gnu::always_inline]] inline auto run(Arguments&&... arguments) {
  return Kernel::template run<2>(std::forward<Arguments>(arguments)...);
}
#if defined(__x86_64__)
template <class Kernel, class... Arguments>
__attribute__((target("avx512f"))) auto run_avx512(Arguments&&... arguments) {
  return Kernel::template run<8>(std::forward<Arguments>(arguments)...);
}
template <class Kernel, class... Arguments>
__attribute__((target("avx2"))) auto run_avx2(Arguments&&... arguments) {
  return Kernel::template run<4>(std::forward<Arguments>(arguments)...);
}
#endif
}  // namespace vector_kernel_detail

/// Calls `Kernel::run<W>(arguments...)` with the widest vectors that the processor has. `run` is a
/// static template and `[[gnu::always_inline]]`, so that it is compiled for the instruction set.
template <class Kernel, class... Arguments>
inline auto run_vector_kernel(Arguments&&... arguments) {
#if defined(__x86_64__)
  const std::size_t most = most_vector_doubles().load(std::memory_order_relaxed);
  if (most >= 8 && __builtin_cpu_supports("avx512f")) {
    return vector_kernel_detail::run_avx512<Kernel>(std::forward<Arguments>(arguments)...);
  }
  if (most >= 4 && __builtin_cpu_supports("avx2")) {
    return vector_kernel_detail::run_avx2<Kernel>(std::forward<Arguments>(arguments)...);
  }
#endif
  return vector_kernel_detail::run<Kernel>(std::forward<Arguments>(arguments)...);
}

}  // namespace autosmote
