#include "nn/elementwise.h"

#include "core/simd.h"

namespace autosmote::nn {

// A template cannot be cloned for instruction sets, its explicit specialisations can.
#define AUTOSMOTE_ELEMENTWISE(T, CLONES)                                                           \
  template <>                                                                                      \
  CLONES void relu_sum<T>(std::size_t n, const T* a, const T* b, T* out) {                         \
    for (std::size_t j = 0; j < n; ++j) {                                                          \
      const T sum = a[j] + b[j];                                                                   \
      out[j] = sum > T{0} ? sum : T{0};                                                            \
    }                                                                                              \
  }                                                                                                \
  template <>                                                                                      \
  CLONES void sum_of_five<T>(std::size_t n, const T* a, const T* b, const T* c, const T* d,        \
                             const T* e, T* out) {                                                 \
    for (std::size_t j = 0; j < n; ++j) out[j] = ((a[j] + b[j]) + c[j]) + (d[j] + e[j]);           \
  }                                                                                                \
  template <>                                                                                      \
  CLONES void add_to<T>(std::size_t n, const T* x, T* sum) {                                       \
    for (std::size_t j = 0; j < n; ++j) sum[j] += x[j];                                            \
  }                                                                                                \
  template <>                                                                                      \
  CLONES void add_scaled<T>(std::size_t n, T factor, const T* x, T* sum) {                         \
    for (std::size_t j = 0; j < n; ++j) sum[j] += factor * x[j];                                   \
  }                                                                                                \
  template <>                                                                                      \
  CLONES void relu_in_place<T>(std::size_t n, T * x) {                                             \
    for (std::size_t j = 0; j < n; ++j) x[j] = x[j] > T{0} ? x[j] : T{0};                          \
  }                                                                                                \
  template <>                                                                                      \
  CLONES void mask_by_activation<T>(std::size_t n, const T* activation, T* d) {                    \
    for (std::size_t j = 0; j < n; ++j) d[j] = activation[j] > T{0} ? d[j] : T{0};                 \
  }                                                                                                \
  template <>                                                                                      \
  CLONES void masked_scaled<T>(std::size_t n, const T* activation, T factor, const T* x, T* out) { \
    for (std::size_t j = 0; j < n; ++j) out[j] = activation[j] > T{0} ? factor * x[j] : T{0};      \
  }                                                                                                \
  template <>                                                                                      \
  CLONES T dot<T>(std::size_t n, const T* a, const T* b, T start) {                                \
    T lanes[kDotLanes] = {};                                                                       \
    for (std::size_t j = 0; j < n; j += kDotLanes) {                                               \
      for (std::size_t l = 0; l < kDotLanes; ++l) lanes[l] += a[j + l] * b[j + l];                 \
    }                                                                                              \
    for (std::size_t half = kDotLanes / 2; half > 0; half /= 2) {                                  \
      for (std::size_t l = 0; l < half; ++l) lanes[l] += lanes[l + half];                          \
    }                                                                                              \
    return start + lanes[0];                                                                       \
  }
AUTOSMOTE_ELEMENTWISE(float, AUTOSMOTE_SIMD_CLONES)
AUTOSMOTE_ELEMENTWISE(double, )
#undef AUTOSMOTE_ELEMENTWISE

}  // namespace autosmote::nn
