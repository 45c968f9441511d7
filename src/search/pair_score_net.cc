#include "search/pair_score_net.h"

#include <algorithm>
#include <type_traits>

#include "core/check.h"
#include "core/parallel.h"
#include "nn/elementwise.h"
#include "nn/mlp.h"

namespace autosmote {
namespace {

// The unit of parallel work.
constexpr std::size_t kBlockPairs = 192;
// Pairs of a block that are worked on at a time: what a thread writes and soon reads again, three
// layers of 128 units for each of their rows, stays in its second-level cache.
constexpr std::size_t kCachedPairs = 48;
static_assert(kBlockPairs % kCachedPairs == 0);

template <class T>
void multiply_relu_head(std::size_t rows, const T* hidden1, const nn::PackedMatrix<T>& w2,
                        const T* b2, const T* w3, T b3, T* scores) {
  const std::size_t h = w2.n();
  if constexpr (std::is_same_v<T, float>) {
    nn::multiply_relu_dot(rows, {hidden1, h, 1}, w2, b2, w3, b3, scores);
  } else {
    Matrix<T> hidden2(rows, h);
    nn::multiply<T>(rows, {hidden1, h, 1}, w2, b2, false, hidden2.data(), h);
    for (std::size_t i = 0; i < rows; ++i) {
      scores[i] = b3;
      for (std::size_t j = 0; j < h; ++j) {
        if (hidden2(i, j) > T{0}) scores[i] += hidden2(i, j) * w3[j];
      }
    }
  }
}

}  // namespace

// The gradient of everything behind the first layer, and of lambda's part of that, from one block.
template <class T>
struct PairScoreNet<T>::BlockGradient {
  std::vector<T> lambdas, w2, b2, w3;
  T b3 = T{0};
};

template <class T>
PairScoreNet<T>::PairScoreNet(const PairScoreShape& shape, const Matrix<T>& instances,
                              RandomStream& random)
    : shape_(shape), instances_(instances) {
  AUTOSMOTE_CHECK(instances.cols() == shape.features);
  const std::size_t h = shape.hidden;
  at_.source_features = 0;
  at_.source_bins = at_.source_features + shape.features * h;
  at_.neighbor_features = at_.source_bins + shape.bins * h;
  at_.neighbor_bins = at_.neighbor_features + shape.features * h;
  at_.lambdas = at_.neighbor_bins + shape.bins * h;
  at_.b1 = at_.lambdas + shape.lambdas * h;
  at_.w2 = at_.b1 + h;
  at_.b2 = at_.w2 + h * h;
  at_.w3 = at_.b2 + h;
  at_.b3 = at_.w3 + h;
  at_.end = at_.b3 + 1;
  parameters_.resize(at_.end);
  const std::span<T> all(parameters_);
  const std::size_t inputs = 2 * (shape.features + shape.bins) + shape.lambdas;
  nn::initialise_uniform(all.first(at_.w2), inputs, random);
  nn::initialise_uniform(all.subspan(at_.w2), h, random);
  refresh();
}

template <class T>
void PairScoreNet<T>::refresh() {
  const std::size_t h = shape_.hidden;
  const std::size_t m = instances_.rows();
  const T* p = parameters_.data();
  w2_.pack(p + at_.w2, h, h, h);
  w2_transposed_.pack_transposed(p + at_.w2, h, h, h);
  source_parts_ = Matrix<T>(m, h);
  neighbor_parts_ = Matrix<T>(m, h);
  nn::PackedMatrix<T> weights;
  weights.pack(p + at_.source_features, shape_.features, h, h);
  nn::multiply<T>(m, {instances_.data(), instances_.cols(), 1}, weights, nullptr, false,
                  source_parts_.data(), h);
  weights.pack(p + at_.neighbor_features, shape_.features, h, h);
  nn::multiply<T>(m, {instances_.data(), instances_.cols(), 1}, weights, nullptr, false,
                  neighbor_parts_.data(), h);
}

template <class T>
void PairScoreNet<T>::first_layer(std::span<const CountedPair> pairs, Matrix<T>& hidden1) const {
  const std::size_t h = shape_.hidden;
  const T* p = parameters_.data();
  if (hidden1.rows() < pairs.size() * shape_.lambdas || hidden1.cols() != h) {
    hidden1 = Matrix<T>(pairs.size() * shape_.lambdas, h);
  }
  std::vector<T> pair_part(h);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const CountedPair& pair = pairs[i];
    // (source + its bin + b1) + (neighbour + its bin)
    nn::sum_of_five(h, source_parts_.row(pair.source).data(),
                    p + at_.source_bins + pair.source_bin * h, p + at_.b1,
                    neighbor_parts_.row(pair.neighbor).data(),
                    p + at_.neighbor_bins + pair.neighbor_bin * h, pair_part.data());
    nn::relu_sums(h, shape_.lambdas, pair_part.data(), p + at_.lambdas,
                  hidden1.row(i * shape_.lambdas).data());
  }
}

template <class T>
void PairScoreNet<T>::score(std::span<const CountedPair> pairs, std::span<T> scores) const {
  const T* p = parameters_.data();
  static thread_local Matrix<T> hidden1;
  for (std::size_t first = 0; first < pairs.size(); first += kCachedPairs) {
    const auto block = pairs.subspan(first, std::min(kCachedPairs, pairs.size() - first));
    first_layer(block, hidden1);
    multiply_relu_head(block.size() * shape_.lambdas, hidden1.data(), w2_, p + at_.b2, p + at_.w3,
                       p[at_.b3], scores.data() + first * shape_.lambdas);
  }
}

template <class T>
void PairScoreNet<T>::forward(std::span<const CountedPair> pairs, const Context& context,
                              Activations& activations, std::span<T> scores) const {
  const std::size_t h = shape_.hidden;
  const T* p = parameters_.data();
  if (activations.hidden2.rows() < pairs.size() * shape_.lambdas) {
    activations.hidden2 = Matrix<T>(pairs.size() * shape_.lambdas, h);
  }
  const std::size_t blocks = (pairs.size() + kBlockPairs - 1) / kBlockPairs;
  parallel_for(context, blocks, [&](std::size_t b) {
    const std::size_t end = std::min(pairs.size(), (b + 1) * kBlockPairs);
    static thread_local Matrix<T> hidden1;
    static thread_local Matrix<T> before_relu;
    if (before_relu.rows() < kCachedPairs * shape_.lambdas || before_relu.cols() != h) {
      before_relu = Matrix<T>(kCachedPairs * shape_.lambdas, h);
    }
    for (std::size_t first = b * kBlockPairs; first < end; first += kCachedPairs) {
      const auto cached = pairs.subspan(first, std::min(kCachedPairs, end - first));
      const std::size_t rows = cached.size() * shape_.lambdas;
      first_layer(cached, hidden1);
      nn::multiply<T>(rows, {hidden1.data(), h, 1}, w2_, p + at_.b2, false, before_relu.data(), h);
      for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t row = first * shape_.lambdas + i;
        scores[row] = nn::relu_dot(h, before_relu.row(i).data(), p + at_.w3, p[at_.b3],
                                   activations.hidden2.row(row).data());
      }
    }
  });
}

template <class T>
typename PairScoreNet<T>::BlockGradient PairScoreNet<T>::backward_block(
    std::span<const CountedPair> pairs, MatrixView<const T> hidden2, std::span<const T> d_scores,
    MatrixView<T> d_pairs) const {
  const std::size_t h = shape_.hidden;
  BlockGradient gradient{std::vector<T>(shape_.lambdas * h), std::vector<T>(h * h),
                         std::vector<T>(h), std::vector<T>(h)};
  for (std::size_t first = 0; first < pairs.size(); first += kCachedPairs) {
    const std::size_t count = std::min(kCachedPairs, pairs.size() - first);
    const std::size_t row = first * shape_.lambdas;
    const std::size_t rows = count * shape_.lambdas;
    backward_cached(pairs.subspan(first, count), {hidden2.row(row).data(), rows, h},
                    d_scores.subspan(row, rows), {d_pairs.row(first).data(), count, h}, gradient);
  }
  return gradient;
}

template <class T>
void PairScoreNet<T>::backward_cached(std::span<const CountedPair> pairs,
                                      MatrixView<const T> hidden2, std::span<const T> d_scores,
                                      MatrixView<T> d_pairs, BlockGradient& gradient) const {
  const std::size_t h = shape_.hidden;
  const std::size_t rows = hidden2.rows;
  // Memory of the thread, so that no block waits for fresh pages.
  static thread_local Matrix<T> hidden1;
  static thread_local Matrix<T> d_hidden;
  static thread_local Matrix<T> d_first;
  first_layer(pairs, hidden1);
  if (d_hidden.rows() < rows || d_hidden.cols() != h) {
    d_hidden = Matrix<T>(rows, h);
    d_first = Matrix<T>(rows, h);
  }
  for (std::size_t i = 0; i < rows; ++i) {
    nn::head_backward(h, hidden2.row(i).data(), d_scores[i], parameters_.data() + at_.w3,
                      gradient.w3.data(), d_hidden.row(i).data(), gradient.b2.data());
    gradient.b3 += d_scores[i];
  }
  nn::add_outer_products<T>(MatrixView<const T>(hidden1.data(), rows, h),
                            MatrixView<const T>(d_hidden.data(), rows, h), gradient.w2.data());
  nn::multiply<T>(rows, {d_hidden.data(), h, 1}, w2_transposed_, nullptr, false, d_first.data(), h);
  for (std::size_t i = 0; i < rows; ++i) {
    nn::add_masked(h, hidden1.row(i).data(), d_first.row(i).data(),
                   gradient.lambdas.data() + (i % shape_.lambdas) * h,
                   d_pairs.row(i / shape_.lambdas).data());
  }
}

// The first layer's part of the gradient: pairs add up to their instances and bins, and an
// instance's sum times its features is the gradient of the feature weights.
template <class T>
void PairScoreNet<T>::add_first_layer_gradient(std::span<const CountedPair> pairs,
                                               MatrixView<const T> d_pairs,
                                               std::span<T> gradient) const {
  const std::size_t h = shape_.hidden;
  Matrix<T> d_source(instances_.rows(), h);
  Matrix<T> d_neighbor(instances_.rows(), h);
  T* g = gradient.data();
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const T* d = d_pairs.row(i).data();
    nn::add_to(h, d, d_source.row(pairs[i].source).data());
    nn::add_to(h, d, d_neighbor.row(pairs[i].neighbor).data());
    nn::add_to(h, d, g + at_.source_bins + pairs[i].source_bin * h);
    nn::add_to(h, d, g + at_.neighbor_bins + pairs[i].neighbor_bin * h);
    nn::add_to(h, d, g + at_.b1);
  }
  nn::add_outer_products<T>(instances_.view(), d_source.view(), g + at_.source_features);
  nn::add_outer_products<T>(instances_.view(), d_neighbor.view(), g + at_.neighbor_features);
}

template <class T>
void PairScoreNet<T>::backward(std::span<const CountedPair> pairs, const Context& context,
                               const Activations& activations, std::span<const T> d_scores,
                               std::span<T> gradient) const {
  const std::size_t h = shape_.hidden;
  const std::size_t blocks = (pairs.size() + kBlockPairs - 1) / kBlockPairs;
  Matrix<T> d_pairs(pairs.size(), h);
  std::vector<BlockGradient> parts(blocks);
  parallel_for(context, blocks, [&](std::size_t b) {
    const std::size_t first = b * kBlockPairs;
    const std::size_t count = std::min(kBlockPairs, pairs.size() - first);
    const std::size_t rows = count * shape_.lambdas;
    parts[b] = backward_block(pairs.subspan(first, count),
                              {activations.hidden2.row(first * shape_.lambdas).data(), rows, h},
                              d_scores.subspan(first * shape_.lambdas, rows),
                              {d_pairs.row(first).data(), count, h});
  });
  for (const BlockGradient& part : parts) {
    nn::add_to(part.lambdas.size(), part.lambdas.data(), gradient.data() + at_.lambdas);
    nn::add_to(part.w2.size(), part.w2.data(), gradient.data() + at_.w2);
    nn::add_to(h, part.b2.data(), gradient.data() + at_.b2);
    nn::add_to(h, part.w3.data(), gradient.data() + at_.w3);
    gradient[at_.b3] += part.b3;
  }
  add_first_layer_gradient(pairs, d_pairs.view(), gradient);
}

template class PairScoreNet<float>;
template class PairScoreNet<double>;

}  // namespace autosmote
