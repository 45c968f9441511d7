#include "read_bandwidth.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace autosmote {
namespace {

constexpr std::size_t kLine = 64;  // bytes; all versions read eight lines a step
constexpr std::size_t kStep = 8 * kLine;
constexpr std::size_t kBytesPerRun = std::size_t{64} << 20;

using ReadAll = std::uint64_t (*)(const std::uint8_t* bytes, std::size_t count);

#if defined(__x86_64__)
__attribute__((target("avx512f"))) std::uint64_t read_avx512(const std::uint8_t* bytes,
                                                             std::size_t count) {
  __m512i bits[8];
  for (__m512i& one : bits) one = _mm512_setzero_si512();
  for (std::size_t i = 0; i < count; i += kStep) {
#pragma GCC unroll 8
    for (int c = 0; c < 8; ++c) {
      bits[c] = _mm512_or_si512(bits[c], _mm512_loadu_si512(bytes + i + c * 64));
    }
  }
  for (const __m512i& one : bits) bits[0] = _mm512_or_si512(bits[0], one);
  std::uint64_t words[8];
  _mm512_storeu_si512(words, bits[0]);
  return words[0];
}

__attribute__((target("avx2"))) std::uint64_t read_avx2(const std::uint8_t* bytes,
                                                        std::size_t count) {
  __m256i bits[8];
  for (__m256i& one : bits) one = _mm256_setzero_si256();
  for (std::size_t i = 0; i < count; i += kStep / 2) {
#pragma GCC unroll 8
    for (int c = 0; c < 8; ++c) {
      bits[c] = _mm256_or_si256(
          bits[c], _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + i + c * 32)));
    }
  }
  for (const __m256i& one : bits) bits[0] = _mm256_or_si256(bits[0], one);
  std::uint64_t words[4];
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(words), bits[0]);
  return words[0];
}
#endif

std::uint64_t read_words(const std::uint8_t* bytes, std::size_t count) {
  const auto* words = reinterpret_cast<const std::uint64_t*>(bytes);
  std::uint64_t bits[8] = {};
  for (std::size_t i = 0; i < count / sizeof(std::uint64_t); i += 8) {
    for (std::size_t c = 0; c < 8; ++c) bits[c] |= words[i + c];
  }
  for (const std::uint64_t one : bits) bits[0] |= one;
  return bits[0];
}

ReadAll widest() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return read_avx512;
  if (__builtin_cpu_supports("avx2")) return read_avx2;
#endif
  return read_words;
}

}  // namespace

double measure_read_bandwidth(std::size_t bytes) {
  const ReadAll read_all = widest();
  const std::size_t count = std::max<std::size_t>(1, (bytes + kStep - 1) / kStep) * kStep;
  const std::size_t passes = std::max<std::size_t>(1, kBytesPerRun / count);
  // Aligned to a line; ones, so that every page has memory of its own.
  std::vector<std::uint64_t> values((count + kLine) / sizeof(std::uint64_t), 1);
  const auto address = reinterpret_cast<std::uintptr_t>(values.data());
  const auto* aligned = reinterpret_cast<const std::uint8_t*>((address + kLine - 1) & -kLine);
  volatile std::uint64_t sink = 0;
  double best = 0.0;
  for (int repeat = 0; repeat < 15; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t pass = 0; pass < passes; ++pass) sink = read_all(aligned, count);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    best = std::max(best, static_cast<double>(passes * count) / seconds.count());
  }
  (void)sink;
  return best;
}

}  // namespace autosmote
