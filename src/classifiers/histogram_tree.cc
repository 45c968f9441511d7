#include "classifiers/histogram_tree.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "classifiers/coded_columns.h"
#include "classifiers/distinct_evaluation.h"
#include "classifiers/split.h"
#include "classifiers/tree_growth.h"
#include "core/check.h"
#include "core/random.h"

namespace autosmote {
namespace {

/// Nodes of few rows are grown from sorted rows, as a histogram takes the time of its bins, however
/// few the rows: small is a node of eight rows for each bin that a feature has on average, but 32
/// rows at least and no more than 512, or one for four bins where that is more.
std::size_t small_node(const CodedColumns& columns) {
  constexpr std::size_t kMostRows = std::size_t{1} << 16;  // see sort_small
  static_assert(CodedColumns::kMostBins / 4 <= kMostRows);
  const std::size_t bins = columns.bins() / columns.cols();
  return std::clamp(8 * bins, std::size_t{32}, std::max(std::size_t{512}, bins / 4));
}

constexpr std::size_t kNoHistogram = std::numeric_limits<std::size_t>::max();

struct Bin {
  double l = 0.0;  ///< the weight of some rows with the bin's values
  double m = 0.0;  ///< the same with class 0 counted negative

  void add(double signed_weight) {
    l += std::fabs(signed_weight);
    m += signed_weight;
  }
  void subtract(double signed_weight) {
    l -= std::fabs(signed_weight);
    m -= signed_weight;
  }
};

/// One bin for each of CodedColumns; usual bins are not filled.
using Histogram = std::vector<Bin>;

/// How many base rows of class 0 and 1 have a bin's values.
struct ClassCounts {
  double of[2] = {0.0, 0.0};
};

/// A node with its rows [begin, end) of HistogramTreeWorkspace::rows.
struct LargeNode {
  PendingNode node;
  std::size_t histogram = kNoHistogram;  ///< its number in the workspace; a small node has none
};

struct HistogramTreeWorkspace final : RefitClassifier::Workspace {
  GrowingTree tree;
  PresortedGrowth small;
  std::vector<double> signed_weights;  // of all rows, where they are in the training set
  std::vector<std::uint32_t> rows;     // of the training set, partitioned along
  std::vector<std::uint32_t> right;    // scratch of a partition
  std::vector<LargeNode> pending;
  std::vector<Histogram> histograms;
  std::vector<std::size_t> free_histograms;
  SplitBoundaries boundaries;
  std::vector<std::pair<std::uint16_t, std::uint16_t>> boundary_codes;  // of the bins beside it
  std::vector<double> small_weights;                                    // of a small node's rows
  std::vector<std::uint32_t> low, equal, high;  // keys of a small node's rows: code, place
  Predictions distinct;

  std::size_t take_histogram(std::size_t bins) {
    if (free_histograms.empty()) {
      free_histograms.push_back(histograms.size());
      histograms.emplace_back(bins);
    }
    const std::size_t taken = free_histograms.back();
    free_histograms.pop_back();
    return taken;
  }
  void give_back(std::size_t histogram) {
    if (histogram != kNoHistogram) free_histograms.push_back(histogram);
  }
};

/// Where a large node is split: rows whose code is at most `low` go left.
struct CodeSplit {
  bool found = false;
  std::uint32_t feature = 0;
  std::uint16_t low = 0;
  std::uint16_t high = 0;
  double gain = 0.0;
  NodeTotals left;
};

/// The rows to predict, each once, as trees see them.
struct EvaluationValues {
  EvaluationValues(MatrixView<const double> evaluation, const Context& context)
      : distinct(evaluation, context), values(tree_values(distinct.rows().view())) {}
  DistinctEvaluation distinct;
  Matrix<float> values;
};

class HistogramTreeRefit final : public RefitClassifier {
 public:
  HistogramTreeRefit(const ClassifierOptions& options, const RefitData& data,
                     std::shared_ptr<const CodedColumns> columns,
                     std::shared_ptr<const EvaluationValues> evaluation)
      : data_(data),
        columns_(std::move(columns)),
        small_node_(small_node(*columns_)),
        seed_(options.seed),
        max_depth_(depth_limit(options)),
        root_(columns_->bins()),
        evaluation_(std::move(evaluation)) {
    AUTOSMOTE_CHECK(data.base_labels.size() == data.base.rows);
    for (std::size_t feature = 0; feature < columns_->cols(); ++feature) {
      most_bins_ = std::max(most_bins_, columns_->ranges(feature).size());
    }
    for (std::size_t row = 0; row < data.base.rows; ++row) {
      const std::size_t label = data.base_labels[row] == 1 ? 1 : 0;
      const double copies = data.base_weight(row);
      // Sums of so few bits are exact, in whatever order.
      AUTOSMOTE_CHECK(copies * 0x1p20 == std::floor(copies * 0x1p20));
      base_weight_[label] += copies;
      for (const std::uint32_t bin : columns_->unusual_bins(row)) root_[bin].of[label] += copies;
    }
  }

  std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<HistogramTreeWorkspace>();
  }

  void fit_predict(const TrainingWeights& weights, Workspace& workspace,
                   Predictions& out) const override {
    auto& ws = static_cast<HistogramTreeWorkspace&>(workspace);
    RandomStream random(seed_, Purpose::kClassifier);
    start(weights, ws);
    while (!ws.pending.empty()) {
      const LargeNode large = ws.pending.back();
      ws.pending.pop_back();
      if (large.histogram == kNoHistogram) {
        grow_small(large.node, random, ws);
      } else {
        split_large(large, random, ws);
      }
    }
    predict_rows(ws.tree, evaluation_->values, ws.distinct);
    evaluation_->distinct.expand(ws.distinct, out);
  }

 private:
  void start(const TrainingWeights& weights, HistogramTreeWorkspace& ws) const;
  bool scan_bins(std::size_t feature, const PendingNode& node, const Histogram& histogram,
                 HistogramTreeWorkspace& ws, std::size_t& count) const;
  CodeSplit find_split(const LargeNode& large, RandomStream& random,
                       HistogramTreeWorkspace& ws) const;
  void split_large(const LargeNode& large, RandomStream& random, HistogramTreeWorkspace& ws) const;
  std::size_t partition(const PendingNode& node, const CodeSplit& split,
                        HistogramTreeWorkspace& ws) const;
  void add_children(const LargeNode& parent, LargeNode left, LargeNode right,
                    HistogramTreeWorkspace& ws) const;
  void grow_small(const PendingNode& node, RandomStream& random, HistogramTreeWorkspace& ws) const;
  bool beside_run(const CodeSplit& split) const {
    const std::span<const ValueRange> ranges = columns_->ranges(split.feature);
    return !ranges[split.low].is_one_value() || !ranges[split.high].is_one_value();
  }
  double threshold(const CodeSplit& split, std::span<const std::uint32_t> left,
                   std::span<const std::uint32_t> right) const;
  void sort_small(std::uint32_t feature, std::span<const std::uint32_t> rows,
                  HistogramTreeWorkspace& ws) const;
  void sort_small_by_value(std::uint32_t feature, std::span<const std::uint32_t> rows,
                           HistogramTreeWorkspace& ws) const;

  std::span<const std::uint32_t> rows_of(const PendingNode& node,
                                         const HistogramTreeWorkspace& ws) const {
    return std::span<const std::uint32_t>(ws.rows).subspan(node.begin, node.rows());
  }

  RefitData data_;
  std::shared_ptr<const CodedColumns> columns_;
  std::size_t most_bins_ = 0;  // of a feature
  std::size_t small_node_;     // so many rows or fewer
  std::uint64_t seed_;
  std::uint32_t max_depth_;
  std::vector<ClassCounts> root_;  // of the base rows, by bin
  double base_weight_[2] = {0.0, 0.0};
  std::shared_ptr<const EvaluationValues> evaluation_;
};

void HistogramTreeRefit::start(const TrainingWeights& weights, HistogramTreeWorkspace& ws) const {
  double class_weight[2] = {weights.majority_weight, weights.minority_weight};
  double total = class_weight[0] * base_weight_[0] + class_weight[1] * base_weight_[1];
  for (const WeightedRow& candidate : weights.candidates) total += candidate.weight;
  AUTOSMOTE_CHECK(total > 0.0 && total < 0x1p50);
  const double unit = std::min(1.0, std::ldexp(1.0, std::ilogb(total) - 51));
  for (double& weight : class_weight) {
    AUTOSMOTE_CHECK(weight >= 0.0);
    weight = std::round(weight / unit) * unit;
  }

  ws.free_histograms.clear();
  for (std::size_t h = 0; h < ws.histograms.size(); ++h) ws.free_histograms.push_back(h);
  const std::size_t number = ws.take_histogram(columns_->bins());
  Histogram& histogram = ws.histograms[number];
  for (std::size_t bin = 0; bin < histogram.size(); ++bin) {
    const double zeros = root_[bin].of[0] * class_weight[0];
    const double ones = root_[bin].of[1] * class_weight[1];
    histogram[bin] = {zeros + ones, ones - zeros};
  }
  ws.signed_weights.resize(columns_->rows());
  ws.rows.clear();
  NodeTotals totals;
  const auto add = [&](std::uint32_t row, double signed_weight) {
    totals.l += std::fabs(signed_weight);
    totals.m += signed_weight;
    ws.signed_weights[row] = signed_weight;
    ws.rows.push_back(row);
  };
  for (std::uint32_t row = 0; row < data_.base.rows; ++row) {
    const bool minority = data_.base_labels[row] == 1;
    const double weight = class_weight[minority ? 1 : 0] * data_.base_weight(row);
    if (weight > 0.0) add(row, minority ? weight : -weight);
  }
  for (const WeightedRow& candidate : weights.candidates) {
    AUTOSMOTE_CHECK(candidate.row < data_.candidates.rows && candidate.weight >= 1);
    const auto row = static_cast<std::uint32_t>(data_.base.rows + candidate.row);
    const double weight = candidate.weight;
    add(row, data_.candidate_label(candidate.row) == 1 ? weight : -weight);
    for (const std::uint32_t bin : columns_->unusual_bins(row)) {
      histogram[bin].add(ws.signed_weights[row]);
    }
  }
  ws.right.resize(ws.rows.size());
  ws.boundaries.resize(most_bins_);
  ws.boundary_codes.resize(most_bins_);
  ws.tree.max_depth = max_depth_;
  const PendingNode root = ws.tree.start(columns_->cols(), ws.rows.size(), totals);
  ws.pending.clear();
  if (ws.tree.is_leaf(root)) return;
  ws.pending.push_back({root, root.rows() > small_node_ ? number : kNoHistogram});
}

/// Notes the sums left of every boundary of a feature, and the codes beside it, in ws. False where
/// the feature is constant in the node.
bool HistogramTreeRefit::scan_bins(std::size_t feature, const PendingNode& node,
                                   const Histogram& histogram, HistogramTreeWorkspace& ws,
                                   std::size_t& count) const {
  const std::span<const ValueRange> ranges = columns_->ranges(feature);
  const Bin* const bins = histogram.data() + columns_->first_bin(feature);
  const std::size_t usual = columns_->usual(feature);
  Bin usual_bin{node.totals.l, node.totals.m};
  for (std::size_t code = 0; code < ranges.size(); ++code) {
    if (code == usual) continue;
    usual_bin.l -= bins[code].l;
    usual_bin.m -= bins[code].m;
  }
  count = 0;
  Bin sum;
  std::size_t first = ranges.size();
  std::size_t last = 0;  // that occurs, of those seen
  for (std::size_t code = 0; code < ranges.size(); ++code) {
    const Bin& bin = code == usual ? usual_bin : bins[code];
    if (bin.l == 0.0) continue;
    if (first == ranges.size()) {
      first = code;
    } else if (separable(ranges[last].high, ranges[code].low)) {
      ws.boundaries.l[count] = sum.l;
      ws.boundaries.m[count] = sum.m;
      ws.boundary_codes[count++] = {static_cast<std::uint16_t>(last),
                                    static_cast<std::uint16_t>(code)};
    }
    sum.l += bin.l;
    sum.m += bin.m;
    last = code;
  }
  return separable(ranges[first].low, ranges[last].high);
}

/// As PresortedGrowth::find_split.
CodeSplit HistogramTreeRefit::find_split(const LargeNode& large, RandomStream& random,
                                         HistogramTreeWorkspace& ws) const {
  const PendingNode& node = large.node;
  const Histogram& histogram = ws.histograms[large.histogram];
  const std::span<std::uint32_t> order = ws.tree.shuffled_features(node, random);
  CodeSplit best;
  std::size_t varying = 0;
  for (const std::uint32_t feature : order) {
    std::size_t count = 0;
    if (!scan_bins(feature, node, histogram, ws, count)) continue;
    order[varying++] = feature;
    if (count == 0) continue;
    double* const l = ws.boundaries.l.data();
    double* const m = ws.boundaries.m.data();
    const double gain = best_split_gain(l, m, count, node.totals.l, node.totals.m);
    if (best.found && gain <= best.gain * (1.0 + kSplitTie)) continue;
    const std::size_t place =
        first_split_with_gain(l, m, count, node.totals.l, node.totals.m, gain);
    const auto [low, high] = ws.boundary_codes[place];
    best = {true, feature, low, high, gain, {l[place], m[place]}};
  }
  ws.tree.features.resize(node.features_end + varying);
  return best;
}

void HistogramTreeRefit::split_large(const LargeNode& large, RandomStream& random,
                                     HistogramTreeWorkspace& ws) const {
  const PendingNode& node = large.node;
  const CodeSplit split = find_split(large, random, ws);
  if (!split.found) {
    ws.give_back(large.histogram);
    return;
  }
  LargeNode left{{0, node.depth + 1, node.begin, node.end, node.features_end,
                  ws.tree.features.size(), split.left}};
  LargeNode right = left;
  right.node.totals = {node.totals.l - split.left.l, node.totals.m - split.left.m};
  if (beside_run(split) || !ws.tree.is_leaf(left.node) || !ws.tree.is_leaf(right.node)) {
    left.node.end = right.node.begin = partition(node, split, ws);
  }
  left.node.node = ws.tree.split(node, split.feature,
                                 threshold(split, rows_of(left.node, ws), rows_of(right.node, ws)));
  right.node.node = left.node.node + 1;
  add_children(large, left, right, ws);
}

/// The midpoint of the values beside a split that occur in the node. Where they are in a run, its
/// rows tell which.
double HistogramTreeRefit::threshold(const CodeSplit& split, std::span<const std::uint32_t> left,
                                     std::span<const std::uint32_t> right) const {
  const std::span<const ValueRange> ranges = columns_->ranges(split.feature);
  const std::span<const std::uint16_t> codes = columns_->codes(split.feature);
  const ValueRange low = ranges[split.low];
  const ValueRange high = ranges[split.high];
  float below = low.low;
  float above = high.high;
  if (!low.is_one_value()) {
    for (const std::uint32_t row : left) {
      if (codes[row] == split.low) below = std::max(below, tree_value(data_, row, split.feature));
    }
  }
  if (!high.is_one_value()) {
    for (const std::uint32_t row : right) {
      if (codes[row] == split.high) above = std::min(above, tree_value(data_, row, split.feature));
    }
  }
  return split_threshold(below, above);
}

/// Puts the left rows first, both sides in their order. Returns where the right ones begin.
std::size_t HistogramTreeRefit::partition(const PendingNode& node, const CodeSplit& split,
                                          HistogramTreeWorkspace& ws) const {
  const std::uint16_t* const codes = columns_->codes(split.feature).data();
  std::uint32_t* const rows = ws.rows.data() + node.begin;
  std::uint32_t* const right = ws.right.data();
  std::size_t left_count = 0;
  std::size_t right_count = 0;
  for (std::size_t i = 0; i < node.rows(); ++i) {
    const std::uint32_t row = rows[i];
    const bool is_left = codes[row] <= split.low;
    rows[left_count] = row;
    right[right_count] = row;
    left_count += is_left ? 1 : 0;
    right_count += is_left ? 0 : 1;
  }
  std::copy_n(right, right_count, rows + left_count);
  return node.begin + left_count;
}

/// Gives the children their histograms, where they need them, and puts them on the stack, so that
/// the left one comes off first.
void HistogramTreeRefit::add_children(const LargeNode& parent, LargeNode left, LargeNode right,
                                      HistogramTreeWorkspace& ws) const {
  const auto is_large = [&](const LargeNode& child) {
    return !ws.tree.is_leaf(child.node) && child.node.rows() > small_node_;
  };
  const bool left_is_smaller = left.node.rows() <= right.node.rows();
  LargeNode& smaller = left_is_smaller ? left : right;
  LargeNode& larger = left_is_smaller ? right : left;
  if (is_large(smaller)) {
    smaller.histogram = ws.take_histogram(columns_->bins());
    Histogram& own = ws.histograms[smaller.histogram];
    std::ranges::fill(own, Bin{});
    for (const std::uint32_t row : rows_of(smaller.node, ws)) {
      for (const std::uint32_t bin : columns_->unusual_bins(row)) {
        own[bin].add(ws.signed_weights[row]);
      }
    }
  }
  if (is_large(larger)) {
    larger.histogram = parent.histogram;
    Histogram& rest = ws.histograms[parent.histogram];
    for (const std::uint32_t row : rows_of(smaller.node, ws)) {
      for (const std::uint32_t bin : columns_->unusual_bins(row)) {
        rest[bin].subtract(ws.signed_weights[row]);
      }
    }
  } else {
    ws.give_back(parent.histogram);
  }
  for (const LargeNode* child : {&right, &left}) {
    ws.tree.make_leaf(child->node);
    if (!ws.tree.is_leaf(child->node)) ws.pending.push_back(*child);
  }
}

void HistogramTreeRefit::grow_small(const PendingNode& node, RandomStream& random,
                                    HistogramTreeWorkspace& ws) const {
  const std::span<const std::uint32_t> rows = rows_of(node, ws);
  ws.small.resize(columns_->cols(), rows.size());
  ws.small_weights.clear();
  for (const std::uint32_t row : rows) ws.small_weights.push_back(ws.signed_weights[row]);
  for (std::size_t f = node.features_begin; f < node.features_end; ++f) {
    const std::uint32_t feature = ws.tree.features[f];
    if (columns_->has_runs(feature)) {
      sort_small_by_value(feature, rows, ws);
    } else {
      sort_small(feature, rows, ws);
    }
  }
  PendingNode root = node;
  root.begin = 0;
  root.end = rows.size();
  ws.small.grow(root, ws.small_weights.data(), random, ws.tree);
}

/// Rows of the usual value, often most of them, are in order as they are; those below and above
/// are sorted.
void HistogramTreeRefit::sort_small(std::uint32_t feature, std::span<const std::uint32_t> rows,
                                    HistogramTreeWorkspace& ws) const {
  const std::uint16_t* const codes = columns_->codes(feature).data();
  const std::uint32_t usual = columns_->usual(feature);
  for (std::vector<std::uint32_t>* keys : {&ws.low, &ws.equal, &ws.high}) keys->clear();
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t code = codes[rows[i]];
    std::vector<std::uint32_t>& keys = code == usual ? ws.equal : code < usual ? ws.low : ws.high;
    keys.push_back(code << 16U | i);
  }
  std::ranges::sort(ws.low);
  std::ranges::sort(ws.high);
  const std::span<const ValueRange> ranges = columns_->ranges(feature);
  SortedEntry* next = ws.small.sorted_rows(feature).data();
  for (const std::vector<std::uint32_t>* keys : {&ws.low, &ws.equal, &ws.high}) {
    for (const std::uint32_t key : *keys) *next++ = {ranges[key >> 16U].low, key & 0xFFFFU};
  }
}

void HistogramTreeRefit::sort_small_by_value(std::uint32_t feature,
                                             std::span<const std::uint32_t> rows,
                                             HistogramTreeWorkspace& ws) const {
  const std::span<SortedEntry> entries = ws.small.sorted_rows(feature);
  for (std::uint32_t i = 0; i < rows.size(); ++i)
    entries[i] = {tree_value(data_, rows[i], feature), i};
  std::ranges::sort(entries, [](const SortedEntry& a, const SortedEntry& b) {
    return a.value != b.value ? a.value < b.value : a.id < b.id;
  });
}

}  // namespace

std::vector<std::unique_ptr<RefitClassifier>> make_histogram_tree_refits(
    const ClassifierOptions& options, std::span<const RefitData> data, const Context& context) {
  std::vector<std::unique_ptr<RefitClassifier>> refits;
  const std::shared_ptr<const CodedColumns> columns = CodedColumns::make(data, context);
  if (columns == nullptr) return refits;
  const auto evaluation =
      std::make_shared<const EvaluationValues>(data.front().evaluation, context);
  for (const RefitData& one : data) {
    refits.push_back(std::make_unique<HistogramTreeRefit>(options, one, columns, evaluation));
  }
  return refits;
}

}  // namespace autosmote
