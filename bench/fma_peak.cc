#include "fma_peak.h"

#include <algorithm>
#include <chrono>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace autosmote {
namespace {

#if defined(__x86_64__)
constexpr long kSteps = 4'000'000;
constexpr int kChains = 12;  // more than latency times throughput of any core

__attribute__((target("avx512f"))) float run_avx512(long steps) {
  __m512 sums[kChains];
  for (int c = 0; c < kChains; ++c) sums[c] = _mm512_set1_ps(static_cast<float>(c));
  const __m512 factor = _mm512_set1_ps(0.999999F);
  const __m512 term = _mm512_set1_ps(1e-6F);
  for (long s = 0; s < steps; ++s) {
#pragma GCC unroll 12
    for (int c = 0; c < kChains; ++c) sums[c] = _mm512_fmadd_ps(sums[c], factor, term);
  }
  float total = 0.0F;
  for (int c = 0; c < kChains; ++c) {
    float lanes[16];
    _mm512_storeu_ps(lanes, sums[c]);
    total += lanes[0];
  }
  return total;
}

__attribute__((target("avx2,fma"))) float run_avx2(long steps) {
  __m256 sums[kChains];
  for (int c = 0; c < kChains; ++c) sums[c] = _mm256_set1_ps(static_cast<float>(c));
  const __m256 factor = _mm256_set1_ps(0.999999F);
  const __m256 term = _mm256_set1_ps(1e-6F);
  for (long s = 0; s < steps; ++s) {
#pragma GCC unroll 12
    for (int c = 0; c < kChains; ++c) sums[c] = _mm256_fmadd_ps(sums[c], factor, term);
  }
  float total = 0.0F;
  for (int c = 0; c < kChains; ++c) {
    float lanes[8];
    _mm256_storeu_ps(lanes, sums[c]);
    total += lanes[0];
  }
  return total;
}

template <class Run>
double best_rate(Run run, double lanes) {
  double best = 0.0;
  volatile float sink = 0.0F;
  for (int repeat = 0; repeat < 15; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    sink = run(kSteps);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    best = std::max(best, 2.0 * lanes * kChains * static_cast<double>(kSteps) / seconds.count());
  }
  (void)sink;
  return best;
}
#endif

}  // namespace

double measure_fma_peak() {
  double peak = 0.0;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    peak = std::max(peak, best_rate(run_avx2, 8.0));
  }
  if (__builtin_cpu_supports("avx512f")) peak = std::max(peak, best_rate(run_avx512, 16.0));
#endif
  return peak;
}

}  // namespace autosmote
