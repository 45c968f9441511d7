#pragma once

#include <cstdint>

#include "autosmote/table.h"

namespace autosmote {

/// A number that tells two tables apart by what can change a score: names, kinds and cells of the
/// columns that are not ignored, in their order. How the file writes them (compression, quotes,
/// spelling of numbers) does not count. FNV-1a, 64 bits: not a defence against forgery. O(cells).
std::uint64_t table_checksum(const Table& table);

}  // namespace autosmote
