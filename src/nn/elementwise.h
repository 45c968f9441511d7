#pragma once

#include <cstddef>

namespace autosmote::nn {

// The short loops between the products. Each element depends on its own inputs alone, so the
// vector width does not matter for the result. Arrays do not overlap unless they are the same.

/// out = relu(a + b), n elements.
template <class T>
void relu_sum(std::size_t n, const T* a, const T* b, T* out);

/// out = ((a + b) + c) + (d + e).
template <class T>
void sum_of_five(std::size_t n, const T* a, const T* b, const T* c, const T* d, const T* e, T* out);

/// sum += x.
template <class T>
void add_to(std::size_t n, const T* x, T* sum);

/// sum += factor * x.
template <class T>
void add_scaled(std::size_t n, T factor, const T* x, T* sum);

/// x = max(x, 0).
template <class T>
void relu_in_place(std::size_t n, T* x);

/// d = 0 where the activation is not positive.
template <class T>
void mask_by_activation(std::size_t n, const T* activation, T* d);

/// out = factor * x where the activation is positive, else 0.
template <class T>
void masked_scaled(std::size_t n, const T* activation, T factor, const T* x, T* out);

/// start + sum of a * b, in kDotLanes fixed lanes that are added pairwise at the end. n is a
/// multiple of kDotLanes.
inline constexpr std::size_t kDotLanes = 16;
template <class T>
T dot(std::size_t n, const T* a, const T* b, T start);

}  // namespace autosmote::nn
