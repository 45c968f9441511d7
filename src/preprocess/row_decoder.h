#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "autosmote/matrix_view.h"
#include "autosmote/table.h"
#include "preprocess/encoder.h"
#include "preprocess/table_row_generator.h"

namespace autosmote {

/// Turns synthetic rows that a sampler made of encoded rows back into rows of the user's table.
///
/// A row that is source + lambda (neighbor - source) in every encoded column, and has the nearer
/// parent's category numbers where there are such, gets the cells of TableRowGenerator. Of any
/// other row, each column by itself: what is equal to a parent's has the parent's value, a number
/// on the way between the parents is interpolated in its original unit (where one parent misses it,
/// it is the other's; where both do, it is missing), and the rest is decoded (Encoder::decode). So
/// categories exist, whole numbers stay whole, and no number lies outside the column's bounds.
class RowDecoder {
 public:
  /// `encoded`: all rows of `table` by `encoder`. All must outlive the decoder.
  RowDecoder(const Table& table, const Encoder& encoder, MatrixView<const double> encoded);

  /// Writes the cells of all columns but the target; ignored ones are missing. `source` and
  /// `neighbor` are rows of the table. True where the row's numbers lie at `lambda` on the way from
  /// source to neighbor. Thread-safe. O(width).
  bool decode(std::span<const double> row, std::size_t source, std::size_t neighbor, double lambda,
              std::span<CellValue> cells) const;

 private:
  bool is_interpolated(std::span<const double> row, std::size_t source, std::size_t neighbor,
                       double lambda, std::size_t first, std::size_t width) const;
  bool equals_parent(std::span<const double> row, std::size_t parent, std::size_t first,
                     std::size_t width) const;

  const Table& table_;
  const Encoder& encoder_;
  MatrixView<const double> encoded_;
  std::vector<Encoder::Block> blocks_;
  std::vector<bool> is_category_;  ///< of each encoded column
  TableRowGenerator generator_;
};

}  // namespace autosmote
