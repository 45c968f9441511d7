#include "autosmote/table.h"

#include "autosmote/error.h"
#include "core/check.h"
#include "core/names.h"
#include "table/csv.h"

namespace autosmote {

std::string_view kind_name(ColumnKind kind) {
  return kind == ColumnKind::kNumeric ? "numeric" : "nominal";
}

std::optional<std::size_t> Table::find_column(std::string_view name) const {
  const auto found = index_.find(name);
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

std::size_t Table::column_index(std::string_view name) const {
  if (const auto index = find_column(name)) return *index;
  std::vector<std::string> names;
  for (const Column& column : columns_) names.push_back(column.name);
  throw ConfigError(source_ + ": " + no_such_column(name, names));
}

std::string_view Table::row_text(std::size_t row) const {
  std::string_view text = text_of(rows_[row]);
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::string Table::cell_text(std::size_t row, std::size_t column) const {
  CsvReader reader(text_of(rows_[row]), delimiter_, source_);
  CsvRecord record;
  AUTOSMOTE_CHECK(reader.next(record) && column < record.cells.size());
  return std::string(record.cells[column]);
}

void Table::forget_text() { std::string().swap(text_); }

}  // namespace autosmote
