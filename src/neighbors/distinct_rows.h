#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"

namespace autosmote {

/// Which rows are the same, byte for byte.
struct DistinctRows {
  std::vector<std::uint32_t> first;     ///< of each set of equal rows the lowest number; ascending
  std::vector<std::uint32_t> first_of;  ///< each row: the lowest that equals it
  std::vector<std::uint32_t> next;      ///< each row: the next that equals it, or kNoRow
};

/// Of the bytes; not the same on all machines.
std::uint64_t hash_of_row(std::span<const double> row);

/// By hashing. The result does not depend on the number of threads. O(n d) unless hashes collide.
DistinctRows distinct_rows(MatrixView<const double> rows, const Context& context);

}  // namespace autosmote
