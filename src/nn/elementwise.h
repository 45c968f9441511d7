#pragma once

#include <cstddef>

namespace autosmote::nn {

// The short loops between the products. Each element depends on its own inputs alone, so the
// vector width does not matter for the result. Arrays do not overlap unless they are the same.

/// out = relu(a + b) for each of the rows of b, n elements each, and the one row a.
template <class T>
void relu_sums(std::size_t n, std::size_t rows, const T* a, const T* b, T* out);

/// out = ((a + b) + c) + (d + e).
template <class T>
void sum_of_five(std::size_t n, const T* a, const T* b, const T* c, const T* d, const T* e, T* out);

/// sum += x.
template <class T>
void add_to(std::size_t n, const T* x, T* sum);

/// x = max(x, 0).
template <class T>
void relu_in_place(std::size_t n, T* x);

/// d = 0 where the activation is not positive.
template <class T>
void mask_by_activation(std::size_t n, const T* activation, T* d);

/// Adds d, where the activation is positive, to each of two sums.
template <class T>
void add_masked(std::size_t n, const T* activation, const T* d, T* sum, T* other_sum);

/// Backwards through a linear output of one unit and the ReLU of the n units before it, for a row
/// whose output has the derivative `d`: adds to the derivatives of the output's weights and of the
/// units' bias, and writes that of the units before the ReLU.
template <class T>
void head_backward(std::size_t n, const T* activation, T d, const T* weights, T* d_weights,
                   T* d_hidden, T* d_bias);

/// Scalar products are summed in so many fixed lanes, which are added pairwise at the end.
inline constexpr std::size_t kDotLanes = 16;
template <class T>
inline T sum_of_lanes(const T* lanes) {
  T eight[8], four[4];
  for (std::size_t l = 0; l < 8; ++l) eight[l] = lanes[l] + lanes[l + 8];
  for (std::size_t l = 0; l < 4; ++l) four[l] = eight[l] + eight[l + 4];
  return (four[0] + four[2]) + (four[1] + four[3]);
}

/// out = max(x, 0), and start + sum of out * weights. n is a multiple of kDotLanes.
template <class T>
T relu_dot(std::size_t n, const T* x, const T* weights, T start, T* out);

}  // namespace autosmote::nn
