#include "autosmote/undo.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <string_view>

#include "api/output_file.h"
#include "autosmote/error.h"
#include "table/csv.h"

namespace autosmote {
namespace {

void check_options(const UndoOptions& options) {
  if (options.data.empty()) throw ConfigError("no table; name a file, or - for standard input");
  if (options.output.empty()) throw ConfigError("no output; name a file");
  if (options.lineage.empty() == options.mark.empty()) {
    throw ConfigError(
        options.lineage.empty()
            ? "nothing tells which rows were added; name their lineage (file) or mark "
              "(column)"
            : "both a lineage and a mark are given; leave one out");
  }
}

// Whoever writes a lineage puts added rows below the others, so rows elsewhere are not added ones:
// the table was sorted, filtered or joined since, or the lineage is of another.
void check_added_last(const std::vector<bool>& added, const std::string& lineage,
                      const Table& table) {
  const auto first = static_cast<std::size_t>(std::ranges::find(added, true) - added.begin());
  const auto kept =
      std::ranges::find(added.begin() + static_cast<std::ptrdiff_t>(first), added.end(), false);
  const auto count = static_cast<std::size_t>(std::ranges::count(added, true));
  if (kept == added.end()) return;
  throw DataError(fmt::format(
      "{} names {} rows from row {} on, but row {} of {} not; added rows are the last ones of the "
      "table they were written with, so this is the lineage of another table or the rows were "
      "moved since",
      lineage, count, first + 1, (kept - added.begin()) + 1, table.source()));
}

// Some column must hold the classes that the lineage names; the target's name is not known here.
// Where none does, other rows stand where the added ones stood.
void check_classes(const Table& lineage, std::span<const std::size_t> added, const Table& table) {
  const auto classes = lineage.find_column("class");
  if (!classes) return;
  std::vector<std::size_t> columns(table.columns().size());
  std::iota(columns.begin(), columns.end(), 0U);
  for (std::size_t i = 0; i < added.size(); ++i) {
    const std::string name = lineage.cell_text(i, *classes);
    std::erase_if(columns,
                  [&](std::size_t column) { return table.cell_text(added[i], column) != name; });
    if (!columns.empty()) continue;
    throw DataError(
        {table.source(), table.line(added[i]), 0},
        fmt::format("no column holds the classes that {} gives to row {} and the added rows before "
                    "it, so the rows were moved since or this is the lineage of another table",
                    lineage.source(), added[i] + 1));
  }
}

std::vector<bool> added_by_lineage(const std::string& path, const Table& table) {
  ReadOptions read;
  read.may_be_empty = true;  // where nothing was added
  read.target = "class";     // names, whatever they look like
  const Table lineage = read_table(path, read);
  const Column& rows = lineage.column(lineage.column_index("row"));
  std::vector<bool> added(table.rows(), false);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < lineage.rows(); ++i) {
    const double number = rows.kind == ColumnKind::kNumeric ? rows.values[i] : 0.0;
    const bool fits = number >= 1.0 && number <= static_cast<double>(table.rows()) &&
                      number == std::floor(number);
    if (!fits) {
      throw DataError({path, lineage.line(i), 0},
                      fmt::format("there is no such row in {}, which has rows 1 to {}; give the "
                                  "lineage that was written with it",
                                  table.source(), table.rows()));
    }
    places.push_back(static_cast<std::size_t>(number) - 1);
    added[places.back()] = true;
  }
  check_added_last(added, path, table);
  check_classes(lineage, places, table);
  return added;
}

// What the mark has added to each line, without the line ending.
std::string mark_cell(const Table& table, std::string_view mark) {
  std::string cell(1, table.delimiter());
  append_csv_cell(cell, mark, table.delimiter());
  return cell;
}

std::string_view header_of(const Table& table) {
  std::string_view header = table.header_text();
  header.remove_suffix(header.ends_with("\r\n") ? 2 : header.ends_with('\n') ? 1 : 0);
  return header;
}

std::vector<bool> added_by_mark(const UndoOptions& options, const Table& table) {
  if (!header_of(table).ends_with(mark_cell(table, options.mark))) {
    throw ConfigError(
        fmt::format("{}: the last column is not '{}'; name the mark as it was named "
                    "when rows were added",
                    table.source(), options.mark));
  }
  std::vector<bool> added(table.rows(), false);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string_view text = table.row_text(row);
    added[row] = text.ends_with(mark_cell(table, "1"));
    if (added[row] || text.ends_with(mark_cell(table, "0"))) continue;
    throw DataError({table.source(), table.line(row), table.columns().size()},
                    fmt::format("the mark '{}' is neither 0 nor 1 here", options.mark));
  }
  return added;
}

}  // namespace

UndoResult undo(const UndoOptions& options) {
  check_options(options);
  ReadOptions read = options.read;
  read.texts_only = true;
  const Table table = read_table(options.data, read);
  const bool marked = !options.mark.empty();
  const std::vector<bool> added =
      marked ? added_by_mark(options, table) : added_by_lineage(options.lineage, table);
  AtomicFile file =
      open_output(options.output, std::vector{options.data, options.lineage}, options.overwrite);
  const std::size_t cut = marked ? mark_cell(table, "0").size() : 0;  // of a row
  const std::string_view header = header_of(table);
  const std::string ending(table.line_ending());
  file.write(std::string(header.substr(
                 0, header.size() - (marked ? mark_cell(table, options.mark).size() : 0))) +
             ending);
  UndoResult result;
  std::string pending;
  constexpr std::size_t kPiece = std::size_t{1} << 16;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (added[row]) {
      ++result.removed;
      continue;
    }
    ++result.rows;
    const std::string_view text = table.row_text(row);
    pending += text.substr(0, text.size() - cut);
    pending += ending;
    if (pending.size() < kPiece) continue;
    file.write(pending);
    pending.clear();
  }
  file.write(pending);
  file.commit();
  result.files.push_back(file.path().string());
  return result;
}

}  // namespace autosmote
