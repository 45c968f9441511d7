#include "nn/elementwise.h"

#include "core/simd.h"

namespace autosmote::nn {

// A template cannot be cloned for instruction sets, its explicit specialisations can.
#define AUTOSMOTE_ELEMENTWISE(T, CLONES)                                                      \
  template <>                                                                                 \
  CLONES void relu_sums<T>(std::size_t n, std::size_t rows, const T* a, const T* b, T* out) { \
    for (std::size_t i = 0; i < rows; ++i) {                                                  \
      for (std::size_t j = 0; j < n; ++j) {                                                   \
        const T sum = a[j] + b[i * n + j];                                                    \
        out[i * n + j] = sum > T{0} ? sum : T{0};                                             \
      }                                                                                       \
    }                                                                                         \
  }                                                                                           \
  template <>                                                                                 \
  CLONES void sum_of_five<T>(std::size_t n, const T* a, const T* b, const T* c, const T* d,   \
                             const T* e, T* out) {                                            \
    for (std::size_t j = 0; j < n; ++j) out[j] = ((a[j] + b[j]) + c[j]) + (d[j] + e[j]);      \
  }                                                                                           \
  template <>                                                                                 \
  CLONES void add_to<T>(std::size_t n, const T* x, T* sum) {                                  \
    for (std::size_t j = 0; j < n; ++j) sum[j] += x[j];                                       \
  }                                                                                           \
  template <>                                                                                 \
  CLONES void relu_in_place<T>(std::size_t n, T * x) {                                        \
    for (std::size_t j = 0; j < n; ++j) x[j] = x[j] > T{0} ? x[j] : T{0};                     \
  }                                                                                           \
  template <>                                                                                 \
  CLONES void mask_by_activation<T>(std::size_t n, const T* activation, T* d) {               \
    for (std::size_t j = 0; j < n; ++j) d[j] = activation[j] > T{0} ? d[j] : T{0};            \
  }                                                                                           \
  template <>                                                                                 \
  CLONES void add_masked<T>(std::size_t n, const T* activation, const T* d, T* sum,           \
                            T* other_sum) {                                                   \
    for (std::size_t j = 0; j < n; ++j) {                                                     \
      const T masked = activation[j] > T{0} ? d[j] : T{0};                                    \
      sum[j] += masked;                                                                       \
      other_sum[j] += masked;                                                                 \
    }                                                                                         \
  }                                                                                           \
  template <>                                                                                 \
  CLONES void head_backward<T>(std::size_t n, const T* activation, T d, const T* weights,     \
                               T* d_weights, T* d_hidden, T* d_bias) {                        \
    for (std::size_t j = 0; j < n; ++j) {                                                     \
      d_weights[j] += d * activation[j];                                                      \
      const T passed = activation[j] > T{0} ? d * weights[j] : T{0};                          \
      d_hidden[j] = passed;                                                                   \
      d_bias[j] += passed;                                                                    \
    }                                                                                         \
  }                                                                                           \
  template <>                                                                                 \
  CLONES T relu_dot<T>(std::size_t n, const T* x, const T* weights, T start, T* out) {        \
    T lanes[kDotLanes] = {};                                                                  \
    for (std::size_t j = 0; j < n; j += kDotLanes) {                                          \
      for (std::size_t l = 0; l < kDotLanes; ++l) {                                           \
        const T value = x[j + l] > T{0} ? x[j + l] : T{0};                                    \
        out[j + l] = value;                                                                   \
        lanes[l] += value * weights[j + l];                                                   \
      }                                                                                       \
    }                                                                                         \
    return start + sum_of_lanes(lanes);                                                       \
  }
AUTOSMOTE_ELEMENTWISE(float, AUTOSMOTE_SIMD_CLONES)
AUTOSMOTE_ELEMENTWISE(double, )
#undef AUTOSMOTE_ELEMENTWISE

}  // namespace autosmote::nn
