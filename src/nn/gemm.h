#pragma once

#include <cstddef>
#include <vector>

#include "core/cache_line.h"

namespace autosmote::nn {

/// Columns of a packed panel: two AVX-512 registers of floats.
inline constexpr std::size_t kPanelColumns = 32;

/// A k x n matrix stored as panels of kPanelColumns columns, each k rows long and contiguous, the
/// last one padded with zeros: the order in which the multiplication reads it. Pack once, multiply
/// many times.
template <class T>
class PackedMatrix {
 public:
  /// Copies `b`, k rows of n elements, `row_stride` apart.
  void pack(const T* b, std::size_t k, std::size_t n, std::size_t row_stride);
  /// Copies the transpose of `b`: b has n rows of k elements, `row_stride` apart.
  void pack_transposed(const T* b, std::size_t k, std::size_t n, std::size_t row_stride);

  std::size_t k() const { return k_; }
  std::size_t n() const { return n_; }
  std::size_t panels() const { return (n_ + kPanelColumns - 1) / kPanelColumns; }
  const T* panel(std::size_t p) const { return values_.data() + p * k_ * kPanelColumns; }

 private:
  void resize(std::size_t k, std::size_t n);

  CacheLineVector<T> values_;
  std::size_t k_ = 0;
  std::size_t n_ = 0;
};

/// The left factor of a product: element (i, l) stands at data[i * row_stride + l * col_stride], so
/// that a transposed matrix needs no copy.
template <class T>
struct LeftFactor {
  const T* data = nullptr;
  std::size_t row_stride = 0;
  std::size_t col_stride = 1;
};

/// C (m x n, rows c_stride apart) = start + A B with A m x k and B packed k x n. `start` is C
/// itself where `accumulate`, else `bias` (n elements) where given, else 0. Each element is one
/// chain of fused multiply-adds in the order of k, so every instruction set computes the same
/// bytes. 2 m n k floating-point operations. The float version runs on AVX-512 or AVX2 where the
/// machine has it; the double version is the plain loop that the tests of the nets use.
template <class T>
void multiply(std::size_t m, LeftFactor<T> a, const PackedMatrix<T>& b, const T* bias,
              bool accumulate, T* c, std::size_t c_stride);

/// scores[i] = start + sum_j relu(bias[j] + (A B)(i, j)) * head[j]: a hidden layer and a linear
/// output of one unit, without writing the hidden layer down. The sum over j runs in 16 fixed lanes
/// that are added pairwise at the end. `bias` and `head` have b.n() elements, a multiple of
/// kPanelColumns.
void multiply_relu_dot(std::size_t m, LeftFactor<float> a, const PackedMatrix<float>& b,
                       const float* bias, const float* head, float start, float* scores);

/// The instruction sets that `multiply` can run on here, best first: "avx512", "avx2", "portable".
std::vector<const char*> available_instruction_sets();

/// Uses the named instruction set from now on, for tests and benchmarks; nullptr: the best one.
void force_instruction_set(const char* name);

extern template class PackedMatrix<float>;
extern template class PackedMatrix<double>;

}  // namespace autosmote::nn
