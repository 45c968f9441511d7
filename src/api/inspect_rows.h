#pragma once

#include <cstddef>
#include <cstdint>

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

/// O(cells), and O(rows log rows).
RepeatedRows find_repeated_rows(const Table& table, const ClassTarget& target);

/// Fills in how the rows of every class but the largest lie (InspectClass). Of a class of more than
/// 5000 rows, 5000 at equal distances in the table's order are looked at. Gives how many
/// neighbours were looked at: five, or all others of a tiny table. Leaves everything at 0 where
/// there is no feature or the context is cancelled.
std::size_t find_row_types(const Table& table, const ClassTarget& target,
                           std::vector<InspectClass>& classes, const Context& context);

}  // namespace autosmote
