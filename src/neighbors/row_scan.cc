#include "neighbors/row_scan.h"

#include <algorithm>
#include <array>
#include <bit>

#include "core/parallel.h"
#include "neighbors/lanes.h"

namespace autosmote {
namespace {

constexpr std::size_t kTileRows = 32;
constexpr std::size_t kTilesPerTask = 64;
constexpr std::size_t kQueryLanes = 8;

/// Eight queries side by side: for each feature their values. Places without a query repeat the
/// last one.
LaneVector queries_in_lanes(MatrixView<const double> queries) {
  const std::size_t groups = (queries.rows + kQueryLanes - 1) / kQueryLanes;
  LaneVector lanes(groups * kQueryLanes * queries.cols);
  for (std::size_t place = 0; place < groups * kQueryLanes; ++place) {
    const std::span<const double> query = queries.row(std::min(place, queries.rows - 1));
    double* group = lanes.data() + place / kQueryLanes * kQueryLanes * queries.cols;
    for (std::size_t j = 0; j < queries.cols; ++j) {
      group[j * kQueryLanes + place % kQueryLanes] = query[j];
    }
  }
  return lanes;
}

/// What one thread has found, and its scratch memory.
class Scanner {
 public:
  Scanner(MatrixView<const double> rows, std::span<const std::uint32_t> chosen,
          MatrixView<const double> queries, std::size_t k, std::span<const std::uint32_t> excluded)
      : rows_(rows), chosen_(chosen), queries_(queries), collectors_(queries.rows, KNearest(k)) {
    for (std::size_t q = 0; q < queries.rows; ++q) {
      collectors_[q].start(excluded.empty() ? kNoRow : excluded[q]);
    }
    tile_.resize(kTileRows * rows.cols);
    low_.resize(rows.cols);
    high_.resize(rows.cols);
  }

  void scan_tile(std::size_t first, const LaneVector& query_lanes) {
    const std::size_t size = std::min(kTileRows, rows() - first);
    find_box(first, size);
    bool filled = false;
    alignas(64) std::array<double, kQueryLanes> bounds;
    for (std::size_t group = 0; group < queries_.rows; group += kQueryLanes) {
      box_to_8_queries(query_lanes.data() + group * rows_.cols, rows_.cols, low_.data(),
                       high_.data(), bounds.data());
      const std::size_t end = std::min(queries_.rows, group + kQueryLanes);
      for (std::size_t q = group; q < end; ++q) {
        if (!collectors_[q].wants(bounds[q - group], static_cast<std::uint32_t>(first))) continue;
        if (!filled) fill_tile(first, size);
        filled = true;
        compare(q, first);
      }
    }
  }

  std::span<const Found> found(std::size_t query) { return collectors_[query].finish(); }

 private:
  std::size_t rows() const { return chosen_.empty() ? rows_.rows : chosen_.size(); }
  std::span<const double> row_at(std::size_t place) const {
    return rows_.row(chosen_.empty() ? place : chosen_[place]);
  }

  void find_box(std::size_t first, std::size_t size) {
    if (chosen_.empty() || chosen_[first + size - 1] - chosen_[first] == size - 1) {
      box_of_rows(row_at(first).data(), rows_.stride, size, rows_.cols, low_.data(), high_.data());
      return;
    }
    gathered_.clear();
    for (std::size_t i = 0; i < size; ++i) {
      const std::span<const double> row = row_at(first + i);
      gathered_.insert(gathered_.end(), row.begin(), row.end());
    }
    box_of_rows(gathered_.data(), rows_.cols, size, rows_.cols, low_.data(), high_.data());
  }

  /// Unused places are infinitely far.
  void fill_tile(std::size_t first, std::size_t size) {
    if (size < kTileRows) std::ranges::fill(tile_, kInfiniteDistance);
    for (std::size_t i = 0; i < size; ++i) {
      const std::span<const double> row = row_at(first + i);
      for (std::size_t j = 0; j < row.size(); ++j) tile_[j * kTileRows + i] = row[j];
    }
    size_ = size;
  }

  void compare(std::size_t q, std::size_t first) {
    KNearest& collector = collectors_[q];
    alignas(64) std::array<double, kTileRows> distances;
    std::uint32_t near = distances_to_32(tile_.data(), rows_.cols, queries_.row(q).data(),
                                         collector.bound(), distances.data());
    if (size_ < kTileRows) near &= (1U << size_) - 1;
    for (; near != 0; near &= near - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(near));
      collector.add(distances[i], static_cast<std::uint32_t>(first + i));
    }
  }

  MatrixView<const double> rows_;
  std::span<const std::uint32_t> chosen_;
  MatrixView<const double> queries_;
  std::vector<KNearest> collectors_;  ///< a query
  LaneVector tile_;                   ///< for each feature the values of 32 rows
  std::size_t size_ = 0;              ///< rows in the tile
  LaneVector low_, high_;             ///< the box around the tile
  std::vector<double> gathered_;      ///< find_box: rows that do not follow each other
};

}  // namespace

std::vector<Found> scan_nearest(MatrixView<const double> rows,
                                std::span<const std::uint32_t> chosen,
                                MatrixView<const double> queries, std::size_t k,
                                std::span<const std::uint32_t> excluded, const Context& context) {
  std::vector<Found> result;
  if (queries.rows == 0) return result;
  const LaneVector query_lanes = queries_in_lanes(queries);
  const std::size_t count = chosen.empty() ? rows.rows : chosen.size();
  const std::size_t tiles = (count + kTileRows - 1) / kTileRows;
  const std::size_t tasks = (tiles + kTilesPerTask - 1) / kTilesPerTask;
  // Each thread keeps its own nearest rows; the nearest of all do not depend on who met them.
  std::vector<Scanner> scanners(static_cast<std::size_t>(resolve_threads(context)),
                                Scanner(rows, chosen, queries, k, excluded));
  parallel_for_slots(context, tasks, [&](std::size_t task, std::size_t slot) {
    const std::size_t end = std::min(tiles, (task + 1) * kTilesPerTask);
    for (std::size_t tile = task * kTilesPerTask; tile < end; ++tile) {
      scanners[slot].scan_tile(tile * kTileRows, query_lanes);
    }
  });
  result.reserve(queries.rows * k);
  std::vector<Found> all;
  for (std::size_t q = 0; q < queries.rows; ++q) {
    all.clear();
    for (Scanner& scanner : scanners) {
      const std::span<const Found> found = scanner.found(q);
      all.insert(all.end(), found.begin(), found.end());
    }
    std::sort(all.begin(), all.end());
    result.insert(result.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(k));
  }
  return result;
}

}  // namespace autosmote
