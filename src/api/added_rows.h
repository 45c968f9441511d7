#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "autosmote/resample.h"
#include "autosmote/table.h"
#include "autosmote/target.h"

namespace autosmote {

/// What a method or policy makes of a table: which rows stay, which are repeated, and rows between
/// or near them. All numbers are rows of the table.
struct AddedRows {
  std::vector<std::uint32_t> kept;       ///< ascending
  std::vector<std::uint32_t> copies;     ///< in the order in which they were drawn
  std::vector<SyntheticOrigin> origins;  ///< of the synthetic rows
  std::vector<int> labels;               ///< of the synthetic rows
  /// Writes the cells of synthetic row s, which has this origin, but that of the target; false
  /// where it is not the interpolation that the origin says.
  std::function<bool(std::size_t s, const SyntheticOrigin& origin, std::span<CellValue> cells)>
      make_row;
  std::optional<ResamplePolicy> policy;
  std::vector<std::string> notes;
};

/// By the sampler that the options name. `table` and `target` must outlive the result. Memory: the
/// encoded table and the encoded synthetic rows. Throws as the sampler, with the names of classes.
AddedRows rows_of_method(const ResampleOptions& options, const Table& table,
                         const ClassTarget& target, const Context& context);

}  // namespace autosmote
