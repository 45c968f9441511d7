#include "neighbors/neighbor_index.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/check.h"
#include "core/parallel.h"
#include "neighbors/collectors.h"
#include "neighbors/kd_split.h"
#include "neighbors/lanes.h"

namespace autosmote {
namespace {

/// Queries that one task answers: enough to be worth a task, few enough to balance.
constexpr std::size_t kQueriesPerTask = 32;
void check_rows(MatrixView<const double> rows) {
  for (std::size_t i = 0; i < rows.rows; ++i) {
    bool finite = true;
    for (const double value : rows.row(i)) finite &= std::isfinite(value);
    AUTOSMOTE_CHECK(finite);
  }
}

/// Calls body(first, last) for consecutive ranges of [0, n), a task each.
template <class Body>
void parallel_ranges(const Context& context, std::size_t n, const Body& body) {
  const std::size_t tasks = (n + kQueriesPerTask - 1) / kQueriesPerTask;
  parallel_for(context, tasks, [&](std::size_t task) {
    body(task * kQueriesPerTask, std::min(n, (task + 1) * kQueriesPerTask));
  });
}

}  // namespace

/// Sorts row numbers into the tree's order and writes its nodes and leaves.
struct NeighborIndex::Builder {
  NeighborIndex& index;
  MatrixView<const double> rows;
  std::vector<std::uint32_t> order{};

  void build() {
    order.resize(rows.rows);
    std::iota(order.begin(), order.end(), 0U);
    // Leaves are nearly full; memory that is not used is not touched.
    const std::size_t places = rows.rows + rows.rows / 4 + kLeafRows;
    index.leaf_rows_.reserve(places);
    index.leaf_values_.reserve(places * rows.cols);
    add_node({0, rows.rows});
  }

  /// Writes a node for the range, with all that is below it, and returns its number.
  std::uint32_t add_node(RowRange range) {
    std::vector<RowRange> parts{range};
    for (int halving = 0; halving < 3; ++halving) {
      std::vector<RowRange> finer;
      for (const RowRange part : parts) {
        if (part.size() <= kLeafRows) {
          finer.push_back(part);
          continue;
        }
        const std::size_t cut = kd_split(rows, order, part, kLeafRows);
        finer.push_back({part.first, cut});
        finer.push_back({cut, part.last});
      }
      parts = std::move(finer);
    }
    const std::size_t number = index.nodes_.size();
    index.nodes_.emplace_back();
    index.boxes_.resize(index.boxes_.size() + 2 * kChildren * rows.cols, kInfiniteDistance);
    Node node;
    node.children = parts.size();
    for (std::size_t c = 0; c < parts.size(); ++c) {
      write_box(number, c, parts[c]);
      node.min_row[c] =
          *std::min_element(order.begin() + parts[c].first, order.begin() + parts[c].last);
      node.is_leaf[c] = parts[c].size() <= kLeafRows;
      node.child[c] = node.is_leaf[c] ? add_leaf(parts[c]) : add_node(parts[c]);
    }
    index.nodes_[number] = node;
    return static_cast<std::uint32_t>(number);
  }

  void write_box(std::size_t node, std::size_t child, RowRange range) {
    std::vector<double> low(rows.cols, kInfiniteDistance), high(rows.cols, -kInfiniteDistance);
    for (std::size_t i = range.first; i < range.last; ++i) {
      const std::span<const double> row = rows.row(order[i]);
      for (std::size_t j = 0; j < row.size(); ++j) {
        low[j] = std::min(low[j], row[j]);
        high[j] = std::max(high[j], row[j]);
      }
    }
    double* box = index.boxes_.data() + node * 2 * kChildren * rows.cols;
    for (std::size_t j = 0; j < rows.cols; ++j) {
      box[2 * kChildren * j + child] = low[j];
      box[2 * kChildren * j + kChildren + child] = high[j];
    }
  }

  /// Writes the leaf; unused places are infinitely far and have no row number.
  std::uint32_t add_leaf(RowRange range) {
    const std::size_t number = index.leaf_rows_.size() / kLeafRows;
    index.leaf_rows_.resize(index.leaf_rows_.size() + kLeafRows, kNoRow);
    index.leaf_values_.resize(index.leaf_values_.size() + kLeafRows * rows.cols, kInfiniteDistance);
    // Ascending row numbers let ties be settled without moving what was found.
    std::sort(order.begin() + range.first, order.begin() + range.last);
    for (std::size_t i = 0; i < range.size(); ++i) {
      const std::uint32_t row = order[range.first + i];
      index.leaf_rows_[number * kLeafRows + i] = row;
      for (std::size_t j = 0; j < rows.cols; ++j) {
        index.leaf_values_[(number * rows.cols + j) * kLeafRows + i] = rows(row, j);
      }
    }
    return static_cast<std::uint32_t>(number);
  }
};

NeighborIndex::NeighborIndex(MatrixView<const double> rows, Form form)
    : size_(rows.rows), dimensions_(rows.cols) {
  AUTOSMOTE_CHECK(rows.rows >= 1 && rows.rows < kNoRow && rows.cols >= 1);
  check_rows(rows);
  if (form != Form::kTree) coded_ = BlockIndex::of(rows);
  if (!coded_) Builder{*this, rows}.build();
}

template <class Collector>
void NeighborIndex::scan_leaf(const double* query, std::size_t leaf, Collector& collector) const {
  alignas(64) std::array<double, kLeafRows> distances;
  const double bound = Collector::kNegative ? kInfiniteDistance : collector.bound();
  if (!distances_to_32(leaf_values_.data() + leaf * kLeafRows * dimensions_, dimensions_, query,
                       bound, distances.data())) {
    return;
  }
  const std::uint32_t* rows = leaf_rows_.data() + leaf * kLeafRows;
  if constexpr (Collector::kNegative) {
    // An unused place would be the farthest of all.
    for (std::size_t i = 0; i < kLeafRows; ++i) {
      distances[i] = rows[i] == kNoRow ? kInfiniteDistance : -distances[i];
    }
  }
  for (std::size_t i = 0; i < kLeafRows; ++i) {
    if (distances[i] <= collector.bound()) collector.add(distances[i], rows[i]);
  }
}

template <class Collector>
void NeighborIndex::search_node(const double* query, std::size_t number,
                                Collector& collector) const {
  const Node& node = nodes_[number];
  alignas(64) std::array<double, kChildren> bounds;
  const double* boxes = boxes_.data() + number * 2 * kChildren * dimensions_;
  if constexpr (Collector::kNegative) {
    farthest_of_8_boxes(boxes, dimensions_, query, bounds.data());
    for (double& bound : bounds) bound = -bound;
  } else {
    distances_to_8_boxes(boxes, dimensions_, query, bounds.data());
  }
  std::array<std::uint8_t, kChildren> best_first;
  for (std::size_t c = 0; c < node.children; ++c) {
    std::size_t place = c;
    const Found child{bounds[c], node.min_row[c]};
    for (; place > 0; --place) {
      const std::uint8_t other = best_first[place - 1];
      if (!(child < Found{bounds[other], node.min_row[other]})) break;
      best_first[place] = other;
    }
    best_first[place] = static_cast<std::uint8_t>(c);
  }
  for (std::size_t i = 0; i < node.children; ++i) {
    const std::size_t c = best_first[i];
    if (!collector.wants(bounds[c], node.min_row[c])) return;
    if (node.is_leaf[c]) {
      scan_leaf(query, node.child[c], collector);
    } else {
      search_node(query, node.child[c], collector);
    }
  }
}

template <class Collector>
void NeighborIndex::search(std::span<const double> query, BlockIndex::Workspace& work,
                           Collector& collector) const {
  if (coded_) {
    coded_->search(query, work, collector);
  } else {
    search_node(query.data(), 0, collector);
  }
}

Neighbors NeighborIndex::nearest(MatrixView<const double> queries, std::size_t k,
                                 std::span<const std::uint32_t> excluded,
                                 const Context& context) const {
  AUTOSMOTE_CHECK(queries.cols == dimensions_);
  AUTOSMOTE_CHECK(excluded.empty() || excluded.size() == queries.rows);
  AUTOSMOTE_CHECK(k >= 1 && k + (excluded.empty() ? 0 : 1) <= size_);
  check_rows(queries);
  Neighbors result{Matrix<std::uint32_t>(queries.rows, k), Matrix<double>(queries.rows, k)};
  parallel_ranges(context, queries.rows, [&](std::size_t first, std::size_t last) {
    KNearest collector(k);
    BlockIndex::Workspace work;
    for (std::size_t q = first; q < last; ++q) {
      collector.start(excluded.empty() ? kNoRow : excluded[q]);
      search(queries.row(q), work, collector);
      const std::span<const Found> found = collector.finish();
      for (std::size_t i = 0; i < k; ++i) {
        result.rows(q, i) = found[i].row;
        result.squared_distances(q, i) = found[i].distance;
      }
    }
  });
  return result;
}

Neighbors NeighborIndex::farthest(MatrixView<const double> queries, std::size_t k,
                                  const Context& context) const {
  AUTOSMOTE_CHECK(queries.cols == dimensions_ && !coded_ && k >= 1 && k <= size_);
  check_rows(queries);
  Neighbors result{Matrix<std::uint32_t>(queries.rows, k), Matrix<double>(queries.rows, k)};
  parallel_ranges(context, queries.rows, [&](std::size_t first, std::size_t last) {
    KFarthest collector(k);
    for (std::size_t q = first; q < last; ++q) {
      collector.start(kNoRow);
      search_node(queries.row(q).data(), 0, collector);
      const std::span<const Found> found = collector.finish();
      for (std::size_t i = 0; i < k; ++i) {
        result.rows(q, i) = found[i].row;
        result.squared_distances(q, i) = -found[i].distance;
      }
    }
  });
  return result;
}

NeighborLists NeighborIndex::within(MatrixView<const double> queries,
                                    std::span<const double> squared_radii,
                                    const Context& context) const {
  AUTOSMOTE_CHECK(queries.cols == dimensions_ && squared_radii.size() == queries.rows);
  check_rows(queries);
  NeighborLists result;
  result.offsets.assign(queries.rows + 1, 0);
  std::vector<std::vector<Found>> found((queries.rows + kQueriesPerTask - 1) / kQueriesPerTask);
  parallel_ranges(context, queries.rows, [&](std::size_t first, std::size_t last) {
    WithinRadius collector;
    BlockIndex::Workspace work;
    std::vector<Found>& mine = found[first / kQueriesPerTask];
    for (std::size_t q = first; q < last; ++q) {
      collector.start(squared_radii[q]);
      search(queries.row(q), work, collector);
      const std::span<const Found> near = collector.finish();
      mine.insert(mine.end(), near.begin(), near.end());
      result.offsets[q + 1] = near.size();
    }
  });
  std::partial_sum(result.offsets.begin(), result.offsets.end(), result.offsets.begin());
  result.rows.reserve(result.offsets.back());
  result.squared_distances.reserve(result.offsets.back());
  for (std::vector<Found>& part : found) {
    for (const Found& entry : part) {
      result.rows.push_back(entry.row);
      result.squared_distances.push_back(entry.distance);
    }
    part = {};
  }
  return result;
}

Neighbors k_neighbors(MatrixView<const double> train, MatrixView<const double> queries,
                      std::size_t k, const Context& context) {
  return NeighborIndex(train).nearest(queries, k, {}, context);
}

Neighbors k_neighbors_of_each(MatrixView<const double> rows, std::size_t k,
                              const Context& context) {
  std::vector<std::uint32_t> self(rows.rows);
  std::iota(self.begin(), self.end(), 0U);
  return NeighborIndex(rows).nearest(rows, k, self, context);
}

}  // namespace autosmote
