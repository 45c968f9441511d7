#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "autosmote/matrix_view.h"
#include "core/random.h"
#include "nn/gemm.h"

namespace autosmote::nn {

/// Fills `weights` uniformly in +-1/sqrt(fan_in): the start of a linear layer's weights and biases.
template <class T>
void initialise_uniform(std::span<T> weights, std::size_t fan_in, RandomStream& random);

/// A network inputs -> hidden -> hidden -> outputs with ReLU after both hidden layers.
///
/// All parameters stand in one vector: W1 (inputs x hidden), b1, W2 (hidden x hidden), b2,
/// W3 (hidden x outputs), b3; the gradient has the same order. Call `refresh` after changing the
/// parameters. T is float in the product; double is for numerical checks of the gradient.
template <class T>
class Mlp {
 public:
  /// The hidden layers of one batch, kept from forward to backward.
  struct Activations {
    Matrix<T> hidden1;
    Matrix<T> hidden2;
  };

  Mlp(std::size_t inputs, std::size_t hidden, std::size_t outputs, RandomStream& random);

  std::size_t inputs() const { return inputs_; }
  std::size_t outputs() const { return outputs_; }
  std::span<T> parameters() { return parameters_; }
  std::span<const T> parameters() const { return parameters_; }

  /// Brings the packed copies in line with the parameters. O(parameters).
  void refresh();

  /// out (R x outputs) = net(x), x R x inputs. Thread-safe. 2 R parameters operations.
  void forward(MatrixView<const T> x, Activations& activations, MatrixView<T> out) const;

  /// Adds to `gradient` the derivative of sum(out * d_out) for the batch of the last forward with
  /// these activations, which it destroys. Thread-safe. 4 R parameters operations.
  void backward(MatrixView<const T> x, Activations& activations, MatrixView<const T> d_out,
                std::span<T> gradient) const;

 private:
  struct Offsets {
    std::size_t w1, b1, w2, b2, w3, b3, end;
  };

  std::size_t inputs_;
  std::size_t hidden_;
  std::size_t outputs_;
  Offsets at_;
  std::vector<T> parameters_;
  PackedMatrix<T> w1_, w2_, w3_, w2_transposed_, w3_transposed_;
};

/// gradient (k x n, contiguous) += A^T D with A R x k and D R x n, in the order of the rows.
template <class T>
void add_outer_products(MatrixView<const T> a, MatrixView<const T> d, T* gradient);

/// gradient[j] += sum over rows of d(i, j).
template <class T>
void add_column_sums(MatrixView<const T> d, T* gradient);

extern template class Mlp<float>;
extern template class Mlp<double>;

}  // namespace autosmote::nn
