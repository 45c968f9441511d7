#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"

namespace autosmote {

/// A range of places in an order of rows.
struct RowRange {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t size() const { return last - first; }
};

/// One cut of a k-d tree. Puts the smaller half of the range of `order` (by its widest feature)
/// first and returns where the other begins. The cut is at a multiple of
/// `leaf_rows`, so that leaves fill up, unless it would divide rows of equal value and there is a
/// place nearby that does not: then boxes of one-hot columns become points, and shut out more.
/// The range is larger than `leaf_rows`. O(range + d).
std::size_t kd_split(MatrixView<const double> rows, std::span<std::uint32_t> order, RowRange range,
                     std::size_t leaf_rows);

/// Cuts each range that is larger than `leaf_rows` in two. The ranges do not overlap; what each
/// became stays at its place. O(rows in them + ranges d).
std::vector<RowRange> split_ranges(MatrixView<const double> rows, std::span<std::uint32_t> order,
                                   std::span<const RowRange> ranges, std::size_t leaf_rows,
                                   const Context& context);

}  // namespace autosmote
