#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "api/problem.h"
#include "autosmote/table.h"
#include "autosmote/target.h"
#include "report/fit_page.h"

namespace autosmote {

/// Columns of a picture, rows of a group and categories of a column that are looked at, at most.
inline constexpr std::size_t kMostShapes = 40;
inline constexpr std::size_t kMostShapeRows = 5000;
inline constexpr std::size_t kMostShapeCategories = 12;

/// How each feature is distributed in majority, minority and synthetic rows: the kMostShapes whose
/// minority and synthetic rows differ most, in the order of the table. Groups of more than
/// kMostShapeRows rows are thinned at equal distances. `rows`: of the training table. O(features *
/// kMostShapeRows).
std::vector<ColumnShape> column_shapes(const Table& table, const Target& target,
                                       std::span<const std::size_t> rows,
                                       const PreparedProblem& problem, const SearchResult& found);

}  // namespace autosmote
