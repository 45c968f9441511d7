#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "autosmote/error.h"
#include "autosmote/table.h"
#include "autosmote/target.h"

namespace autosmote {

/// Ends the fuzzer with a finding where `condition` does not hold.
inline void require(bool condition) {
  if (!condition) std::abort();
}

inline bool same_cell(const Table& a, const Table& b, std::size_t row, std::size_t column) {
  const Column& first = a.column(column);
  const Column& second = b.column(column);
  if (first.missing(row) || second.missing(row)) return first.missing(row) == second.missing(row);
  if (first.kind == ColumnKind::kNumeric) return first.values[row] == second.values[row];
  return first.categories[static_cast<std::size_t>(first.codes[row])] ==
         second.categories[static_cast<std::size_t>(second.codes[row])];
}

/// Reads `content` as a table. Whatever it is, that ends in a table or in an Error; what the writer
/// makes of the table, once of its rows and once of its cells, is the same table again.
inline void check_table_of(const std::string& content, const char* source,
                           const ReadOptions& options) {
  try {
    const Table table = parse_table(content, source, options);
    std::string rows;
    std::string cells;
    TableWriter row_writer(table, [&rows](std::string_view piece) { rows += piece; });
    TableWriter cell_writer(table, [&cells](std::string_view piece) { cells += piece; });
    row_writer.write_header();
    cell_writer.write_header();
    for (std::size_t r = 0; r < table.rows(); ++r) {
      row_writer.write_row(r);
      std::vector<CellValue> values(table.columns().size());
      for (std::size_t c = 0; c < values.size(); ++c) {
        const Column& column = table.column(c);
        if (column.kind == ColumnKind::kNumeric) {
          require(column.missing(r) || std::isfinite(column.values[r]));
          values[c].number = column.values[r];
        } else {
          require(column.codes[r] < static_cast<std::int32_t>(column.categories.size()));
          values[c].code = column.codes[r];
        }
      }
      cell_writer.write_row(values);
    }
    row_writer.finish();
    cell_writer.finish();
    ReadOptions again = options;
    again.delimiter = table.delimiter();
    again.like = &table;
    for (const std::string& text : {rows, cells}) {
      const Table copy = parse_table(text, "copy.csv", again);
      require(copy.rows() == table.rows());
      require(copy.columns().size() == table.columns().size());
      for (std::size_t r = 0; r < table.rows(); ++r) {
        for (std::size_t c = 0; c < table.columns().size(); ++c) {
          require(same_cell(table, copy, r, c));
        }
      }
    }
    select_target(table, table.columns().back().name);
  } catch (const Error&) {
    // A clear message is a good end; anything else that is thrown is a finding.
  }
}

}  // namespace autosmote
