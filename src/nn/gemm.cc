#include "nn/gemm.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstring>

#include "core/check.h"
#include "nn/gemm_kernels.h"

namespace autosmote::nn {
namespace {

std::vector<const GemmKernels*> usable_kernels() {
  std::vector<const GemmKernels*> kernels;
#ifdef AUTOSMOTE_X86_KERNELS
  if (__builtin_cpu_supports("avx512f")) kernels.push_back(&kAvx512Kernels);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    kernels.push_back(&kAvx2Kernels);
  }
#endif
  kernels.push_back(&kPortableKernels);
  return kernels;
}

std::atomic<const GemmKernels*>& active_kernels() {
  // Shared state: which kernels the machine can run; all of them give the same bytes.
  static std::atomic<const GemmKernels*> active{usable_kernels().front()};
  return active;
}

// The last panel of C may be narrower than the kernel writes: the kernel works on a copy.
void multiply_narrow(const GemmKernels& kernels, std::size_t m, LeftFactor<float> a, std::size_t k,
                     const float* panel, const float* bias, bool accumulate, float* c,
                     std::size_t c_stride, std::size_t columns) {
  std::array<float, kPanelColumns> wide_bias{};
  if (bias != nullptr) std::copy_n(bias, columns, wide_bias.data());
  constexpr std::size_t kRows = 12;
  std::array<float, kRows * kPanelColumns> wide{};
  for (std::size_t row = 0; row < m; row += kRows) {
    const std::size_t rows = std::min(kRows, m - row);
    for (std::size_t i = 0; accumulate && i < rows; ++i) {
      std::copy_n(c + (row + i) * c_stride, columns, wide.data() + i * kPanelColumns);
    }
    kernels.panel(rows, k, {a.data + row * a.row_stride, a.row_stride, a.col_stride}, panel,
                  wide_bias.data(), accumulate, wide.data(), kPanelColumns);
    for (std::size_t i = 0; i < rows; ++i) {
      std::copy_n(wide.data() + i * kPanelColumns, columns, c + (row + i) * c_stride);
    }
  }
}

}  // namespace

template <class T>
void PackedMatrix<T>::resize(std::size_t k, std::size_t n) {
  k_ = k;
  n_ = n;
  values_.resize(panels() * k * kPanelColumns);
  const std::size_t used = n % kPanelColumns;
  if (used == 0) return;
  T* last = values_.data() + (panels() - 1) * k * kPanelColumns;
  for (std::size_t l = 0; l < k; ++l) {
    std::fill(last + l * kPanelColumns + used, last + (l + 1) * kPanelColumns, T{0});
  }
}

template <class T>
void PackedMatrix<T>::pack(const T* b, std::size_t k, std::size_t n, std::size_t row_stride) {
  resize(k, n);
  for (std::size_t p = 0; p < panels(); ++p) {
    T* out = values_.data() + p * k * kPanelColumns;
    const std::size_t first = p * kPanelColumns;
    const std::size_t columns = std::min(kPanelColumns, n - first);
    for (std::size_t l = 0; l < k; ++l) {
      std::copy_n(b + l * row_stride + first, columns, out + l * kPanelColumns);
    }
  }
}

template <class T>
void PackedMatrix<T>::pack_transposed(const T* b, std::size_t k, std::size_t n,
                                      std::size_t row_stride) {
  resize(k, n);
  for (std::size_t j = 0; j < n; ++j) {
    T* out = values_.data() + (j / kPanelColumns) * k * kPanelColumns + j % kPanelColumns;
    for (std::size_t l = 0; l < k; ++l) out[l * kPanelColumns] = b[j * row_stride + l];
  }
}

template <>
void multiply(std::size_t m, LeftFactor<float> a, const PackedMatrix<float>& b, const float* bias,
              bool accumulate, float* c, std::size_t c_stride) {
  const GemmKernels& kernels = *active_kernels().load(std::memory_order_relaxed);
  for (std::size_t p = 0; p < b.panels(); ++p) {
    const std::size_t first = p * kPanelColumns;
    const float* panel_bias = bias == nullptr ? nullptr : bias + first;
    if (first + kPanelColumns <= b.n()) {
      kernels.panel(m, b.k(), a, b.panel(p), panel_bias, accumulate, c + first, c_stride);
    } else {
      multiply_narrow(kernels, m, a, b.k(), b.panel(p), panel_bias, accumulate, c + first, c_stride,
                      b.n() - first);
    }
  }
}

template <>
void multiply(std::size_t m, LeftFactor<double> a, const PackedMatrix<double>& b,
              const double* bias, bool accumulate, double* c, std::size_t c_stride) {
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < b.n(); ++j) {
      const double* column = b.panel(j / kPanelColumns) + j % kPanelColumns;
      double& out = c[i * c_stride + j];
      double sum = accumulate ? out : (bias != nullptr ? bias[j] : 0.0);
      for (std::size_t l = 0; l < b.k(); ++l) {
        sum = std::fma(a.data[i * a.row_stride + l * a.col_stride], column[l * kPanelColumns], sum);
      }
      out = sum;
    }
  }
}

void multiply_relu_dot(std::size_t m, LeftFactor<float> a, const PackedMatrix<float>& b,
                       const float* bias, const float* head, float start, float* scores) {
  AUTOSMOTE_CHECK(b.n() % kPanelColumns == 0);
  const GemmKernels& kernels = *active_kernels().load(std::memory_order_relaxed);
  constexpr std::size_t kRows = 120;  // a block of A stays in the second-level cache for all panels
  alignas(kCacheLine) std::array<float, kRows * kDotLanes> lanes;
  for (std::size_t row = 0; row < m; row += kRows) {
    const std::size_t rows = std::min(kRows, m - row);
    std::fill_n(lanes.data(), rows * kDotLanes, 0.0F);
    for (std::size_t p = 0; p < b.panels(); ++p) {
      kernels.relu_dot_panel(rows, b.k(), {a.data + row * a.row_stride, a.row_stride, a.col_stride},
                             b.panel(p), bias + p * kPanelColumns, head + p * kPanelColumns,
                             lanes.data());
    }
    for (std::size_t i = 0; i < rows; ++i) {
      scores[row + i] = start + sum_of_lanes(lanes.data() + i * kDotLanes);
    }
  }
}

std::vector<const char*> available_instruction_sets() {
  std::vector<const char*> names;
  for (const GemmKernels* kernels : usable_kernels()) names.push_back(kernels->name);
  return names;
}

void force_instruction_set(const char* name) {
  for (const GemmKernels* kernels : usable_kernels()) {
    if (name == nullptr || std::strcmp(name, kernels->name) == 0) {
      active_kernels().store(kernels, std::memory_order_relaxed);
      return;
    }
  }
  AUTOSMOTE_CHECK(false && "an instruction set that this machine has");
}

template class PackedMatrix<float>;
template class PackedMatrix<double>;

}  // namespace autosmote::nn
