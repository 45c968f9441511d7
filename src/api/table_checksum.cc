#include "api/table_checksum.h"

#include <algorithm>
#include <string>

#include "core/bytes.h"

namespace autosmote {
namespace {

// Sums of fingerprints would collide, as those of texts that differ in the last byte alone differ
// little; sums of these do not (the last step of SplitMix64, Steele et al. 2014).
std::uint64_t spread(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

}  // namespace

std::uint64_t table_checksum(const Table& table) {
  Fingerprint fingerprint;
  const auto add_text = [&](const std::string& text) {
    fingerprint.add(static_cast<std::uint64_t>(text.size()));
    fingerprint.add_bytes(text);
  };
  fingerprint.add(static_cast<std::uint64_t>(table.rows()));
  for (const Column& column : table.columns()) {
    if (column.ignored) continue;
    add_text(column.name);
    add_text(std::string(kind_name(column.kind)));
    fingerprint.add_all(std::span(column.values));
    fingerprint.add_all(std::span(column.codes));
    fingerprint.add(static_cast<std::uint64_t>(column.categories.size()));
    for (const std::string& category : column.categories) add_text(category);
  }
  return fingerprint.value();
}

std::vector<std::uint64_t> row_checksums(const Table& table) {
  std::vector<std::uint64_t> sums(table.rows());
  for (const Column& column : table.columns()) {
    if (column.ignored) continue;
    Fingerprint name;
    name.add_bytes(column.name);
    std::vector<std::uint64_t> categories;
    for (const std::string& category : column.categories) {
      Fingerprint cell = name;
      cell.add_bytes(category);
      categories.push_back(spread(cell.value()));
    }
    for (std::size_t row = 0; row < sums.size(); ++row) {
      if (column.missing(row)) continue;
      if (column.kind == ColumnKind::kNominal) {
        sums[row] += categories[static_cast<std::size_t>(column.codes[row])];
        continue;
      }
      Fingerprint cell = name;
      cell.add(column.values[row] + 0.0);  // -0 becomes 0
      sums[row] += spread(cell.value());
    }
  }
  return sums;
}

Repeats count_repeats(std::span<const std::uint64_t> rows) {
  Repeats repeats;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool earlier = i > 0 && rows[i - 1] == rows[i];
    const bool later = i + 1 < rows.size() && rows[i + 1] == rows[i];
    repeats.repeated += earlier ? 1 : 0;
    repeats.with_twin += earlier || later ? 1 : 0;
  }
  return repeats;
}

std::size_t count_shared(std::span<const std::uint64_t> rows,
                         std::span<const std::uint64_t> others) {
  return static_cast<std::size_t>(std::ranges::count_if(
      rows, [&](std::uint64_t row) { return std::ranges::binary_search(others, row); }));
}

}  // namespace autosmote
