#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <span>
#include <utility>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"
#include "classifiers/lane_blocks.h"

namespace autosmote {

/// Rows of the matrix exp(-gamma |a - b|^2) of some points, computed when asked for and kept in
/// single precision in bounded memory; the one not used for longest goes first (as in LIBSVM:
/// Chang, Lin 2011, "LIBSVM: a library for support vector machines", section 4). What a row holds
/// depends neither on what is kept nor on the number of threads. Squared distances are
/// |a|^2 + |b|^2 - 2 a.b of the points less their mean: a third fewer operations than differences;
/// what that rounds away is in proportion to the squared norms, and 0 for equal points. Points have
/// positions that may change. Memory: a copy of the points and cache_bytes, or eight rows where
/// these are more.
class RbfRows {
 public:
  static constexpr std::size_t kBatch = 4;  ///< rows that can be computed together
  /// Exchange of two points, the first at the lower position.
  using Exchange = std::pair<std::size_t, std::size_t>;

  /// Point p is row order[p] of `x`; all finite; need not outlive the call.
  RbfRows(MatrixView<const double> x, std::span<const std::uint32_t> order, double gamma,
          std::size_t cache_bytes);

  /// The kernel of the point at `position` and those at [0, length), followed by any numbers up to
  /// a multiple of 32. Valid until kBatch other rows were asked for. O(length d) where not kept.
  const float* row(std::size_t position, std::size_t length, const Context& context);

  /// Computes rows that will be asked for, at most kBatch, together: faster than one by one.
  void prepare(std::span<const std::size_t> positions, std::size_t length, const Context& context);
  /// Whether rows of this length take so long that others are better computed ahead with one.
  bool is_worth_batches(std::size_t length) const;
  bool is_kept(std::size_t position, std::size_t length) const;

  /// Moves points; no position comes up twice. O(kept rows * exchanges).
  void exchange(std::span<const Exchange> exchanges, const Context& context);

  std::size_t size() const { return points_.size(); }
  std::size_t rows_computed() const { return rows_computed_; }
  /// Memory of all rows kept: at most cache_bytes, an eighth more, and kBatch rows.
  std::size_t bytes_held() const;

 private:
  /// The row of one point as far as it is known, whole blocks of 32; empty if not kept.
  struct Kept {
    std::vector<float> values;
    std::list<std::uint32_t>::iterator used;
  };

  /// Rows to compute at once.
  struct Batch {
    struct Row {
      const double* query;
      float* out;
      std::size_t known;  ///< blocks that need not be computed
    };
    std::array<Row, kBatch> rows;
    std::size_t size = 0;
  };

  double& value_at(std::size_t position, std::size_t j);
  void make_room(std::size_t bytes);
  void claim(std::size_t position, std::size_t blocks, Batch& batch);
  void fill(const Batch& batch, std::size_t blocks, const Context& context);

  std::size_t width_;  ///< features and the squared norm
  double gamma_;
  std::size_t cache_bytes_;
  std::size_t kept_bytes_ = 0;
  std::size_t rows_computed_ = 0;
  std::vector<std::uint32_t> points_;  ///< by position: number of the point
  LanesVector values_;  ///< blocks of 32 positions: for each feature, and the norm, their values
  std::vector<Kept> kept_;                 ///< by number of the point
  std::list<std::uint32_t> use_;           ///< points with kept rows, the last used first
  std::vector<std::vector<float>> spare_;  ///< memory of rows that went last
  std::vector<double> queries_;            ///< kBatch points
};

}  // namespace autosmote
