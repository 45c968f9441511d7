#include "neighbors/distinct_rows.h"

#include <algorithm>
#include <array>
#include <bit>

#include "core/parallel.h"
#include "neighbors/collectors.h"

namespace autosmote {
namespace {

constexpr std::size_t kRowsPerTask = 4096;
/// Parts of the hashes that are looked up apart, each in a table of its own.
constexpr std::size_t kParts = 8;

bool equal_bytes(std::span<const double> a, std::span<const double> b) {
  std::uint64_t different = 0;
  for (std::size_t j = 0; j < a.size() && different == 0; ++j) {
    different = std::bit_cast<std::uint64_t>(a[j]) ^ std::bit_cast<std::uint64_t>(b[j]);
  }
  return different == 0;
}

/// Links the equal ones among the rows whose hash belongs to `part`.
void link_part(MatrixView<const double> rows, std::span<const std::uint64_t> hashes,
               std::size_t part, DistinctRows& result) {
  const auto belongs = [&](std::uint64_t hash) { return hash >> 61 == part; };
  static_assert(kParts == 8);
  const auto size = static_cast<std::size_t>(std::ranges::count_if(hashes, belongs));
  struct Place {
    std::uint64_t hash = 0;
    std::uint32_t first = kNoRow;
    std::uint32_t last = kNoRow;
  };
  std::vector<Place> table(std::bit_ceil(2 * size + 1));
  const std::size_t mask = table.size() - 1;
  for (std::uint32_t row = 0; row < hashes.size(); ++row) {
    const std::uint64_t hash = hashes[row];
    if (!belongs(hash)) continue;
    std::size_t at = hash & mask;
    while (table[at].first != kNoRow &&
           (table[at].hash != hash || !equal_bytes(rows.row(table[at].first), rows.row(row)))) {
      at = (at + 1) & mask;
    }
    Place& place = table[at];
    if (place.first == kNoRow) {
      place = {hash, row, row};
    } else {
      result.next[place.last] = row;
      place.last = row;
    }
    result.first_of[row] = place.first;
  }
}

}  // namespace

std::uint64_t hash_of_row(std::span<const double> row) {
  constexpr std::size_t kLanes = 4;  // independent, so that products overlap
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;
  std::array<std::uint64_t, kLanes> lanes{1, 2, 3, 4};
  const auto mix = [&](std::uint64_t& lane, double value) {
    lane = (std::rotl(lane, 29) ^ std::bit_cast<std::uint64_t>(value)) * kOdd;
  };
  std::size_t j = 0;
  for (; j + kLanes <= row.size(); j += kLanes) {
    for (std::size_t l = 0; l < kLanes; ++l) mix(lanes[l], row[j + l]);
  }
  for (; j < row.size(); ++j) mix(lanes[j % kLanes], row[j]);
  std::uint64_t hash = 0;
  for (const std::uint64_t lane : lanes) hash = (std::rotl(hash, 17) ^ lane) * kOdd;
  return hash ^ (hash >> 32);
}

DistinctRows distinct_rows(MatrixView<const double> rows, const Context& context) {
  std::vector<std::uint64_t> hashes(rows.rows);
  parallel_for(context, (rows.rows + kRowsPerTask - 1) / kRowsPerTask, [&](std::size_t task) {
    const std::size_t end = std::min(rows.rows, (task + 1) * kRowsPerTask);
    for (std::size_t i = task * kRowsPerTask; i < end; ++i) hashes[i] = hash_of_row(rows.row(i));
  });
  DistinctRows result;
  result.first_of.resize(rows.rows);
  result.next.assign(rows.rows, kNoRow);
  parallel_for(context, kParts, [&](std::size_t part) { link_part(rows, hashes, part, result); });
  for (std::uint32_t row = 0; row < rows.rows; ++row) {
    if (result.first_of[row] == row) result.first.push_back(row);
  }
  return result;
}

}  // namespace autosmote
