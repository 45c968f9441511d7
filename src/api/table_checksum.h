#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "autosmote/table.h"

namespace autosmote {

/// A number that tells two tables apart by what can change a score: names, kinds and cells of the
/// columns that are not ignored, in their order. How the file writes them (compression, quotes,
/// spelling of numbers) does not count. FNV-1a, 64 bits: not a defence against forgery. O(cells).
std::uint64_t table_checksum(const Table& table);

/// A number for each row, the same for rows that are equal in all columns that are not ignored, the
/// label's too, also if they are in two tables with columns in different orders. Missing cells
/// equal each other, and -0 equals 0. O(cells).
std::vector<std::uint64_t> row_checksums(const Table& table);

/// How many of some rows equal an earlier one, and how many equal any other.
struct Repeats {
  std::size_t repeated = 0;
  std::size_t with_twin = 0;
};
/// `rows`: sorted checksums. O(n).
Repeats count_repeats(std::span<const std::uint64_t> rows);

/// How many of `rows` are among `others`, which are sorted. O(log n) a row.
std::size_t count_shared(std::span<const std::uint64_t> rows,
                         std::span<const std::uint64_t> others);

}  // namespace autosmote
