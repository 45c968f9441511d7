#pragma once

#include <cstddef>

#include "nn/elementwise.h"
#include "nn/gemm.h"

namespace autosmote::nn {

/// What one instruction set offers: products with one panel of kPanelColumns columns.
struct GemmKernels {
  const char* name;
  /// C (m x kPanelColumns) = start + A panel; `bias` has kPanelColumns elements or is null.
  void (*panel)(std::size_t m, std::size_t k, LeftFactor<float> a, const float* panel,
                const float* bias, bool accumulate, float* c, std::size_t c_stride);
  /// lanes (m x kDotLanes) += relu(bias + A panel) * head, column j into lane j % kDotLanes.
  void (*relu_dot_panel)(std::size_t m, std::size_t k, LeftFactor<float> a, const float* panel,
                         const float* bias, const float* head, float* lanes);
};

extern const GemmKernels kPortableKernels;
#ifdef AUTOSMOTE_X86_KERNELS
extern const GemmKernels kAvx2Kernels;
extern const GemmKernels kAvx512Kernels;
#endif

}  // namespace autosmote::nn
