#include "samplers/optics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <queue>
#include <utility>

#include "core/abandon.h"
#include "core/check.h"
#include "core/simd.h"
#include "neighbors/neighbor_index.h"

namespace autosmote {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::infinity();
constexpr std::size_t kBlock = 256;

/// Streaming over all rows costs less than asking the index where a row has more than this share of
/// all rows within max_eps; so many rows are looked at to tell.
constexpr std::size_t kSampledRows = 64;
constexpr std::size_t kShareToStream = 64;  // one in 64

/// Squared distances from `from` (d numbers) to `count` <= kBlock rows; `columns` holds each
/// feature's values at a distance of `stride`. Sums in the order of the features, as NeighborIndex.
/// Counts in `within`, for each row and in all, distances below `squared_radius`.
AUTOSMOTE_SIMD_CLONES
std::uint32_t squared_distances(const double* columns, std::size_t stride, std::size_t d,
                                const double* from, std::size_t count, double squared_radius,
                                double* out, std::uint32_t* within) {
  std::fill_n(out, count, 0.0);
  for (std::size_t j = 0; j < d; ++j) {
    const double* values = columns + j * stride;
    for (std::size_t q = 0; q < count; ++q) {
      const double off = from[j] - values[q];
      out[q] += off * off;
    }
  }
  std::uint32_t all = 0;
  for (std::size_t q = 0; q < count; ++q) {
    const std::uint32_t near = out[q] < squared_radius ? 1 : 0;
    within[q] += near;
    all += near;
  }
  return all;
}

/// The rows not yet taken, close together in memory, so that each pair is met once.
class RowsLeft {
 public:
  explicit RowsLeft(MatrixView<const double> rows)
      : columns_(rows.cols, rows.rows), rows_(rows.rows), places_(rows.rows), within_(rows.rows) {
    std::iota(rows_.begin(), rows_.end(), 0U);
    std::iota(places_.begin(), places_.end(), 0U);
    for (std::size_t i = 0; i < rows.rows; ++i) {
      for (std::size_t j = 0; j < rows.cols; ++j) columns_(j, i) = rows(i, j);
    }
  }

  /// Takes `row` out; gives how many of those taken before have it within the radius.
  std::uint32_t remove(std::uint32_t row) {
    const std::uint32_t place = places_[row];
    const std::uint32_t met = within_[place];
    const std::size_t last = rows_.size() - 1;
    for (std::size_t j = 0; j < columns_.rows(); ++j) columns_(j, place) = columns_(j, last);
    rows_[place] = rows_[last];
    within_[place] = within_[last];
    places_[rows_[place]] = place;
    rows_.pop_back();
    return met;
  }

  /// Calls body(row, squared distance to `from`) for each row left; gives how many lie within the
  /// radius, and remembers it for each of them.
  template <class Body>
  std::uint32_t stream(const double* from, double squared_radius, Body body) {
    std::array<double, kBlock> squared;
    std::uint32_t near = 0;
    for (std::size_t begin = 0; begin < rows_.size(); begin += kBlock) {
      const std::size_t count = std::min(kBlock, rows_.size() - begin);
      near += squared_distances(columns_.data() + begin, columns_.cols(), columns_.rows(), from,
                                count, squared_radius, squared.data(), within_.data() + begin);
      for (std::size_t q = 0; q < count; ++q) body(rows_[begin + q], squared[q]);
    }
    return near;
  }

 private:
  Matrix<double> columns_;             ///< d x m, the first rows_.size() columns in use
  std::vector<std::uint32_t> rows_;    ///< by place
  std::vector<std::uint32_t> places_;  ///< by row
  std::vector<std::uint32_t> within_;  ///< by place
};

/// One run of the ordering. Distances are kept squared; the root is monotone.
class Ordering {
 public:
  Ordering(MatrixView<const double> rows, std::vector<double> squared_core, double max_eps,
           const Context& context)
      : rows_(rows),
        squared_core_(std::move(squared_core)),
        // max_eps itself is within, but comparisons are with "less than".
        squared_radius_(std::nextafter(max_eps * max_eps, kUndefined)),
        squared_reach_(rows.rows, squared_radius_),
        within_(rows.rows),
        done_(rows.rows) {
    if (many_within()) {
      left_.emplace(rows);
    } else {
      index_.emplace(rows, context);
    }
  }

  Optics run(const Context& context) {
    Optics result;
    const auto m = static_cast<std::uint32_t>(rows_.rows);
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

  /// What was never below the radius is undefined.
  std::vector<double> roots(std::span<const double> squares) const {
    std::vector<double> values(squares.size());
    std::ranges::transform(squares, values.begin(), [this](double s) {
      return s < squared_radius_ ? std::sqrt(s) : kUndefined;
    });
    return values;
  }

  bool many_within() const {
    if (std::isinf(squared_radius_)) return true;
    RowsLeft all(rows_);
    const std::size_t sampled = std::min(kSampledRows, rows_.rows);
    std::size_t near = 0;
    for (std::size_t s = 0; s < sampled; ++s) {
      near += all.stream(rows_.row(s * rows_.rows / sampled).data(), squared_radius_,
                         [](std::uint32_t, double) {});
    }
    return near * kShareToStream > sampled * rows_.rows;
  }

  void take(std::uint32_t row, const Context& context, std::vector<std::uint32_t>& order) {
    stop_if_abandoned(context);
    done_[row] = true;
    order.push_back(row);
    const double core = squared_core_[row];
    const auto reach = [&](std::uint32_t to, double squared_distance) {
      const double squared = std::max(core, squared_distance);
      if (squared >= squared_reach_[to]) return;
      squared_reach_[to] = squared;
      reachable_.emplace(squared, to);
    };
    if (left_) {
      within_[row] = 1 + left_->remove(row);
      within_[row] += left_->stream(rows_.row(row).data(), squared_radius_, reach);
      return;
    }
    const MatrixView<const double> query(rows_.row(row).data(), 1, rows_.cols);
    const NeighborLists near = index_->within(query, {&squared_radius_, 1}, context);
    within_[row] = static_cast<std::uint32_t>(near.rows.size());
    for (std::size_t n = 0; n < near.rows.size(); ++n) {
      if (!done_[near.rows[n]]) reach(near.rows[n], near.squared_distances[n]);
    }
  }

  MatrixView<const double> rows_;
  std::vector<double> squared_core_;
  double squared_radius_;
  std::vector<double> squared_reach_;  ///< the radius where not yet reached
  std::vector<std::uint32_t> within_;
  std::vector<bool> done_;
  std::optional<RowsLeft> left_;        ///< either this
  std::optional<NeighborIndex> index_;  ///< or this
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
  return Ordering(rows, std::move(squared_core), max_eps, context).run(context);
}

}  // namespace autosmote
