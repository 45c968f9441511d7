#include "neighbors/neighbor_index.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/check.h"
#include "core/parallel.h"
#include "neighbors/lanes.h"

namespace autosmote {
namespace {

constexpr std::uint32_t kNoRow = std::numeric_limits<std::uint32_t>::max();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Queries that one task answers: enough to be worth a task, few enough to balance.
constexpr std::size_t kQueriesPerTask = 32;
/// Rows from which the spread of a feature is estimated when a range is split.
constexpr std::size_t kSpreadSample = 512;
/// Up to this k the neighbours found so far are kept in order, above it in a heap.
constexpr std::size_t kMaxSorted = 64;

struct Found {
  double distance;
  std::uint32_t row;
};

bool operator<(const Found& a, const Found& b) {
  return a.distance < b.distance || (a.distance == b.distance && a.row < b.row);
}

/// The k smallest of the pairs (distance, row) it is given.
class KNearest {
 public:
  explicit KNearest(std::size_t k) : found_(k) {}

  void start(std::uint32_t excluded) {
    std::fill(found_.begin(), found_.end(), Found{kInfinity, kNoRow});
    excluded_ = excluded;
    worst_ = found_.front();
  }
  bool wants(double bound, std::uint32_t min_row) const { return Found{bound, min_row} < worst_; }
  double bound() const { return worst_.distance; }
  void add(double distance, std::uint32_t row) {
    const Found found{distance, row};
    if (row == excluded_ || !(found < worst_)) return;
    if (found_.size() <= kMaxSorted) {
      std::size_t place = found_.size() - 1;
      for (; place > 0 && found < found_[place - 1]; --place) found_[place] = found_[place - 1];
      found_[place] = found;
      worst_ = found_.back();
    } else {
      std::pop_heap(found_.begin(), found_.end());
      found_.back() = found;
      std::push_heap(found_.begin(), found_.end());
      worst_ = found_.front();
    }
  }
  std::span<const Found> finish() {
    if (found_.size() > kMaxSorted) std::sort_heap(found_.begin(), found_.end());
    return found_;
  }

 private:
  std::vector<Found> found_;
  Found worst_{};
  std::uint32_t excluded_ = kNoRow;
};

/// All pairs (distance, row) nearer than a radius.
class WithinRadius {
 public:
  void start(double squared_radius) {
    found_.clear();
    radius_ = squared_radius;
  }
  bool wants(double bound, std::uint32_t) const { return bound < radius_; }
  double bound() const { return radius_; }
  void add(double distance, std::uint32_t row) {
    if (distance < radius_) found_.push_back({distance, row});
  }
  std::span<const Found> finish() {
    std::sort(found_.begin(), found_.end(),
              [](const Found& a, const Found& b) { return a.row < b.row; });
    return found_;
  }

 private:
  std::vector<Found> found_;
  double radius_ = 0.0;
};

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
  struct Range {
    std::size_t first, last;
    std::size_t size() const { return last - first; }
  };

  NeighborIndex& index;
  MatrixView<const double> rows;
  std::vector<std::uint32_t> order{};

  void build() {
    AUTOSMOTE_CHECK(rows.rows >= 1 && rows.rows < kNoRow && rows.cols >= 1);
    check_rows(rows);
    order.resize(rows.rows);
    std::iota(order.begin(), order.end(), 0U);
    add_node({0, rows.rows});
  }

  /// The feature with the largest variance in (a sample of) the range.
  std::size_t widest_feature(Range range) const {
    const std::size_t step = std::max<std::size_t>(1, range.size() / kSpreadSample);
    const std::span<const double> origin = rows.row(order[range.first]);
    std::vector<double> sums(rows.cols), squares(rows.cols);
    double count = 0.0;
    for (std::size_t i = range.first; i < range.last; i += step) {
      const std::span<const double> row = rows.row(order[i]);
      for (std::size_t j = 0; j < row.size(); ++j) {
        const double shifted = row[j] - origin[j];
        sums[j] += shifted;
        squares[j] += shifted * shifted;
      }
      count += 1.0;
    }
    std::size_t best = 0;
    double best_spread = -1.0;
    for (std::size_t j = 0; j < rows.cols; ++j) {
      const double spread = squares[j] - sums[j] * sums[j] / count;
      if (spread > best_spread) {
        best = j;
        best_spread = spread;
      }
    }
    return best;
  }

  /// Puts the smaller half of the range (by its widest feature, then row number) first and
  /// returns where the other begins. The cut is at a multiple of the leaf size, so that leaves
  /// fill up, unless it would divide rows of equal value and there is a place nearby that does
  /// not: then boxes of one-hot columns become points, and shut out more.
  std::size_t split(Range range) {
    const std::size_t feature = widest_feature(range);
    const auto less = [&](std::uint32_t a, std::uint32_t b) {
      const double x = rows(a, feature), y = rows(b, feature);
      return x < y || (x == y && a < b);
    };
    const auto cut_at = [&](std::size_t cut) {
      std::nth_element(order.begin() + range.first, order.begin() + cut, order.begin() + range.last,
                       less);
    };
    const std::size_t leaves = (range.size() + kLeafRows - 1) / kLeafRows;
    std::size_t cut = range.first + (leaves / 2) * kLeafRows;
    cut_at(cut);
    const double value = rows(order[cut], feature);
    const auto count = [&](auto&& condition) {
      return static_cast<std::size_t>(
          std::count_if(order.begin() + range.first, order.begin() + range.last,
                        [&](std::uint32_t row) { return condition(rows(row, feature)); }));
    };
    const std::size_t before = range.first + count([&](double x) { return x < value; });
    const std::size_t after = range.first + count([&](double x) { return x <= value; });
    if (before == cut) return cut;
    const std::size_t nearer = cut - before < after - cut ? before : after;
    const std::size_t quarter = range.size() / 4;
    if (nearer < range.first + quarter || nearer > range.last - quarter) return cut;
    cut_at(nearer);
    return nearer;
  }

  /// Writes a node for the range, with all that is below it, and returns its number.
  std::uint32_t add_node(Range range) {
    std::vector<Range> parts{range};
    for (int halving = 0; halving < 3; ++halving) {
      std::vector<Range> finer;
      for (const Range part : parts) {
        if (part.size() <= kLeafRows) {
          finer.push_back(part);
          continue;
        }
        const std::size_t cut = split(part);
        finer.push_back({part.first, cut});
        finer.push_back({cut, part.last});
      }
      parts = std::move(finer);
    }
    const std::size_t number = index.nodes_.size();
    index.nodes_.emplace_back();
    index.boxes_.resize(index.boxes_.size() + 2 * kChildren * rows.cols, kInfinity);
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

  void write_box(std::size_t node, std::size_t child, Range range) {
    std::vector<double> low(rows.cols, kInfinity), high(rows.cols, -kInfinity);
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
  std::uint32_t add_leaf(Range range) {
    const std::size_t number = index.leaf_rows_.size() / kLeafRows;
    index.leaf_rows_.resize(index.leaf_rows_.size() + kLeafRows, kNoRow);
    index.leaf_values_.resize(index.leaf_values_.size() + kLeafRows * rows.cols, kInfinity);
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

NeighborIndex::NeighborIndex(MatrixView<const double> rows)
    : size_(rows.rows), dimensions_(rows.cols) {
  Builder{*this, rows}.build();
}

template <class Collector>
void NeighborIndex::scan_leaf(const double* query, std::size_t leaf, Collector& collector) const {
  alignas(64) std::array<double, kLeafRows> distances;
  if (!distances_to_32(leaf_values_.data() + leaf * kLeafRows * dimensions_, dimensions_, query,
                       collector.bound(), distances.data())) {
    return;
  }
  const std::uint32_t* rows = leaf_rows_.data() + leaf * kLeafRows;
  for (std::size_t i = 0; i < kLeafRows; ++i) {
    if (distances[i] <= collector.bound()) collector.add(distances[i], rows[i]);
  }
}

template <class Collector>
void NeighborIndex::search(const double* query, std::size_t number, Collector& collector) const {
  const Node& node = nodes_[number];
  alignas(64) std::array<double, kChildren> bounds;
  distances_to_8_boxes(boxes_.data() + number * 2 * kChildren * dimensions_, dimensions_, query,
                       bounds.data());
  std::array<std::uint8_t, kChildren> nearest_first;
  for (std::size_t c = 0; c < node.children; ++c) {
    std::size_t place = c;
    const Found child{bounds[c], node.min_row[c]};
    for (; place > 0; --place) {
      const std::uint8_t other = nearest_first[place - 1];
      if (!(child < Found{bounds[other], node.min_row[other]})) break;
      nearest_first[place] = other;
    }
    nearest_first[place] = static_cast<std::uint8_t>(c);
  }
  for (std::size_t i = 0; i < node.children; ++i) {
    const std::size_t c = nearest_first[i];
    if (!collector.wants(bounds[c], node.min_row[c])) return;
    if (node.is_leaf[c]) {
      scan_leaf(query, node.child[c], collector);
    } else {
      search(query, node.child[c], collector);
    }
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
    for (std::size_t q = first; q < last; ++q) {
      collector.start(excluded.empty() ? kNoRow : excluded[q]);
      search(queries.row(q).data(), 0, collector);
      const std::span<const Found> found = collector.finish();
      for (std::size_t i = 0; i < k; ++i) {
        result.rows(q, i) = found[i].row;
        result.squared_distances(q, i) = found[i].distance;
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
    std::vector<Found>& mine = found[first / kQueriesPerTask];
    for (std::size_t q = first; q < last; ++q) {
      collector.start(squared_radii[q]);
      search(queries.row(q).data(), 0, collector);
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
