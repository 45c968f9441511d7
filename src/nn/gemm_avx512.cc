// Compiled with -mavx512f; entered only where the machine has them.
#include <immintrin.h>

#include "nn/gemm_kernels.h"

namespace autosmote::nn {
namespace {

constexpr std::size_t kWidth = 16;
constexpr std::size_t kTileRows = 12;
constexpr std::size_t kTileVectors = 2;

struct Vec {
  __m512 value;

  static Vec zero() { return {_mm512_setzero_ps()}; }
  static Vec load(const float* p) { return {_mm512_loadu_ps(p)}; }
  static void store(float* p, Vec v) { _mm512_storeu_ps(p, v.value); }
  static Vec broadcast(const float* p) { return {_mm512_set1_ps(*p)}; }
  static Vec fma(Vec a, Vec b, Vec c) { return {_mm512_fmadd_ps(a.value, b.value, c.value)}; }
  static Vec relu(Vec a) { return {_mm512_max_ps(a.value, _mm512_setzero_ps())}; }
};

#include "nn/gemm_tile.h"

}  // namespace

const GemmKernels kAvx512Kernels = {"avx512", panel_kernel, relu_dot_panel_kernel};

}  // namespace autosmote::nn
