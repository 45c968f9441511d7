#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"
#include "core/random.h"
#include "nn/gemm.h"

namespace autosmote {

/// A source instance and one of its neighbours, each with the bin of its use count: what the
/// low-level score of the paper depends on, besides lambda.
struct CountedPair {
  std::uint32_t source = 0;
  std::uint32_t neighbor = 0;
  std::uint8_t source_bin = 0;
  std::uint8_t neighbor_bin = 0;

  bool operator==(const CountedPair&) const = default;
};

/// Sizes of the low-level score net.
struct PairScoreShape {
  std::size_t features = 0;  ///< encoded features of an instance, d
  std::size_t bins = 10;     ///< of the use count
  std::size_t lambdas = 5;
  std::size_t hidden = 128;  ///< a multiple of nn::kPanelColumns
};

/// The score net of the low-level policy: (source state, neighbour state, one-hot lambda) ->
/// hidden -> hidden -> 1, ReLU, applied to each lambda of a pair.
///
/// Its first layer is a sum of a part of the source, a part of the neighbour and a part of lambda
/// (the weights of a concatenated input stand below each other), so it is computed once an
/// instance, not once a row. Parameters, in order: source features (d x h), source bins, neighbour
/// features, neighbour bins, lambdas (L x h), b1, W2 (h x h), b2, w3 (h), b3. T is float in the
/// product, double in the numerical check of the gradient.
template <class T>
class PairScoreNet {
 public:
  /// What forward leaves for backward: the second hidden layer of every row.
  struct Activations {
    Matrix<T> hidden2;
  };

  /// `instances`: encoded minority rows, m x d.
  PairScoreNet(const PairScoreShape& shape, const Matrix<T>& instances, RandomStream& random);

  const PairScoreShape& shape() const { return shape_; }
  std::span<T> parameters() { return parameters_; }
  std::span<const T> parameters() const { return parameters_; }
  /// Must follow each change of the parameters. O(m d h).
  void refresh();

  /// scores[p * lambdas + l]: score of pair p at lambda l; nothing is kept. Thread-safe.
  /// 2 h^2 operations a score.
  void score(std::span<const CountedPair> pairs, std::span<T> scores) const;

  /// The same, keeping what backward needs. Uses the context's threads.
  void forward(std::span<const CountedPair> pairs, const Context& context, Activations& activations,
               std::span<T> scores) const;

  /// Adds to `gradient` the derivative of sum(scores * d_scores). The sum over rows is cut into
  /// blocks of fixed size, so it does not depend on the number of threads. 4 h^2 operations a
  /// score.
  void backward(std::span<const CountedPair> pairs, const Context& context,
                const Activations& activations, std::span<const T> d_scores,
                std::span<T> gradient) const;

 private:
  struct Offsets {
    std::size_t source_features, source_bins, neighbor_features, neighbor_bins, lambdas, b1, w2, b2,
        w3, b3, end;
  };
  struct BlockGradient;

  void first_layer(std::span<const CountedPair> pairs, Matrix<T>& hidden1) const;
  BlockGradient backward_block(std::span<const CountedPair> pairs, MatrixView<const T> hidden2,
                               std::span<const T> d_scores, MatrixView<T> d_pairs) const;
  void backward_cached(std::span<const CountedPair> pairs, MatrixView<const T> hidden2,
                       std::span<const T> d_scores, MatrixView<T> d_pairs,
                       BlockGradient& gradient) const;
  void add_first_layer_gradient(std::span<const CountedPair> pairs, MatrixView<const T> d_pairs,
                                std::span<T> gradient) const;

  PairScoreShape shape_;
  Offsets at_;
  Matrix<T> instances_;
  std::vector<T> parameters_;
  Matrix<T> source_parts_;    // m x h: features times their weights
  Matrix<T> neighbor_parts_;  // m x h
  nn::PackedMatrix<T> w2_, w2_transposed_;
};

extern template class PairScoreNet<float>;
extern template class PairScoreNet<double>;

}  // namespace autosmote
