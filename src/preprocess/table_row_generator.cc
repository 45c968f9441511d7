#include "preprocess/table_row_generator.h"

#include <cmath>
#include <utility>

#include "core/check.h"
#include "preprocess/linear_row_generator.h"

namespace autosmote {

TableRowGenerator::TableRowGenerator(const Table& table, std::vector<std::size_t> minority_rows,
                                     const Encoder& encoder)
    : table_(table), minority_rows_(std::move(minority_rows)), encoder_(encoder) {}

void TableRowGenerator::make_row(std::size_t source, std::size_t neighbor, double lambda,
                                 std::span<CellValue> cells) const {
  AUTOSMOTE_CHECK(source < minority_rows_.size() && neighbor < minority_rows_.size() &&
                  cells.size() == table_.columns().size() && lambda >= 0.0 && lambda <= 1.0);
  const std::size_t from = minority_rows_[source];
  const std::size_t to = minority_rows_[neighbor];
  const std::size_t nearer = lambda < 0.5 ? from : to;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Column& column = table_.column(i);
    cells[i] = CellValue();
    if (column.ignored) continue;
    if (column.kind == ColumnKind::kNominal) {
      cells[i].code = column.codes[nearer];
    } else if (column.missing(from) || column.missing(to)) {
      cells[i].number = column.values[nearer];
    } else {
      const double value = interpolate(column.values[from], column.values[to], lambda);
      cells[i].number = column.integer ? std::round(value) : value;
    }
  }
}

void TableRowGenerator::generate(std::size_t source, std::size_t neighbor, double lambda,
                                 std::span<double> encoded) const {
  thread_local std::vector<CellValue> cells;
  cells.resize(table_.columns().size());
  make_row(source, neighbor, lambda, cells);
  encoder_.transform(cells, encoded);
}

}  // namespace autosmote
