#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "autosmote/matrix_view.h"
#include "classifiers/refit.h"
#include "classifiers/sorted_columns.h"
#include "core/cache_line.h"
#include "core/random.h"

namespace autosmote {

/// Children stand side by side: left at `left`, right behind it. A leaf is its own left child and
/// its threshold is infinite, so that a row can take further steps and stay.
struct TreeNode {
  double threshold;
  std::uint32_t feature;
  std::uint32_t left;
};

/// The weight of some rows, and the same with class 0 counted negative.
struct NodeTotals {
  double l = 0.0;
  double m = 0.0;

  bool pure() const { return std::fabs(m) == l; }
};

/// A node that is still to be split: rows [begin, end) of wherever its rows are, the features to
/// try [features_begin, features_end) of GrowingTree::features.
struct PendingNode {
  std::uint32_t node;
  std::uint32_t depth;
  std::size_t begin;
  std::size_t end;
  std::size_t features_begin;
  std::size_t features_end;
  NodeTotals totals;

  std::size_t rows() const { return end - begin; }
};

/// A decision tree while it grows, node by node, each left child with all below it before the
/// right one. Keeps its memory from fit to fit.
struct GrowingTree {
  std::uint32_t max_depth = 0;
  std::vector<TreeNode> nodes;
  std::vector<double> scores;           ///< by node
  std::vector<std::uint32_t> features;  ///< a stack of lists, see PendingNode

  /// A tree of one node, a leaf, for `rows` rows: the root.
  PendingNode start(std::size_t features_count, std::size_t rows, const NodeTotals& totals);
  bool is_leaf(const PendingNode& node) const {
    return node.totals.pure() || node.depth >= max_depth;
  }
  void make_leaf(const PendingNode& node);
  /// Lists the node's features behind `features`, in an order drawn at random; the caller then
  /// keeps the first ones. Valid until `features` changes.
  std::span<std::uint32_t> shuffled_features(const PendingNode& node, RandomStream& random);
  /// Gives a node two children, which are not set yet. Returns the left one.
  std::uint32_t split(const PendingNode& node, std::uint32_t feature, double threshold);
};

/// options.max_depth, or the largest number where it is unlimited.
std::uint32_t depth_limit(const ClassifierOptions& options);

/// Rows as trees see them: tree_value of every number.
Matrix<float> tree_values(MatrixView<const double> rows);

/// What each of some tree_values gets from the tree: scores and labels.
void predict_rows(const GrowingTree& tree, const Matrix<float>& rows, Predictions& out);

/// The sums left of every place where a feature's value changes.
struct SplitBoundaries {
  CacheLineVector<double> l;
  CacheLineVector<double> m;

  void resize(std::size_t rows);
};

/// Grows trees from rows that are sorted by every feature, partitioning them at every node (tree.h
/// says which tree). O(rows features depth).
class PresortedGrowth {
 public:
  /// Makes place for the rows of a root; `features` are numbered from 0.
  void resize(std::size_t features, std::size_t rows);
  /// Where the root's rows are to be put in the order of `feature`; ids are 0 to rows - 1.
  std::span<SortedEntry> sorted_rows(std::size_t feature) {
    return {entries_.data() + feature * rows_, rows_};
  }
  /// Grows all below `root`, a leaf of `tree` that can be split, whose rows are [0, rows).
  /// `signed_weights`: of each id, see TrainingRows.
  void grow(const PendingNode& root, const double* signed_weights, RandomStream& random,
            GrowingTree& tree);

 private:
  struct Split {
    std::uint32_t feature = 0;
    std::size_t left_rows = 0;  ///< 0: no split
    double gain = 0.0;
  };

  std::span<SortedEntry> entries_of(std::size_t feature, const PendingNode& node) {
    return {entries_.data() + feature * rows_ + node.begin, node.rows()};
  }
  Split find_split(const PendingNode& node, const double* weights, RandomStream& random,
                   GrowingTree& tree);
  void split_node(const PendingNode& node, const double* weights, RandomStream& random,
                  GrowingTree& tree);
  void add_child(const PendingNode& child, GrowingTree& tree);

  std::size_t rows_ = 0;
  std::vector<SortedEntry> entries_;  // features x rows, partitioned along
  std::vector<SortedEntry> right_;    // scratch of one partition
  std::vector<std::uint8_t> is_left_;
  SplitBoundaries boundaries_;
  std::vector<std::uint32_t> left_rows_;  // of each boundary
  std::vector<PendingNode> pending_;
};

}  // namespace autosmote
