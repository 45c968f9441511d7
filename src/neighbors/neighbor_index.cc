#include "neighbors/neighbor_index.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "core/check.h"
#include "core/parallel.h"
#include "neighbors/collectors.h"
#include "neighbors/distinct_rows.h"
#include "neighbors/kd_split.h"
#include "neighbors/lanes.h"
#include "neighbors/row_scan.h"

namespace autosmote {
namespace {

/// Queries that one task answers: enough to be worth a task, few enough to balance.
constexpr std::size_t kQueriesPerTask = 32;
/// Of nearest() and nearest_to(): more queries a task where there are many, of which some are
/// alike.
constexpr std::size_t kWantedTasks = 512;
constexpr std::size_t kMostPerTask = 2048;
constexpr std::size_t kRemembered = 256;
/// Rows that one task copies or checks.
constexpr std::size_t kRowsPerTask = 4096;
/// Up to so many queries cost less than a tree of the rows, whatever rows there are: for either the
/// cost is about proportional to n d, that of the tree also to log n.
constexpr std::size_t kScanQueries = 100;

/// Calls body(first, last) for consecutive ranges of [0, n), a task each.
template <class Body>
void parallel_ranges(const Context& context, std::size_t n, std::size_t per_task,
                     const Body& body) {
  parallel_for(context, (n + per_task - 1) / per_task, [&](std::size_t task) {
    body(task * per_task, std::min(n, (task + 1) * per_task));
  });
}

void check_rows(MatrixView<const double> rows, const Context& context) {
  parallel_ranges(context, rows.rows, kRowsPerTask, [&](std::size_t first, std::size_t last) {
    bool finite = true;
    for (std::size_t i = first; i < last; ++i) {
      for (const double value : rows.row(i)) finite &= std::isfinite(value);
    }
    AUTOSMOTE_CHECK(finite);
  });
}

Matrix<double> copied_rows(MatrixView<const double> rows, std::span<const std::uint32_t> chosen,
                           const Context& context) {
  Matrix<double> copy(chosen.size(), rows.cols);
  parallel_ranges(context, chosen.size(), kRowsPerTask, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      std::ranges::copy(rows.row(chosen[i]), copy.row(i).begin());
    }
  });
  return copy;
}

}  // namespace

/// Sorts row numbers into the tree's order and writes its nodes and leaves.
struct NeighborIndex::Builder {
  NeighborIndex& index;
  MatrixView<const double> rows;
  const Context& context;
  std::vector<std::uint32_t> order{};
  std::vector<RowRange> leaves{};

  /// Level by level; nodes and leaves are numbered in the order in which they are met.
  void build() {
    std::vector<std::size_t> level_ends;
    std::vector<RowRange> level{{0, order.size()}};
    while (!level.empty()) {
      level = add_level(level);
      level_ends.push_back(index.nodes_.size());
    }
    index.leaf_rows_.assign(leaves.size() * kLeafRows, kNoRow);
    index.leaf_values_.assign(leaves.size() * kLeafRows * rows.cols, kInfiniteDistance);
    parallel_ranges(context, leaves.size(), 32, [&](std::size_t first, std::size_t last) {
      for (std::size_t leaf = first; leaf < last; ++leaf) write_leaf(leaf);
    });
    index.boxes_.resize(index.nodes_.size() * kBoxEnds * rows.cols);
    // Boxes are made of those below them.
    for (std::size_t l = level_ends.size(); l-- > 0;) {
      const std::size_t begin = l == 0 ? 0 : level_ends[l - 1];
      parallel_ranges(context, level_ends[l] - begin, 8, [&](std::size_t first, std::size_t last) {
        for (std::size_t node = begin + first; node < begin + last; ++node) write_boxes(node);
      });
    }
  }

  /// Adds a node for each range and returns the ranges of those below.
  std::vector<RowRange> add_level(std::span<const RowRange> level) {
    std::vector<RowRange> parts(level.begin(), level.end());
    for (int halving = 0; halving < 3; ++halving) {
      parts = split_ranges(rows, order, parts, kLeafRows, context);
    }
    const std::size_t first_below = index.nodes_.size() + level.size();
    std::vector<RowRange> below;
    auto part = parts.begin();
    for (const RowRange range : level) {
      Node node;
      for (; part != parts.end() && part->last <= range.last; ++part) {
        const std::size_t c = node.children++;
        node.is_leaf[c] = part->size() <= kLeafRows;
        const std::size_t number = node.is_leaf[c] ? leaves.size() : first_below + below.size();
        node.child[c] = static_cast<std::uint32_t>(number);
        (node.is_leaf[c] ? leaves : below).push_back(*part);
      }
      index.nodes_.push_back(node);
    }
    return below;
  }

  /// Unused places are infinitely far and have no row number.
  void write_leaf(std::size_t leaf) {
    const auto begin = order.begin() + static_cast<std::ptrdiff_t>(leaves[leaf].first);
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(leaves[leaf].last);
    // Ascending row numbers let ties be settled without moving what was found.
    std::sort(begin, end);
    std::copy(begin, end, index.leaf_rows_.data() + leaf * kLeafRows);
    double* values = index.leaf_values_.data() + leaf * kLeafRows * rows.cols;
    for (auto row = begin; row != end; ++row, ++values) {
      for (std::size_t j = 0; j < rows.cols; ++j) values[j * kLeafRows] = rows(*row, j);
    }
  }

  void write_boxes(std::size_t number) {
    Node& node = index.nodes_[number];
    double* box = index.boxes_.data() + number * kBoxEnds * rows.cols;
    std::fill_n(box, kBoxEnds * rows.cols, kInfiniteDistance);
    for (std::size_t c = 0; c < node.children; ++c, ++box) {
      const std::size_t child = node.child[c];
      if (node.is_leaf[c]) {
        const double* values = index.leaf_values_.data() + child * kLeafRows * rows.cols;
        for (std::size_t j = 0; j < rows.cols; ++j, values += kLeafRows) {
          const auto [low, high] = std::minmax_element(values, values + leaves[child].size());
          box[kBoxEnds * j] = *low;
          box[kBoxEnds * j + kChildren] = *high;
        }
        node.min_row[c] = index.leaf_rows_[child * kLeafRows];
        continue;
      }
      const Node& below = index.nodes_[child];
      const double* boxes = index.boxes_.data() + child * kBoxEnds * rows.cols;
      for (std::size_t j = 0; j < rows.cols; ++j, boxes += kBoxEnds) {
        box[kBoxEnds * j] = *std::min_element(boxes, boxes + below.children);
        box[kBoxEnds * j + kChildren] =
            *std::max_element(boxes + kChildren, boxes + kChildren + below.children);
      }
      node.min_row[c] =
          *std::min_element(below.min_row.begin(),
                            below.min_row.begin() + static_cast<std::ptrdiff_t>(below.children));
    }
  }
};

NeighborIndex::NeighborIndex(MatrixView<const double> rows, const Context& context, Form form)
    : size_(rows.rows), dimensions_(rows.cols) {
  AUTOSMOTE_CHECK(rows.rows >= 1 && rows.rows < kNoRow && rows.cols >= 1);
  if (form == Form::kScan) {
    scanned_ = rows;
    return;
  }
  check_rows(rows, context);
  if (form == Form::kFastestForNearest) coded_ = BlockIndex::of(rows, context);
  if (coded_) return;
  DistinctRows distinct = distinct_rows(rows, context);
  if (distinct.first.size() < size_) {
    next_equal_ = std::move(distinct.next);
    first_equal_ = std::move(distinct.first_of);
  }
  Builder{*this, rows, context, std::move(distinct.first)}.build();
}

NeighborIndex NeighborIndex::for_queries(MatrixView<const double> rows, std::size_t queries,
                                         const Context& context) {
  return {rows, context, queries <= kScanQueries ? Form::kScan : Form::kFastestForNearest};
}

NeighborIndex NeighborIndex::for_queries(MatrixView<const double> x,
                                         std::span<const std::uint32_t> chosen, std::size_t queries,
                                         const Context& context) {
  if (queries > kScanQueries) return {copied_rows(x, chosen, context).view(), context};
  NeighborIndex index(x, context, Form::kScan);
  index.scanned_rows_ = chosen;
  index.size_ = chosen.size();
  return index;
}

template <class Collector>
void NeighborIndex::add_equal_rows(double distance, std::uint32_t first,
                                   Collector& collector) const {
  collector.add(distance, first);
  if (!has_equal_rows()) return;
  for (std::uint32_t row = next_equal_[first]; row != kNoRow; row = next_equal_[row]) {
    if (!collector.wants(distance, row)) return;
    collector.add(distance, row);
  }
}

template <class Collector>
void NeighborIndex::scan_leaf(const double* query, std::size_t leaf, Collector& collector) const {
  alignas(64) std::array<double, kLeafRows> distances;
  const double bound = Collector::kNegative ? kInfiniteDistance : collector.bound();
  std::uint32_t near = distances_to_32(leaf_values_.data() + leaf * kLeafRows * dimensions_,
                                       dimensions_, query, bound, distances.data());
  const std::uint32_t* rows = leaf_rows_.data() + leaf * kLeafRows;
  for (; near != 0; near &= near - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(near));
    if (rows[i] == kNoRow) return;  // unused places are the last
    const double distance = Collector::kNegative ? -distances[i] : distances[i];
    if (distance <= collector.bound()) add_equal_rows(distance, rows[i], collector);
  }
}

template <class Collector>
void NeighborIndex::search_node(const double* query, std::size_t number,
                                Collector& collector) const {
  const Node& node = nodes_[number];
  alignas(64) std::array<double, kChildren> bounds;
  const double* boxes = boxes_.data() + number * kBoxEnds * dimensions_;
  if constexpr (Collector::kNegative) {
    farthest_of_8_boxes(boxes, dimensions_, query, bounds.data());
    for (double& bound : bounds) bound = -bound;
  } else {
    distances_to_8_boxes(boxes, dimensions_, query, bounds.data());
  }
  std::array<std::uint8_t, kChildren> best_first;
  std::size_t wanted = 0;
  for (std::size_t c = 0; c < node.children; ++c) {
    if (!collector.wants(bounds[c], node.min_row[c])) continue;
    std::size_t place = wanted++;
    const Found child{bounds[c], node.min_row[c]};
    for (; place > 0; --place) {
      const std::uint8_t other = best_first[place - 1];
      if (!(child < Found{bounds[other], node.min_row[other]})) break;
      best_first[place] = other;
    }
    best_first[place] = static_cast<std::uint8_t>(c);
  }
  for (std::size_t i = 0; i < wanted; ++i) {
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

template <class QueryOf>
Neighbors NeighborIndex::nearest_of(std::size_t queries, const QueryOf& query_of, std::size_t k,
                                    std::span<const std::uint32_t> excluded,
                                    const Context& context) const {
  Neighbors result{Matrix<std::uint32_t>(queries, k), Matrix<double>(queries, k)};
  const std::size_t per_task = std::clamp(queries / kWantedTasks, kQueriesPerTask, kMostPerTask);
  parallel_ranges(context, queries, per_task, [&](std::size_t first, std::size_t last) {
    KNearest collector(k);
    BlockIndex::Workspace work;
    // Queries answered before, by hash: large tables often repeat their rows.
    std::array<std::size_t, kRemembered> before;
    before.fill(queries);
    for (std::size_t q = first; q < last; ++q) {
      const std::span<const double> query = query_of(q);
      if (excluded.empty()) {
        std::size_t& same = before[hash_of_row(query) % kRemembered];
        if (same < queries && std::ranges::equal(query, query_of(same))) {
          std::ranges::copy(result.rows.row(same), result.rows.row(q).begin());
          std::ranges::copy(result.squared_distances.row(same),
                            result.squared_distances.row(q).begin());
          continue;
        }
        same = q;
      }
      collector.start(excluded.empty() ? kNoRow : excluded[q]);
      search(query, work, collector);
      const std::span<const Found> found = collector.finish();
      for (std::size_t i = 0; i < k; ++i) {
        result.rows(q, i) = found[i].row;
        result.squared_distances(q, i) = found[i].distance;
      }
    }
  });
  return result;
}

Neighbors NeighborIndex::nearest(MatrixView<const double> queries, std::size_t k,
                                 std::span<const std::uint32_t> excluded,
                                 const Context& context) const {
  AUTOSMOTE_CHECK(queries.cols == dimensions_);
  AUTOSMOTE_CHECK(excluded.empty() || excluded.size() == queries.rows);
  AUTOSMOTE_CHECK(k >= 1 && k + (excluded.empty() ? 0 : 1) <= size_);
  check_rows(queries, context);
  if (scanned_.rows == 0) {
    const auto query_of = [&](std::size_t q) -> std::span<const double> { return queries.row(q); };
    return nearest_of(queries.rows, query_of, k, excluded, context);
  }
  Neighbors result{Matrix<std::uint32_t>(queries.rows, k), Matrix<double>(queries.rows, k)};
  const std::vector<Found> found =
      scan_nearest(scanned_, scanned_rows_, queries, k, excluded, context);
  for (std::size_t i = 0; i < found.size(); ++i) {
    result.rows(i / k, i % k) = found[i].row;
    result.squared_distances(i / k, i % k) = found[i].distance;
  }
  return result;
}

Neighbors NeighborIndex::nearest_to(MatrixView<const double> x,
                                    std::span<const std::uint32_t> chosen, std::size_t k,
                                    const Context& context) const {
  if (scanned_.rows > 0) return nearest(copied_rows(x, chosen, context).view(), k, {}, context);
  AUTOSMOTE_CHECK(x.cols == dimensions_ && k >= 1 && k <= size_);
  const auto query_of = [&](std::size_t q) -> std::span<const double> { return x.row(chosen[q]); };
  return nearest_of(chosen.size(), query_of, k, {}, context);
}

Neighbors NeighborIndex::nearest_others(MatrixView<const double> rows,
                                        std::span<const std::uint32_t> members, std::size_t k,
                                        const Context& context) const {
  AUTOSMOTE_CHECK(rows.rows == size_ && rows.cols == dimensions_ && k >= 1 && k < size_);
  AUTOSMOTE_CHECK(scanned_rows_.empty());
  if (scanned_.rows > 0 || coded_) {
    return nearest(copied_rows(rows, members, context).view(), k, members, context);
  }
  const auto asked_of = [&](std::uint32_t row) {
    return has_equal_rows() ? first_equal_[row] : row;
  };
  std::vector<std::uint32_t> place(size_, kNoRow);  // in `asked`
  for (const std::uint32_t row : members) place[asked_of(row)] = 0;
  std::vector<std::uint32_t> asked;
  for (const std::uint32_t row : leaf_rows_) {
    if (row == kNoRow || place[row] == kNoRow) continue;
    place[row] = static_cast<std::uint32_t>(asked.size());
    asked.push_back(row);
  }
  // Of equal rows none is left out; each will find itself among one more.
  const std::size_t found_rows = has_equal_rows() ? k + 1 : k;
  std::vector<Found> nearest(asked.size() * found_rows);
  parallel_ranges(context, asked.size(), kQueriesPerTask, [&](std::size_t first, std::size_t last) {
    KNearest collector(found_rows);
    for (std::size_t q = first; q < last; ++q) {
      collector.start(has_equal_rows() ? kNoRow : asked[q]);
      search_node(rows.row(asked[q]).data(), 0, collector);
      std::ranges::copy(collector.finish(),
                        nearest.begin() + static_cast<std::ptrdiff_t>(q * found_rows));
    }
  });
  Neighbors result{Matrix<std::uint32_t>(members.size(), k), Matrix<double>(members.size(), k)};
  parallel_ranges(context, members.size(), kRowsPerTask, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const Found* found = nearest.data() + place[asked_of(members[i])] * found_rows;
      for (std::size_t n = 0; n < k; ++n, ++found) {
        if (found->row == members[i]) ++found;
        result.rows(i, n) = found->row;
        result.squared_distances(i, n) = found->distance;
      }
    }
  });
  return result;
}

Neighbors NeighborIndex::farthest(MatrixView<const double> queries, std::size_t k,
                                  const Context& context) const {
  AUTOSMOTE_CHECK(queries.cols == dimensions_ && scanned_.rows == 0 && !coded_);
  AUTOSMOTE_CHECK(k >= 1 && k <= size_);
  check_rows(queries, context);
  Neighbors result{Matrix<std::uint32_t>(queries.rows, k), Matrix<double>(queries.rows, k)};
  parallel_ranges(context, queries.rows, kQueriesPerTask, [&](std::size_t first, std::size_t last) {
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
  AUTOSMOTE_CHECK(scanned_.rows == 0);
  AUTOSMOTE_CHECK(queries.cols == dimensions_ && squared_radii.size() == queries.rows);
  check_rows(queries, context);
  NeighborLists result;
  result.offsets.assign(queries.rows + 1, 0);
  std::vector<std::vector<Found>> found((queries.rows + kQueriesPerTask - 1) / kQueriesPerTask);
  parallel_ranges(context, queries.rows, kQueriesPerTask, [&](std::size_t first, std::size_t last) {
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
  return NeighborIndex::for_queries(train, queries.rows, context).nearest(queries, k, {}, context);
}

Neighbors k_neighbors_of_each(MatrixView<const double> rows, std::size_t k,
                              const Context& context) {
  std::vector<std::uint32_t> self(rows.rows);
  std::iota(self.begin(), self.end(), 0U);
  return NeighborIndex::for_queries(rows, rows.rows, context)
      .nearest_others(rows, self, k, context);
}

}  // namespace autosmote
