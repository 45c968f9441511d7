#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"
#include "neighbors/block_index.h"
#include "neighbors/lanes.h"

namespace autosmote {

/// The k nearest rows of each query, nearest first; among rows at one distance the lower row
/// number comes first.
struct Neighbors {
  Matrix<std::uint32_t> rows;        ///< queries x k: row numbers of the indexed rows
  Matrix<double> squared_distances;  ///< queries x k

  double distance(std::size_t query, std::size_t i) const {
    return std::sqrt(squared_distances(query, i));
  }
};

/// Rows near to each query: those of query q are entries offsets[q] to offsets[q + 1].
struct NeighborLists {
  std::vector<std::size_t> offsets;       ///< queries + 1
  std::vector<std::uint32_t> rows;        ///< in each list ascending
  std::vector<double> squared_distances;  ///< of the same entries
};

/// Exact nearest neighbours among fixed rows by Euclidean distance.
///
/// The squared distance of a pair is always the plain sum of squared differences in the order of
/// the features, so results equal those of comparing all pairs, bit for bit, whatever the number
/// of threads or the instruction set. Rows are kept in a k-d tree with eight children a node and
/// up to 32 rows a leaf, both laid out so that one vector operation serves eight children or rows
/// (Friedman, Bentley, Finkel 1977, "An algorithm for finding best matches in logarithmic expected
/// time"). A child's bounding box gives its bound by the very expression of the distance; rounding
/// is monotone, so the bound never exceeds a distance (that to the box's farthest corner is never
/// less than one) and ties are never cut off. Rows with many two-valued columns, as one-hot
/// encoding makes, are kept in a BlockIndex instead, unless the tree is asked for.
///
/// Rows that are equal are kept once, with the list of their numbers: a table with many of them is
/// a small one.
///
/// Building is O(n d log n), on the context's threads; a query is O(d log n) where few features
/// matter and never much more than O(n d). Memory is one copy of the distinct rows. Const and
/// thread-safe. Throws Abandoned (core/abandon.h).
class NeighborIndex {
 public:
  /// What the rows are kept in. kTree is for farthest(); kScan, for nearest() and nearest_others(),
  /// keeps nothing, looks at no row before, and compares with all.
  enum class Form { kFastestForNearest, kTree, kScan };

  /// `rows`: n x d, n >= 1, d >= 1, all finite; need not outlive the call, unless the form is
  /// kScan.
  NeighborIndex(MatrixView<const double> rows, const Context& context,
                Form form = Form::kFastestForNearest);

  /// For about so many queries of nearest() or nearest_others() altogether: kScan where they would
  /// not pay back an index. `rows` must outlive what is returned.
  static NeighborIndex for_queries(MatrixView<const double> rows, std::size_t queries,
                                   const Context& context);

  /// The same for the rows `chosen` (at least one) of x, which get numbers by their places in it;
  /// it, too, must outlive what is returned. Without nearest_others().
  static NeighborIndex for_queries(MatrixView<const double> x,
                                   std::span<const std::uint32_t> chosen, std::size_t queries,
                                   const Context& context);

  std::size_t size() const { return size_; }
  std::size_t dimensions() const { return dimensions_; }

  /// The k nearest rows of each query (rows of d finite numbers). `excluded` is empty, or names
  /// for each query one row that is not to be among its neighbours, usually itself. 1 <= k <= n,
  /// or n - 1 with `excluded`.
  Neighbors nearest(MatrixView<const double> queries, std::size_t k,
                    std::span<const std::uint32_t> excluded, const Context& context) const;

  /// The same for the queries that are rows `chosen` of x (finite).
  Neighbors nearest_to(MatrixView<const double> x, std::span<const std::uint32_t> chosen,
                       std::size_t k, const Context& context) const;

  /// The k nearest other rows of each of the indexed rows `members`; `rows` are those that the
  /// index was made of. 1 <= k <= n - 1. The same as nearest() with each row excluded from its own
  /// neighbours, but asks once for rows that are equal, and in the order of the tree.
  Neighbors nearest_others(MatrixView<const double> rows, std::span<const std::uint32_t> members,
                           std::size_t k, const Context& context) const;

  /// The k farthest rows of each query, farthest first; among rows at one distance the lower row
  /// number comes first. 1 <= k <= n. The index has Form::kTree. Fast where boxes tell far rows
  /// from near ones, that is, where few features matter; never much more than O(n d) a query.
  Neighbors farthest(MatrixView<const double> queries, std::size_t k, const Context& context) const;

  /// For each query q all rows whose squared distance is less than squared_radii[q].
  NeighborLists within(MatrixView<const double> queries, std::span<const double> squared_radii,
                       const Context& context) const;

 private:
  static constexpr std::size_t kChildren = 8;
  static constexpr std::size_t kBoxEnds = 2 * kChildren;  ///< of a feature
  static constexpr std::size_t kLeafRows = 32;

  struct Node {
    std::array<std::uint32_t, kChildren> child{};    ///< number of a node or leaf
    std::array<std::uint32_t, kChildren> min_row{};  ///< lowest row number below it
    std::array<bool, kChildren> is_leaf{};
    std::size_t children = 0;
  };
  struct Builder;

  bool has_equal_rows() const { return !next_equal_.empty(); }
  template <class Collector>
  void add_equal_rows(double distance, std::uint32_t first, Collector& collector) const;
  template <class QueryOf>
  Neighbors nearest_of(std::size_t queries, const QueryOf& query_of, std::size_t k,
                       std::span<const std::uint32_t> excluded, const Context& context) const;
  template <class Collector>
  void search(std::span<const double> query, BlockIndex::Workspace& work,
              Collector& collector) const;
  template <class Collector>
  void search_node(const double* query, std::size_t node, Collector& collector) const;
  template <class Collector>
  void scan_leaf(const double* query, std::size_t leaf, Collector& collector) const;

  std::size_t size_;
  std::size_t dimensions_;
  MatrixView<const double> scanned_;             ///< kScan: the rows
  std::span<const std::uint32_t> scanned_rows_;  ///< which of them; empty: all
  std::optional<BlockIndex> coded_;              ///< in place of the tree
  std::vector<std::uint32_t> next_equal_;   ///< a row: the next that equals it; empty if none does
  std::vector<std::uint32_t> first_equal_;  ///< a row: the first that equals it; empty likewise
  std::vector<Node> nodes_;                 ///< the root is node 0
  LaneVector boxes_;                        ///< a node: for each feature 8 lower, then 8 upper ends
  LaneVector leaf_values_;                  ///< a leaf: for each feature 32 values
  std::vector<std::uint32_t> leaf_rows_;    ///< a leaf: 32 row numbers, the first of equal rows
};

/// The k nearest rows of `train` for each query: NeighborIndex built and asked once.
Neighbors k_neighbors(MatrixView<const double> train, MatrixView<const double> queries,
                      std::size_t k, const Context& context);

/// The k nearest other rows of each row.
Neighbors k_neighbors_of_each(MatrixView<const double> rows, std::size_t k, const Context& context);

}  // namespace autosmote
