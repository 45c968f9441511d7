// The product for any machine: one float at a time, with the same fused multiply-adds as the
// vectorised versions.
#include <cmath>

#include "nn/gemm_kernels.h"

namespace autosmote::nn {
namespace {

constexpr std::size_t kWidth = 1;
constexpr std::size_t kTileRows = 1;
constexpr std::size_t kTileVectors = 16;

struct Vec {
  float value;

  static Vec zero() { return {0.0F}; }
  static Vec load(const float* p) { return {*p}; }
  static void store(float* p, Vec v) { *p = v.value; }
  static Vec broadcast(const float* p) { return {*p}; }
  static Vec fma(Vec a, Vec b, Vec c) { return {std::fma(a.value, b.value, c.value)}; }
  static Vec relu(Vec a) { return {a.value > 0.0F ? a.value : 0.0F}; }
};

#include "nn/gemm_tile.h"

}  // namespace

const GemmKernels kPortableKernels = {"portable", panel_kernel, relu_dot_panel_kernel};

}  // namespace autosmote::nn
