#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "autosmote/error.h"
#include "autosmote/table.h"
#include "core/check.h"
#include "table/csv.h"
#include "table/number.h"

namespace autosmote {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16;

}  // namespace

IgnoredCells parse_ignored_cells(std::string_view name) {
  if (name == "empty") return IgnoredCells::kEmpty;
  if (name == "copy") return IgnoredCells::kCopy;
  throw ConfigError(
      fmt::format("no rule '{}' for ignored columns; choose one of empty, copy", name));
}

std::string_view ignored_cells_name(IgnoredCells cells) {
  return cells == IgnoredCells::kEmpty ? "empty" : "copy";
}

TableWriter::TableWriter(const Table& table, TextSink sink)
    : table_(table), sink_(std::move(sink)) {}

void TableWriter::flush_if_large() {
  if (pending_.size() < kPiece) return;
  sink_(pending_);
  pending_.clear();
}

void TableWriter::mark_rows(const std::string& name) { mark_ = name; }

// Puts the cell before the line ending, which is there.
void TableWriter::append_mark(std::string_view mark) {
  if (mark_.empty()) return;
  std::size_t end = pending_.size() - 1;
  if (end > 0 && pending_[end - 1] == '\r') --end;
  std::string cell(1, table_.delimiter_);
  append_csv_cell(cell, mark, table_.delimiter_);
  pending_.insert(end, cell);
}

void TableWriter::write_header() {
  pending_ += table_.header_text();
  append_mark(mark_);
  flush_if_large();
}

void TableWriter::write_original(std::size_t row, bool added) {
  const std::string_view text = table_.text_of(table_.rows_[row]);
  pending_ += text;
  // Only the last line of a file may lack its line ending.
  if (!text.ends_with('\n')) pending_ += table_.line_ending_;
  append_mark(added ? "1" : "0");
  flush_if_large();
}

void TableWriter::append_ignored(const CellValue& cell, std::string_view copied) {
  if (std::isnan(cell.number)) {
    append_csv_cell(pending_, copied, table_.delimiter_);
  } else {
    append_number(pending_, cell.number);
  }
}

void TableWriter::write_row(std::span<const CellValue> cells, std::optional<std::size_t> copied) {
  AUTOSMOTE_CHECK(cells.size() == table_.columns_.size());
  CsvReader reader(copied ? table_.text_of(table_.rows_[*copied]) : std::string_view(),
                   table_.delimiter_, table_.source_);
  CsvRecord original;
  AUTOSMOTE_CHECK(!copied || reader.next(original));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Column& column = table_.columns_[i];
    if (i > 0) pending_ += table_.delimiter_;
    if (column.ignored) {
      append_ignored(cells[i], copied ? original.cells[i] : std::string_view());
      continue;
    }
    const bool numeric = column.kind == ColumnKind::kNumeric;
    const bool missing = numeric ? std::isnan(cells[i].number) : cells[i].code < 0;
    if (missing) {
      append_csv_cell(pending_, table_.missing_text_, table_.delimiter_);
      // An unquoted empty cell alone on its line would be a blank line.
      if (cells.size() == 1 && table_.missing_text_.empty()) pending_ += "\"\"";
    } else if (numeric) {
      append_number(pending_, cells[i].number);
    } else {
      append_csv_cell(pending_, column.categories[static_cast<std::size_t>(cells[i].code)],
                      table_.delimiter_);
    }
  }
  pending_ += table_.line_ending_;
  append_mark("1");
  flush_if_large();
}

void TableWriter::finish() {
  if (!pending_.empty()) sink_(pending_);
  pending_.clear();
}

}  // namespace autosmote
