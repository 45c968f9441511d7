#include "core/philox.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include "core/vector_kernel.h"
#else
#include <algorithm>
#endif

namespace autosmote {

#if defined(__x86_64__)
namespace {

/// Words in the low halves of 64 bits, whose high halves take a product.
template <std::size_t W>
using Lanes = typename Vectors<W>::Longs;

// The products of the low halves. GCC 12 does not see that the high halves are 0 and would multiply
// three times. Inlined only where the instruction set is there, so the vectors go by reference.
template <std::size_t W>
void multiply_words(const Lanes<W>& a, const Lanes<W>& b, Lanes<W>& product);
template <>
inline void multiply_words<2>(const Lanes<2>& a, const Lanes<2>& b, Lanes<2>& product) {
  product = reinterpret_cast<Lanes<2>>(
      _mm_mul_epu32(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
}
template <>
__attribute__((target("avx2"))) inline void multiply_words<4>(const Lanes<4>& a, const Lanes<4>& b,
                                                              Lanes<4>& product) {
  product = reinterpret_cast<Lanes<4>>(
      _mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
}
// With a mask of all lanes: without one GCC 12 warns of its own header (its bug 105593).
template <>
__attribute__((target("avx512f"))) inline void multiply_words<8>(const Lanes<8>& a,
                                                                 const Lanes<8>& b,
                                                                 Lanes<8>& product) {
  product = reinterpret_cast<Lanes<8>>(
      _mm512_maskz_mul_epu32(0xFF, reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
}

/// W blocks from counter[0] + first on, a lane for each.
template <std::size_t W>
[[gnu::always_inline]] inline void some_blocks(const std::array<std::uint32_t, 4>& counter,
                                               std::array<std::uint32_t, 2> key,
                                               std::uint32_t first, std::uint32_t* out) {
  const Lanes<W> low = Lanes<W>{} + 0xFFFFFFFFU;
  const Lanes<W> factor0 = Lanes<W>{} + philox::kFactors[0];
  const Lanes<W> factor1 = Lanes<W>{} + philox::kFactors[1];
  Lanes<W> words0{};
  for (std::size_t lane = 0; lane < W; ++lane) words0[lane] = lane;
  words0 = (words0 + counter[0] + first) & low;
  Lanes<W> words1 = Lanes<W>{} + counter[1];
  Lanes<W> words2 = Lanes<W>{} + counter[2];
  Lanes<W> words3 = Lanes<W>{} + counter[3];
  for (int round = 0; round < philox::kRounds; ++round) {
    Lanes<W> product0;
    Lanes<W> product1;
    multiply_words<W>(words0, factor0, product0);
    multiply_words<W>(words2, factor1, product1);
    words0 = (product1 >> 32) ^ words1 ^ key[0];
    words1 = product1 & low;
    words2 = (product0 >> 32) ^ words3 ^ key[1];
    words3 = product0 & low;
    key[0] += philox::kKeySteps[0];
    key[1] += philox::kKeySteps[1];
  }
  for (std::size_t lane = 0; lane < W; ++lane) {
    out[4 * lane] = static_cast<std::uint32_t>(words0[lane]);
    out[4 * lane + 1] = static_cast<std::uint32_t>(words1[lane]);
    out[4 * lane + 2] = static_cast<std::uint32_t>(words2[lane]);
    out[4 * lane + 3] = static_cast<std::uint32_t>(words3[lane]);
  }
}

struct Blocks {
  template <std::size_t W>
  [[gnu::always_inline]] static void run(const std::array<std::uint32_t, 4>& counter,
                                         const std::array<std::uint32_t, 2>& key,
                                         PhiloxWords& out) {
    for (std::size_t first = 0; first < kPhiloxBlocks; first += W) {
      some_blocks<W>(counter, key, static_cast<std::uint32_t>(first), out.data() + 4 * first);
    }
  }
};

}  // namespace
#endif

void philox_blocks(const std::array<std::uint32_t, 4>& counter,
                   const std::array<std::uint32_t, 2>& key, PhiloxWords& out) {
#if defined(__x86_64__)
  run_vector_kernel<Blocks>(counter, key, out);
#else
  std::array<std::uint32_t, 4> at = counter;
  for (std::size_t block = 0; block < kPhiloxBlocks; ++block, ++at[0]) {
    std::ranges::copy(philox_4x32_10(at, key), out.begin() + 4 * block);
  }
#endif
}

}  // namespace autosmote
