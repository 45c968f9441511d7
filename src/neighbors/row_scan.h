#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"
#include "neighbors/collectors.h"

namespace autosmote {

/// The k nearest rows of each of few queries, queries x k, nearest first, by going once through all
/// rows: where an index of the rows would cost more than it saves. `excluded` as for
/// NeighborIndex::nearest. Rows that follow each other are compared together, and skipped together
/// where the box around them is too far away. O(queries n d); memory O(threads queries k).
/// `chosen` names the rows, which are numbered by their places in it; empty: all.
std::vector<Found> scan_nearest(MatrixView<const double> rows,
                                std::span<const std::uint32_t> chosen,
                                MatrixView<const double> queries, std::size_t k,
                                std::span<const std::uint32_t> excluded, const Context& context);

}  // namespace autosmote
