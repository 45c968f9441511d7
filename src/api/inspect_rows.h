#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/inspect.h"
#include "autosmote/table.h"
#include "autosmote/target.h"

namespace autosmote {

/// Rows that are equal in all feature columns; missing cells equal each other, and -0 equals 0.
struct RepeatedRows {
  std::uint64_t duplicates = 0;      ///< equal an earlier row, label included
  std::uint64_t rows_with_twin = 0;  ///< have an equal row, label included
  std::uint64_t conflicting = 0;     ///< have a row with equal features and another label
};

/// Nearest rows that the type of a row stands on.
inline constexpr std::size_t kTypeNeighbors = 5;

/// The type of a row by how many of its nearest rows are of its own class.
RowType row_type(std::size_t own, std::size_t neighbors);

/// O(cells), and O(rows log rows).
RepeatedRows find_repeated_rows(const Table& table, const ClassTarget& target);

/// How rows lie among the others (InspectClass says by what rule).
struct RowTypes {
  std::size_t neighbors = 0;     ///< looked at: five, or all others of a tiny table
  std::vector<RowType> of_rows;  ///< one a row
};

/// Looks at the rows of every class but the largest; of a class of more than 5000 rows, at 5000 at
/// equal distances in the table's order. Looks at none where there is no feature or the context is
/// cancelled.
RowTypes find_row_types(const Table& table, const ClassTarget& target, const Context& context);

}  // namespace autosmote
