#include "classifiers/tree_growth.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "classifiers/split.h"

namespace autosmote {
namespace {

/// Sums over the entries in order and notes the sums at every boundary. Without branches: what is
/// written for a place that is no boundary is overwritten by the next. Returns how many there are.
std::size_t scan_boundaries(std::span<const SortedEntry> entries, const double* signed_weights,
                            SplitBoundaries& out, std::uint32_t* left_rows) {
  double* const l = out.l.data();
  double* const m = out.m.data();
  double sum_l = 0.0;
  double sum_m = 0.0;
  std::size_t count = 0;
  for (std::size_t i = 0; i + 1 < entries.size(); ++i) {
    const double weight = signed_weights[entries[i].id];
    sum_l += std::fabs(weight);
    sum_m += weight;
    l[count] = sum_l;
    m[count] = sum_m;
    left_rows[count] = static_cast<std::uint32_t>(i + 1);
    count += separable(entries[i], entries[i + 1]) ? 1 : 0;
  }
  return count;
}

NodeTotals sum_up(std::span<const SortedEntry> entries, const double* signed_weights) {
  NodeTotals totals;
  for (const SortedEntry& entry : entries) {
    totals.l += std::fabs(signed_weights[entry.id]);
    totals.m += signed_weights[entry.id];
  }
  return totals;
}

/// Puts the entries of left rows first, both sides in their order; O(size), without branches.
/// Where one side is a leaf, nobody reads its entries and they are not kept.
void partition(std::span<SortedEntry> entries, const std::uint8_t* is_left, bool keep_left,
               bool keep_right, SortedEntry* right) {
  std::size_t left_count = 0;
  std::size_t right_count = 0;
  if (!keep_right) {
    for (const SortedEntry entry : entries) {
      entries[left_count] = entry;
      left_count += is_left[entry.id];
    }
    return;
  }
  if (!keep_left) {
    // From the back, so that the right rows end where they belong.
    std::size_t place = entries.size();
    for (std::size_t i = entries.size(); i-- > 0;) {
      const SortedEntry entry = entries[i];
      entries[place - 1] = entry;
      place -= 1U - is_left[entry.id];
    }
    return;
  }
  for (const SortedEntry entry : entries) {
    entries[left_count] = entry;
    right[right_count] = entry;
    left_count += is_left[entry.id];
    right_count += 1U - is_left[entry.id];
  }
  std::copy_n(right, right_count, entries.begin() + static_cast<std::ptrdiff_t>(left_count));
}

}  // namespace

std::uint32_t depth_limit(const ClassifierOptions& options) {
  return options.max_depth > 0 ? static_cast<std::uint32_t>(options.max_depth)
                               : std::numeric_limits<std::uint32_t>::max();
}

Matrix<float> tree_values(MatrixView<const double> rows) {
  Matrix<float> values(rows.rows, rows.cols);
  for (std::size_t row = 0; row < rows.rows; ++row) {
    for (std::size_t feature = 0; feature < rows.cols; ++feature) {
      values(row, feature) = tree_value(rows(row, feature));
    }
  }
  return values;
}

PendingNode GrowingTree::start(std::size_t features_count, std::size_t rows,
                               const NodeTotals& totals) {
  features.resize(features_count);
  std::iota(features.begin(), features.end(), 0U);
  nodes.resize(1);
  scores.resize(1);
  const PendingNode root{0, 0, 0, rows, 0, features_count, totals};
  make_leaf(root);
  return root;
}

void GrowingTree::make_leaf(const PendingNode& node) {
  nodes[node.node] = {std::numeric_limits<double>::infinity(), 0, node.node};
  scores[node.node] = leaf_score(node.totals.l, node.totals.m);
}

std::span<std::uint32_t> GrowingTree::shuffled_features(const PendingNode& node,
                                                        RandomStream& random) {
  features.resize(node.features_end);
  features.insert(features.end(), node.features_end - node.features_begin, 0U);
  const std::span<std::uint32_t> order =
      std::span<std::uint32_t>(features).subspan(node.features_end);
  std::copy(features.begin() + static_cast<std::ptrdiff_t>(node.features_begin),
            features.begin() + static_cast<std::ptrdiff_t>(node.features_end), order.begin());
  shuffle(order, random);
  return order;
}

std::uint32_t GrowingTree::split(const PendingNode& node, std::uint32_t feature, double threshold) {
  const auto left_child = static_cast<std::uint32_t>(nodes.size());
  nodes[node.node] = {threshold, feature, left_child};
  nodes.resize(left_child + 2U);
  scores.resize(left_child + 2U);
  return left_child;
}

void SplitBoundaries::resize(std::size_t rows) {
  l.resize(rows + kLanes);
  m.resize(rows + kLanes);
}

void PresortedGrowth::resize(std::size_t features, std::size_t rows) {
  rows_ = rows;
  entries_.resize(features * rows);
  right_.resize(rows);
  is_left_.resize(rows);
  boundaries_.resize(rows);
  left_rows_.resize(rows);
}

void PresortedGrowth::grow(const PendingNode& root, const double* signed_weights,
                           RandomStream& random, GrowingTree& tree) {
  pending_.assign(1, root);
  while (!pending_.empty()) {
    const PendingNode node = pending_.back();
    pending_.pop_back();
    split_node(node, signed_weights, random, tree);
  }
}

/// Makes `child` a leaf, and remembers it where it can be split.
void PresortedGrowth::add_child(const PendingNode& child, GrowingTree& tree) {
  tree.make_leaf(child);
  if (!tree.is_leaf(child)) pending_.push_back(child);
}

/// The best split of a node. Appends the features that are not constant in it to tree.features.
PresortedGrowth::Split PresortedGrowth::find_split(const PendingNode& node, const double* weights,
                                                   RandomStream& random, GrowingTree& tree) {
  const std::span<std::uint32_t> order = tree.shuffled_features(node, random);
  Split best;
  std::size_t varying = 0;
  for (const std::uint32_t feature : order) {
    const std::span<const SortedEntry> entries = entries_of(feature, node);
    if (!separable(entries.front(), entries.back())) continue;
    order[varying++] = feature;
    const std::size_t count = scan_boundaries(entries, weights, boundaries_, left_rows_.data());
    if (count == 0) continue;  // neighbours are close, though the ends are not
    double* const l = boundaries_.l.data();
    double* const m = boundaries_.m.data();
    const double gain = best_split_gain(l, m, count, node.totals.l, node.totals.m);
    if (best.left_rows != 0 && gain <= best.gain * (1.0 + kSplitTie)) continue;
    const std::size_t place =
        first_split_with_gain(l, m, count, node.totals.l, node.totals.m, gain);
    best = {feature, left_rows_[place], gain};
  }
  tree.features.resize(node.features_end + varying);
  return best;
}

void PresortedGrowth::split_node(const PendingNode& node, const double* weights,
                                 RandomStream& random, GrowingTree& tree) {
  const Split split = find_split(node, weights, random, tree);
  if (split.left_rows == 0) return;
  const std::span<SortedEntry> chosen = entries_of(split.feature, node);
  const std::uint32_t left_child =
      tree.split(node, split.feature,
                 split_threshold(chosen[split.left_rows - 1].value, chosen[split.left_rows].value));

  PendingNode left{left_child,
                   node.depth + 1,
                   node.begin,
                   node.begin + split.left_rows,
                   node.features_end,
                   tree.features.size(),
                   sum_up(chosen.first(split.left_rows), weights)};
  PendingNode right = left;
  right.node = left_child + 1;
  right.begin = left.end;
  right.end = node.end;
  right.totals = sum_up(chosen.subspan(split.left_rows), weights);

  const bool keep_left = !tree.is_leaf(left);
  const bool keep_right = !tree.is_leaf(right);
  if (keep_left || keep_right) {
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      is_left_[chosen[i].id] = i < split.left_rows ? 1 : 0;
    }
    for (std::size_t i = left.features_begin; i < left.features_end; ++i) {
      if (tree.features[i] == split.feature) continue;
      partition(entries_of(tree.features[i], node), is_left_.data(), keep_left, keep_right,
                right_.data());
    }
  }
  // The left child comes off the stack first, as in scikit-learn.
  add_child(right, tree);
  add_child(left, tree);
}

/// Lets blocks of rows walk down together: their loads overlap, and a row that has arrived stays.
void predict_rows(const GrowingTree& tree, const Matrix<float>& rows, Predictions& out) {
  constexpr std::size_t kBlock = 16;
  const TreeNode* const nodes = tree.nodes.data();
  out.labels.resize(rows.rows());
  out.scores.resize(rows.rows());
  for (std::size_t begin = 0; begin < rows.rows(); begin += kBlock) {
    const std::size_t size = std::min(kBlock, rows.rows() - begin);
    std::array<std::uint32_t, kBlock> at{};
    const float* const values = rows.data() + begin * rows.cols();
    bool moved = true;
    while (moved) {
      moved = false;
      for (std::size_t i = 0; i < size; ++i) {
        const TreeNode node = nodes[at[i]];
        const double value = values[i * rows.cols() + node.feature];
        const std::uint32_t next = node.left + (value > node.threshold ? 1U : 0U);
        moved |= next != at[i];
        at[i] = next;
      }
    }
    for (std::size_t i = 0; i < size; ++i) {
      const double score = tree.scores[at[i]];
      out.scores[begin + i] = score;
      out.labels[begin + i] = score > 0.0 ? 1 : 0;
    }
  }
}

}  // namespace autosmote
