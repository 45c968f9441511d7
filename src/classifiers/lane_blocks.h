#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "autosmote/matrix_view.h"
#include "core/cache_line.h"

namespace autosmote {

/// Eight doubles in memory; kernels (core/vector_kernel.h) take them in parts of the size of a
/// register. Sums over rows run in eight lanes and are added up in one fixed order (`sum_lanes`),
/// so a result has the same bytes for every instruction set.
inline constexpr std::size_t kLanes = 8;
using Lanes = double __attribute__((vector_size(kLanes * sizeof(double))));

using LanesVector = CacheLineVector<Lanes>;

inline const double* lanes_of(const Lanes* vectors) {
  return reinterpret_cast<const double*>(vectors);
}
inline double* lanes_of(Lanes* vectors) { return reinterpret_cast<double*>(vectors); }

/// The sum of eight lanes, always in the same order.
[[gnu::always_inline]] inline double sum_lanes(const double* v) {
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

/// Rows of a table in blocks of eight: inside a block the eight values of one feature are
/// neighbours. Each row has a last feature equal to 1, for the intercept. The last block is filled
/// up with rows of zeros, which must be given weight 0. Memory: rows x (features + 1) doubles.
class LaneBlocks {
 public:
  /// Makes place for `rows` rows of `features` features, all zeros. Keeps its memory.
  void reset(std::size_t rows, std::size_t features);
  /// Stores a row; `values` has as many numbers as there are features.
  void set_row(std::size_t row, std::span<const double> values);

  std::size_t rows() const { return rows_; }
  std::size_t width() const { return width_; }  ///< features + 1
  std::size_t blocks() const { return (rows_ + kLanes - 1) / kLanes; }
  const Lanes* data() const { return values_.data(); }

 private:
  LanesVector values_;
  std::size_t rows_ = 0;
  std::size_t width_ = 0;
};

/// One weight a row, 0 for the rows that fill up the last block.
LanesVector pack_weights(std::span<const double> weights);

/// out[i] = point . (row i, 1) for every row; `point` has width() numbers, `out` rows().
void decision_values(const LaneBlocks& rows, std::span<const double> point, std::span<double> out);

/// The lower triangle of a square matrix, column-major: element (i, j) at data[j * width + i].
struct LowerTriangle {
  double* data = nullptr;
  std::size_t width = 0;
};

/// out += scale * sum over the rows of the listed blocks of (after - before) x x^T, where x is a
/// row with its intercept and `after`, `before` hold a number a row. `before` may be null for
/// zeros. Cost: about 8 * blocks.size() * width^2 flops.
void add_outer_products(const LaneBlocks& rows, std::span<const std::uint32_t> blocks,
                        const Lanes* after, const Lanes* before, double scale, LowerTriangle out);

/// sums[j] += (weight * (x . vector)) * x_j, lane by lane, over the rows x of the listed blocks;
/// `weights` holds a number a row, `vector` and `sums` have width() elements. What the matrix of
/// the outer products does to the vector, without the matrix. Cost: 32 * blocks.size() * width
/// flops.
void add_outer_products_times(const LaneBlocks& rows, std::span<const std::uint32_t> blocks,
                              const Lanes* weights, std::span<const double> vector, Lanes* sums);

}  // namespace autosmote
