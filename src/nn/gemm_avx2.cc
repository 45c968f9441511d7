// Compiled with -mavx2 -mfma; entered only where the machine has them.
#include <immintrin.h>

#include "nn/gemm_kernels.h"

namespace autosmote::nn {
namespace {

constexpr std::size_t kWidth = 8;
constexpr std::size_t kTileRows = 6;
constexpr std::size_t kTileVectors = 2;

struct Vec {
  __m256 value;

  static Vec zero() { return {_mm256_setzero_ps()}; }
  static Vec load(const float* p) { return {_mm256_loadu_ps(p)}; }
  static void store(float* p, Vec v) { _mm256_storeu_ps(p, v.value); }
  static Vec broadcast(const float* p) { return {_mm256_broadcast_ss(p)}; }
  static Vec fma(Vec a, Vec b, Vec c) { return {_mm256_fmadd_ps(a.value, b.value, c.value)}; }
  static Vec relu(Vec a) { return {_mm256_max_ps(a.value, _mm256_setzero_ps())}; }
};

#include "nn/gemm_tile.h"

}  // namespace

const GemmKernels kAvx2Kernels = {"avx2", panel_kernel, relu_dot_panel_kernel};

}  // namespace autosmote::nn
