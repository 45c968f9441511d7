#include "classifiers/tree.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <vector>

#include "classifiers/refit.h"
#include "classifiers/sorted_columns.h"
#include "classifiers/split.h"
#include "core/check.h"
#include "core/random.h"

namespace autosmote {
namespace {

/// Children stand side by side: left at `left`, right behind it. A leaf is its own left child and
/// its threshold is infinite, so that a row can take further steps and stay.
struct Node {
  double threshold;
  std::uint32_t feature;
  std::uint32_t left;
};

/// The weight of some rows, and the same with class 0 counted negative.
struct Totals {
  double l = 0.0;
  double m = 0.0;

  bool pure() const { return std::fabs(m) == l; }
};

/// A node that is still to be split: entries [begin, end) of every feature, the features to try
/// [features_begin, features_end) of Workspace::features.
struct Pending {
  std::uint32_t node;
  std::uint32_t depth;
  std::size_t begin;
  std::size_t end;
  std::size_t features_begin;
  std::size_t features_end;
  Totals totals;
};

struct Split {
  std::uint32_t feature = 0;
  std::size_t left_rows = 0;  ///< 0: no split
  double gain = 0.0;
};

/// The sums left of every place where a feature's value changes.
struct Boundaries {
  std::vector<double> l;
  std::vector<double> m;
  std::vector<std::uint32_t> left_rows;
};

struct TreeWorkspace : RefitClassifier::Workspace {
  TrainingRows rows;
  std::vector<SortedEntry> entries;  // features x rows, partitioned along
  std::vector<SortedEntry> right;    // scratch of one partition
  std::vector<std::uint8_t> is_left;
  std::vector<std::uint32_t> features;
  Boundaries boundaries;
  std::vector<Pending> pending;
  std::vector<Node> nodes;
  std::vector<double> scores;  // by node
};

/// Sums over the entries in order and notes the sums at every boundary. Without branches: what is
/// written for a place that is no boundary is overwritten by the next. Returns how many there are.
std::size_t scan_boundaries(std::span<const SortedEntry> entries, const double* signed_weights,
                            Boundaries& out) {
  double* const l = out.l.data();
  double* const m = out.m.data();
  std::uint32_t* const left_rows = out.left_rows.data();
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

Totals sum_up(std::span<const SortedEntry> entries, const double* signed_weights) {
  Totals totals;
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

class TreeRefit final : public RefitClassifier {
 public:
  TreeRefit(const ClassifierOptions& options, const RefitData& data, const Context& context)
      : data_(data),
        columns_(data, context),
        seed_(options.seed),
        evaluation_(data.evaluation.rows, data.evaluation.cols),
        max_depth_(options.max_depth > 0 ? static_cast<std::uint32_t>(options.max_depth)
                                         : std::numeric_limits<std::uint32_t>::max()) {
    for (std::size_t row = 0; row < evaluation_.rows(); ++row) {
      for (std::size_t feature = 0; feature < evaluation_.cols(); ++feature) {
        evaluation_(row, feature) = tree_value(data.evaluation(row, feature));
      }
    }
  }

  std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<TreeWorkspace>();
  }

  void fit_predict(const TrainingWeights& weights, Workspace& workspace,
                   Predictions& out) const override {
    auto& ws = static_cast<TreeWorkspace&>(workspace);
    prepare(weights, ws);
    RandomStream random(seed_, Purpose::kClassifier);
    while (!ws.pending.empty()) {
      const Pending node = ws.pending.back();
      ws.pending.pop_back();
      split_node(node, random, ws);
    }
    predict(ws, out);
  }

 private:
  void prepare(const TrainingWeights& weights, TreeWorkspace& ws) const;
  void split_node(const Pending& node, RandomStream& random, TreeWorkspace& ws) const;
  Split find_split(const Pending& node, RandomStream& random, TreeWorkspace& ws) const;
  void add_child(const Pending& child, TreeWorkspace& ws) const;
  void predict(const TreeWorkspace& ws, Predictions& out) const;

  std::span<SortedEntry> entries_of(std::size_t feature, const Pending& node,
                                    TreeWorkspace& ws) const {
    return {ws.entries.data() + feature * ws.rows.size() + node.begin, node.end - node.begin};
  }
  bool is_leaf(const Pending& node) const { return node.totals.pure() || node.depth >= max_depth_; }

  RefitData data_;
  SortedColumns columns_;
  std::uint64_t seed_;
  Matrix<float> evaluation_;
  std::uint32_t max_depth_;
};

void TreeRefit::prepare(const TrainingWeights& weights, TreeWorkspace& ws) const {
  ws.rows.assign(data_, weights);
  const std::size_t rows = ws.rows.size();
  ws.entries.resize(columns_.cols() * rows);
  ws.right.resize(rows);
  ws.is_left.resize(rows);
  ws.boundaries.l.resize(rows + kLanes);
  ws.boundaries.m.resize(rows + kLanes);
  ws.boundaries.left_rows.resize(rows);
  ws.nodes.clear();
  ws.scores.clear();
  ws.features.resize(columns_.cols());
  std::iota(ws.features.begin(), ws.features.end(), 0U);
  Totals totals;
  for (const double weight : ws.rows.signed_weights()) {
    totals.l += std::fabs(weight);
    totals.m += weight;
  }
  ws.nodes.resize(1);
  ws.scores.resize(1);
  const Pending root{0, 0, 0, rows, 0, columns_.cols(), totals};
  add_child(root, ws);
  if (ws.pending.empty()) return;
  for (std::size_t feature = 0; feature < columns_.cols(); ++feature) {
    ws.rows.sorted_by(columns_, feature, ws.entries.data() + feature * rows);
  }
}

/// Makes `child` a leaf, and remembers it where it can be split.
void TreeRefit::add_child(const Pending& child, TreeWorkspace& ws) const {
  ws.nodes[child.node] = {std::numeric_limits<double>::infinity(), 0, child.node};
  ws.scores[child.node] = leaf_score(child.totals.l, child.totals.m);
  if (!is_leaf(child)) ws.pending.push_back(child);
}

/// The best split of a node. Appends the features that are not constant in it to ws.features.
Split TreeRefit::find_split(const Pending& node, RandomStream& random, TreeWorkspace& ws) const {
  const double* const weights = ws.rows.signed_weights().data();
  ws.features.resize(node.features_end);
  ws.features.insert(ws.features.end(), node.features_end - node.features_begin, 0U);
  const std::span<std::uint32_t> order =
      std::span<std::uint32_t>(ws.features).subspan(node.features_end);
  std::copy(ws.features.begin() + static_cast<std::ptrdiff_t>(node.features_begin),
            ws.features.begin() + static_cast<std::ptrdiff_t>(node.features_end), order.begin());
  shuffle(order, random);

  Split best;
  std::size_t varying = 0;
  for (const std::uint32_t feature : order) {
    const std::span<const SortedEntry> entries = entries_of(feature, node, ws);
    if (!separable(entries.front(), entries.back())) continue;
    order[varying++] = feature;
    const std::size_t count = scan_boundaries(entries, weights, ws.boundaries);
    if (count == 0) continue;  // neighbours are close, though the ends are not
    double* const l = ws.boundaries.l.data();
    double* const m = ws.boundaries.m.data();
    const double gain = best_split_gain(l, m, count, node.totals.l, node.totals.m);
    if (best.left_rows != 0 && gain <= best.gain * (1.0 + kSplitTie)) continue;
    const std::size_t place =
        first_split_with_gain(l, m, count, node.totals.l, node.totals.m, gain);
    best = {feature, ws.boundaries.left_rows[place], gain};
  }
  ws.features.resize(node.features_end + varying);
  return best;
}

void TreeRefit::split_node(const Pending& node, RandomStream& random, TreeWorkspace& ws) const {
  const Split split = find_split(node, random, ws);
  if (split.left_rows == 0) return;
  const double* const weights = ws.rows.signed_weights().data();
  const std::span<SortedEntry> chosen = entries_of(split.feature, node, ws);
  const auto left_child = static_cast<std::uint32_t>(ws.nodes.size());
  ws.nodes[node.node] = {
      split_threshold(chosen[split.left_rows - 1].value, chosen[split.left_rows].value),
      split.feature, left_child};
  ws.nodes.resize(left_child + 2U);
  ws.scores.resize(left_child + 2U);

  Pending left{left_child,
               node.depth + 1,
               node.begin,
               node.begin + split.left_rows,
               node.features_end,
               ws.features.size(),
               sum_up(chosen.first(split.left_rows), weights)};
  Pending right = left;
  right.node = left_child + 1;
  right.begin = left.end;
  right.end = node.end;
  right.totals = sum_up(chosen.subspan(split.left_rows), weights);

  if (!is_leaf(left) || !is_leaf(right)) {
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      ws.is_left[chosen[i].id] = i < split.left_rows ? 1 : 0;
    }
    for (std::size_t i = left.features_begin; i < left.features_end; ++i) {
      if (ws.features[i] == split.feature) continue;
      partition(entries_of(ws.features[i], node, ws), ws.is_left.data(), !is_leaf(left),
                !is_leaf(right), ws.right.data());
    }
  }
  // The left child comes off the stack first, as in scikit-learn.
  add_child(right, ws);
  add_child(left, ws);
}

/// Lets blocks of rows walk down together: their loads overlap, and a row that has arrived stays.
void TreeRefit::predict(const TreeWorkspace& ws, Predictions& out) const {
  constexpr std::size_t kBlock = 16;
  const std::size_t rows = evaluation_.rows();
  const Node* const nodes = ws.nodes.data();
  out.labels.resize(rows);
  out.scores.resize(rows);
  for (std::size_t begin = 0; begin < rows; begin += kBlock) {
    const std::size_t size = std::min(kBlock, rows - begin);
    std::array<std::uint32_t, kBlock> at{};
    const float* const values = evaluation_.data() + begin * evaluation_.cols();
    bool moved = true;
    while (moved) {
      moved = false;
      for (std::size_t i = 0; i < size; ++i) {
        const Node node = nodes[at[i]];
        const double value = values[i * evaluation_.cols() + node.feature];
        const std::uint32_t next = node.left + (value > node.threshold ? 1U : 0U);
        moved |= next != at[i];
        at[i] = next;
      }
    }
    for (std::size_t i = 0; i < size; ++i) {
      const double score = ws.scores[at[i]];
      out.scores[begin + i] = score;
      out.labels[begin + i] = score > 0.0 ? 1 : 0;
    }
  }
}

}  // namespace

std::unique_ptr<RefitClassifier> make_tree_refit(const ClassifierOptions& options,
                                                 const RefitData& data, const Context& context) {
  return std::make_unique<TreeRefit>(options, data, context);
}

}  // namespace autosmote
