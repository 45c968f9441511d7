#include "nn/mlp.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "nn/elementwise.h"

namespace autosmote::nn {

template <class T>
void initialise_uniform(std::span<T> weights, std::size_t fan_in, RandomStream& random) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(fan_in));
  for (T& w : weights) w = static_cast<T>((2.0 * random.uniform() - 1.0) * bound);
}

template <class T>
void add_outer_products(MatrixView<const T> a, MatrixView<const T> d, T* gradient) {
  constexpr std::size_t kBlock = 256;  // rows whose packed copy stays in the second-level cache
  static thread_local PackedMatrix<T> packed;
  for (std::size_t row = 0; row < a.rows; row += kBlock) {
    const std::size_t rows = std::min(kBlock, a.rows - row);
    packed.pack(d.data + row * d.stride, rows, d.cols, d.stride);
    multiply<T>(a.cols, {a.data + row * a.stride, 1, a.stride}, packed, nullptr, true, gradient,
                d.cols);
  }
}

template <class T>
void add_column_sums(MatrixView<const T> d, T* gradient) {
  for (std::size_t i = 0; i < d.rows; ++i) add_to(d.cols, d.data + i * d.stride, gradient);
}

template <class T>
Mlp<T>::Mlp(std::size_t inputs, std::size_t hidden, std::size_t outputs, RandomStream& random)
    : inputs_(inputs), hidden_(hidden), outputs_(outputs) {
  at_.w1 = 0;
  at_.b1 = at_.w1 + inputs * hidden;
  at_.w2 = at_.b1 + hidden;
  at_.b2 = at_.w2 + hidden * hidden;
  at_.w3 = at_.b2 + hidden;
  at_.b3 = at_.w3 + hidden * outputs;
  at_.end = at_.b3 + outputs;
  parameters_.resize(at_.end);
  const std::span<T> all(parameters_);
  initialise_uniform(all.subspan(at_.w1, at_.w2 - at_.w1), inputs, random);
  initialise_uniform(all.subspan(at_.w2, at_.end - at_.w2), hidden, random);
  refresh();
}

template <class T>
void Mlp<T>::refresh() {
  const T* p = parameters_.data();
  w1_.pack(p + at_.w1, inputs_, hidden_, hidden_);
  w2_.pack(p + at_.w2, hidden_, hidden_, hidden_);
  w3_.pack(p + at_.w3, hidden_, outputs_, outputs_);
  w2_transposed_.pack_transposed(p + at_.w2, hidden_, hidden_, hidden_);
  w3_transposed_.pack_transposed(p + at_.w3, outputs_, hidden_, outputs_);
}

template <class T>
void Mlp<T>::forward(MatrixView<const T> x, Activations& activations, MatrixView<T> out) const {
  AUTOSMOTE_CHECK(x.cols == inputs_ && out.cols == outputs_ && out.rows == x.rows);
  const T* p = parameters_.data();
  activations.hidden1 = Matrix<T>(x.rows, hidden_);
  activations.hidden2 = Matrix<T>(x.rows, hidden_);
  multiply<T>(x.rows, {x.data, x.stride, 1}, w1_, p + at_.b1, false, activations.hidden1.data(),
              hidden_);
  relu_in_place(x.rows * hidden_, activations.hidden1.data());
  multiply<T>(x.rows, {activations.hidden1.data(), hidden_, 1}, w2_, p + at_.b2, false,
              activations.hidden2.data(), hidden_);
  relu_in_place(x.rows * hidden_, activations.hidden2.data());
  multiply<T>(x.rows, {activations.hidden2.data(), hidden_, 1}, w3_, p + at_.b3, false, out.data,
              out.stride);
}

template <class T>
void Mlp<T>::backward(MatrixView<const T> x, Activations& activations, MatrixView<const T> d_out,
                      std::span<T> gradient) const {
  AUTOSMOTE_CHECK(gradient.size() == at_.end && d_out.rows == x.rows);
  T* g = gradient.data();
  add_outer_products<T>(activations.hidden2.view(), d_out, g + at_.w3);
  add_column_sums<T>(d_out, g + at_.b3);
  Matrix<T> d_hidden(x.rows, hidden_);
  multiply<T>(x.rows, {d_out.data, d_out.stride, 1}, w3_transposed_, nullptr, false,
              d_hidden.data(), hidden_);
  mask_by_activation(x.rows * hidden_, activations.hidden2.data(), d_hidden.data());
  add_outer_products<T>(activations.hidden1.view(), d_hidden.view(), g + at_.w2);
  add_column_sums<T>(d_hidden.view(), g + at_.b2);
  multiply<T>(x.rows, {d_hidden.data(), hidden_, 1}, w2_transposed_, nullptr, false,
              activations.hidden2.data(), hidden_);
  mask_by_activation(x.rows * hidden_, activations.hidden1.data(), activations.hidden2.data());
  add_outer_products<T>(x, activations.hidden2.view(), g + at_.w1);
  add_column_sums<T>(activations.hidden2.view(), g + at_.b1);
}

#define AUTOSMOTE_INSTANTIATE(T)                                                     \
  template void initialise_uniform<T>(std::span<T>, std::size_t, RandomStream&);     \
  template void add_outer_products<T>(MatrixView<const T>, MatrixView<const T>, T*); \
  template void add_column_sums<T>(MatrixView<const T>, T*);                         \
  template class Mlp<T>;
AUTOSMOTE_INSTANTIATE(float)
AUTOSMOTE_INSTANTIATE(double)
#undef AUTOSMOTE_INSTANTIATE

}  // namespace autosmote::nn
