#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "autosmote/error.h"
#include "autosmote/table.h"
#include "core/check.h"
#include "table/builder.h"

namespace autosmote {
namespace {

void append_text(std::string& text, std::string_view cell) {
  text += '"';
  for (const char c : cell) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

void append_cell(std::string& text, const Column& column, std::size_t row) {
  if (column.missing(row)) return;
  if (column.kind == ColumnKind::kNumeric) {
    fmt::format_to(std::back_inserter(text), "{}", column.values[row]);
    return;
  }
  const auto code = static_cast<std::size_t>(column.codes[row]);
  AUTOSMOTE_CHECK(code < column.categories.size());
  append_text(text, column.categories[code]);
}

// The first part of the rows tells how long the text will be: so that it is not held twice when it
// outgrows its place.
constexpr std::size_t kEstimatedBy = 16;

void reserve_rest(std::string& text, std::size_t done, std::size_t rows) {
  constexpr double kMargin = 1.05;  // what is not filled takes no memory
  const double whole = static_cast<double>(text.size()) / static_cast<double>(done) *
                       static_cast<double>(rows) * kMargin;
  text.reserve(static_cast<std::size_t>(whole));
}

std::size_t length_of(const Column& column) {
  return column.kind == ColumnKind::kNumeric ? column.values.size() : column.codes.size();
}

}  // namespace

Table make_table(const std::vector<Column>& columns, const std::string& source) {
  if (columns.empty()) throw DataError({source, 0, 0}, "there are no columns; give one at least");
  std::string text;
  Declarations declarations;
  const std::size_t rows = length_of(columns.front());
  for (const Column& column : columns) {
    if (length_of(column) != rows) {
      throw DataError({source, 0, 0},
                      fmt::format("column '{}' has {} rows, but column '{}' has {}", column.name,
                                  length_of(column), columns.front().name, rows));
    }
    if (&column != &columns.front()) text += ',';
    append_text(text, column.name);
    const bool numeric = column.kind == ColumnKind::kNumeric;
    declarations.columns.push_back(
        {numeric ? DeclaredColumn::Kind::kNumeric : DeclaredColumn::Kind::kText, {}});
  }
  text += '\n';
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) text += ',';
      append_cell(text, columns[i], row);
    }
    // A line without anything would be no row.
    if (columns.size() == 1 && columns[0].missing(row)) text += "\"\"";
    text += '\n';
    if (row + 1 == rows / kEstimatedBy) reserve_rest(text, row + 1, rows);
  }
  ReadOptions options;
  for (const Column& column : columns) {
    if (column.ignored) options.ignore.push_back(column.name);
  }
  return TableBuilder(std::move(text), source, ',', options, std::move(declarations)).build();
}

}  // namespace autosmote
