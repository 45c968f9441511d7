#include "samplers/optics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <queue>
#include <utility>

#include "core/check.h"
#include "core/simd.h"
#include "neighbors/neighbor_index.h"

namespace autosmote {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::infinity();
constexpr std::size_t kBlock = 256;

/// Squared distances from `from` (d numbers) to `count` <= kBlock rows; `columns` holds each
/// feature's values at a distance of `stride`. Sums in the order of the features, as NeighborIndex.
AUTOSMOTE_SIMD_CLONES
void squared_distances(const double* columns, std::size_t stride, std::size_t d, const double* from,
                       std::size_t count, double* out) {
  std::fill_n(out, count, 0.0);
  for (std::size_t j = 0; j < d; ++j) {
    const double* values = columns + j * stride;
    for (std::size_t q = 0; q < count; ++q) {
      const double off = from[j] - values[q];
      out[q] += off * off;
    }
  }
}

/// One run of the ordering. Distances are kept squared; the root is monotone.
class Ordering {
 public:
  Ordering(MatrixView<const double> rows, std::vector<double> squared_core, double max_eps)
      : rows_(rows),
        squared_core_(std::move(squared_core)),
        squared_reach_(rows.rows, kUndefined),
        within_(rows.rows, static_cast<std::uint32_t>(rows.rows)),
        done_(rows.rows),
        index_(rows),
        // NeighborIndex gives what is nearer than the radius; max_eps itself belongs to it.
        squared_radius_(std::nextafter(max_eps * max_eps, kUndefined)) {
    if (!std::isinf(squared_radius_)) return;
    columns_ = Matrix<double>(rows.cols, rows.rows);
    for (std::size_t i = 0; i < rows.rows; ++i) {
      for (std::size_t j = 0; j < rows.cols; ++j) columns_(j, i) = rows(i, j);
    }
  }

  Optics run(const Context& context) {
    Optics result;
    const std::size_t m = rows_.rows;
    for (std::uint32_t start = 0; start < m; ++start) {
      if (!done_[start]) take(start, context, result.order);
      while (!reachable_.empty()) {
        const auto [reach, row] = reachable_.top();
        reachable_.pop();
        if (!done_[row]) take(row, context, result.order);
      }
    }
    result.core_distance = roots(squared_core_);
    result.reachability = roots(squared_reach_);
    result.rows_within = std::move(within_);
    return result;
  }

 private:
  using Entry = std::pair<double, std::uint32_t>;  // the smallest pair comes first

  static std::vector<double> roots(std::span<const double> squares) {
    std::vector<double> values(squares.size());
    std::ranges::transform(squares, values.begin(), [](double s) { return std::sqrt(s); });
    return values;
  }

  void take(std::uint32_t row, const Context& context, std::vector<std::uint32_t>& order) {
    done_[row] = true;
    order.push_back(row);
    if (std::isinf(squared_radius_)) {
      if (squared_core_[row] < kUndefined) reach_all_from(row);
      return;
    }
    const MatrixView<const double> query(rows_.row(row).data(), 1, rows_.cols);
    const NeighborLists near = index_.within(query, {&squared_radius_, 1}, context);
    within_[row] = static_cast<std::uint32_t>(near.rows.size());
    if (squared_core_[row] == kUndefined) return;
    for (std::size_t n = 0; n < near.rows.size(); ++n) {
      reach(row, near.rows[n], near.squared_distances[n]);
    }
  }

  void reach_all_from(std::uint32_t row) {
    std::array<double, kBlock> squared;
    for (std::size_t begin = 0; begin < rows_.rows; begin += kBlock) {
      const std::size_t count = std::min(kBlock, rows_.rows - begin);
      squared_distances(columns_.data() + begin, rows_.rows, rows_.cols, rows_.row(row).data(),
                        count, squared.data());
      for (std::size_t q = 0; q < count; ++q) {
        reach(row, static_cast<std::uint32_t>(begin + q), squared[q]);
      }
    }
  }

  void reach(std::uint32_t from, std::uint32_t row, double squared_distance) {
    const double squared = std::max(squared_core_[from], squared_distance);
    if (done_[row] || squared >= squared_reach_[row]) return;
    squared_reach_[row] = squared;
    reachable_.emplace(squared, row);
  }

  MatrixView<const double> rows_;
  std::vector<double> squared_core_;
  std::vector<double> squared_reach_;
  std::vector<std::uint32_t> within_;
  std::vector<bool> done_;
  NeighborIndex index_;
  double squared_radius_;
  Matrix<double> columns_;  ///< d x m, filled only where every row is within the radius
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> reachable_;
};

}  // namespace

Optics optics(MatrixView<const double> rows, std::size_t min_samples, double max_eps,
              const Context& context) {
  AUTOSMOTE_CHECK(min_samples >= 1 && min_samples <= rows.rows && max_eps > 0.0);
  std::vector<double> squared_core(rows.rows);
  if (min_samples > 1) {
    const Neighbors neighbors = k_neighbors_of_each(rows, min_samples - 1, context);
    for (std::size_t i = 0; i < rows.rows; ++i) {
      const double squared = neighbors.squared_distances(i, min_samples - 2);
      squared_core[i] = squared <= max_eps * max_eps ? squared : kUndefined;
    }
  }
  return Ordering(rows, std::move(squared_core), max_eps).run(context);
}

}  // namespace autosmote
