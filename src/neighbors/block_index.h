#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"
#include "neighbors/coded_blocks.h"
#include "neighbors/coded_rows.h"
#include "neighbors/collectors.h"
#include "neighbors/lanes.h"

namespace autosmote {

/// Exact nearest neighbours among rows that CodedRows can shorten, such as one-hot encoded tables,
/// where a k-d tree over all columns shuts out little.
///
/// The rows lie in blocks of 64, near ones together. For a query, single precision gives a lower
/// bound of the distance to each block (numeric ranges, and which codes occur), then, for the
/// blocks that are near enough, to each of their rows; only rows whose bound does not exceed the
/// distance wanted get their exact distance, which is the plain sum of squared differences in the
/// order of the features. Bounds allow for all that single precision may round. Where all parts of
/// the query and of a block's rows are codes, the bounds of the rows are their distances but for
/// rounding; such rows wait until the k-th smallest of these is known, when few are left.
/// A query is O(n c / 64) for the blocks and O(c) for each row of a near block, c = numeric columns
/// + groups. Memory is about 8 bytes, 12 a numeric column and 3 a group for each row. Const and
/// thread-safe.
class BlockIndex {
 public:
  /// A row that is near enough by its bound.
  struct Candidate {
    float bound;
    std::uint32_t place;  ///< in the index's order
  };

  /// Buffers of one thread, and how far its query has come.
  struct Workspace {
    CodedRows::Query query;
    std::vector<float> numeric;        ///< the query's numbers, centred
    std::vector<std::uint32_t> codes;  ///< the query's, four to a word
    std::vector<float> least_other;    ///< a group: at least what another code adds to the distance
    std::vector<float> weights;    ///< a group: what another code adds to bounds in regular blocks
    float offset = 0.0F;           ///< of all bounds in regular blocks
    bool tight = false;            ///< bounds in regular blocks are distances, but for rounding
    double error = 0.0;            ///< of a distance (not squared) by rounding numbers
    double slack = 0.0;            ///< of a bound, by rounding what codes of the query add
    std::vector<double> to_code;   ///< a group: what weigh_codes() starts from
    std::vector<double> to_codes;  ///< those to all codes of one group
    FloatLanes bounds;             ///< a block
    FloatLanes sums;               ///< each row of a block
    float largest = 0.0F;          ///< the bound above which no row is wanted
    std::vector<Candidate> waiting;  ///< for their exact distance
    KNearest least{1};               ///< where tight: the k smallest bounds of regular rows
  };

  /// Nothing where the rows do not gain by it. O(n d + n c log n), on the context's threads.
  static std::optional<BlockIndex> of(MatrixView<const double> rows, const Context& context);

  /// Shows the collector every row that it may want.
  template <class Collector>
  void search(std::span<const double> query, Workspace& work, Collector& collector) const;

 private:
  static constexpr std::size_t kBlockRows = 64;

  BlockIndex(CodedRows rows, CodedBlocks division, const Context& context);

  std::size_t blocks() const { return ends_.size(); }
  std::size_t first_of(std::size_t block) const { return block == 0 ? 0 : ends_[block - 1]; }
  std::size_t words_of_block() const { return (rows_.groups() + 3) / 4 * 2 * kBlockRows; }
  void measure_columns();
  void fill_block(std::size_t block);
  void prepare(std::span<const double> values, Workspace& work) const;
  float least_beside(const CodedRows::Segment& segment, std::span<const double> to_codes,
                     std::size_t own) const;
  void prepare_group(const CodedRows::Segment& segment, Workspace& work) const;
  void weigh_codes(Workspace& work) const;
  double rounding() const;
  float limit(double distance, const Workspace& work) const;
  double distance_at_most(double bound, const Workspace& work) const;
  template <class Collector>
  void scan(std::size_t block, Workspace& work, Collector& collector) const;
  template <class Collector>
  void settle(std::size_t first, Workspace& work, Collector& collector) const;

  CodedRows rows_;
  std::vector<std::uint32_t> order_;       ///< the row number at each place
  std::vector<std::size_t> ends_;          ///< a block: the place after its last row
  std::size_t padded_blocks_ = 0;          ///< whole vectors
  std::vector<std::uint32_t> min_row_;     ///< a block
  std::vector<double> center_, radius_;    ///< a numeric column
  std::vector<std::uint8_t> occurs_;       ///< a group, each code
  std::vector<float> least_other_;         ///< a group, each code: at least what another code adds
  std::vector<std::uint8_t> regular_;      ///< a block: whether its rows are codes alone, none huge
  FloatLanes added_;                       ///< a block, each of 64 rows: what its codes add
  std::vector<float> most_added_;          ///< a block
  FloatLanes low_, high_;                  ///< a numeric column, each block
  std::vector<std::uint64_t> codes_seen_;  ///< a group, each block: a bit for each code mod 64
  FloatLanes values_;                      ///< a block, each numeric column: 64 rows, centred
  WordLanes codes_;  ///< a block, each four groups: 64 rows' codes, then masks of regular ones
};

extern template void BlockIndex::search(std::span<const double>, Workspace&, KNearest&) const;
extern template void BlockIndex::search(std::span<const double>, Workspace&, WithinRadius&) const;

}  // namespace autosmote
