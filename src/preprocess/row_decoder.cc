#include "preprocess/row_decoder.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/check.h"
#include "preprocess/linear_row_generator.h"

namespace autosmote {
namespace {

std::vector<std::size_t> all_rows(const Table& table) {
  std::vector<std::size_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

// A number on the way between two rows. Where one misses it, the way leads from or to the mean that
// stands in its place, which is nobody's value: the number is the other's then.
double number_between(const Column& column, std::size_t source, std::size_t neighbor,
                      double lambda) {
  if (column.missing(source)) return column.values[neighbor];
  if (column.missing(neighbor)) return column.values[source];
  const double value = interpolate(column.values[source], column.values[neighbor], lambda);
  return column.integer ? std::round(value) : value;
}

}  // namespace

RowDecoder::RowDecoder(const Table& table, const Encoder& encoder, MatrixView<const double> encoded)
    : table_(table),
      encoder_(encoder),
      encoded_(encoded),
      blocks_(encoder.blocks()),
      is_category_(encoder.width(), false),
      generator_(table, all_rows(table), encoder) {
  AUTOSMOTE_CHECK(encoded.rows == table.rows() && encoded.cols == encoder.width());
  for (const std::uint32_t column : encoder.category_features()) is_category_[column] = true;
}

// The expression of append_interpolations, bit for bit.
bool RowDecoder::is_interpolated(std::span<const double> row, std::size_t source,
                                 std::size_t neighbor, double lambda, std::size_t first,
                                 std::size_t width) const {
  for (std::size_t j = first; j < first + width; ++j) {
    if (is_category_[j]) {
      if (row[j] != encoded_(lambda < 0.5 ? source : neighbor, j)) return false;
      continue;
    }
    const double from = encoded_(source, j);
    if (row[j] != from + lambda * (encoded_(neighbor, j) - from)) return false;
  }
  return true;
}

bool RowDecoder::equals_parent(std::span<const double> row, std::size_t parent, std::size_t first,
                               std::size_t width) const {
  const auto block = encoded_.row(parent).subspan(first, width);
  return std::ranges::equal(row.subspan(first, width), block);
}

bool RowDecoder::decode(std::span<const double> row, std::size_t source, std::size_t neighbor,
                        double lambda, std::span<CellValue> cells) const {
  AUTOSMOTE_CHECK(row.size() == encoder_.width() && source < table_.rows() &&
                  neighbor < table_.rows());
  const bool between = lambda >= 0.0 && lambda <= 1.0;
  if (between && is_interpolated(row, source, neighbor, lambda, 0, row.size())) {
    generator_.make_row(source, neighbor, lambda, cells);
    return true;
  }
  std::ranges::fill(cells, CellValue());
  encoder_.decode(row, cells);
  std::size_t numbers = 0;
  bool all_between = true;
  for (const Encoder::Block& block : blocks_) {
    const Column& column = table_.column(block.table_column);
    const bool numeric = column.kind == ColumnKind::kNumeric;
    const bool here = between && is_interpolated(row, source, neighbor, lambda, block.first, 1);
    numbers += numeric ? 1 : 0;
    if (numeric && !here) all_between = false;
    CellValue& cell = cells[block.table_column];
    for (const std::size_t parent : {neighbor, source}) {
      if (!equals_parent(row, parent, block.first, block.width)) continue;
      if (numeric) {
        cell.number = column.values[parent];
      } else {
        cell.code = column.codes[parent];
      }
    }
    if (numeric && here && !std::isnan(cell.number)) {
      cell.number = number_between(column, source, neighbor, lambda);
    }
  }
  return numbers > 0 && all_between;
}

}  // namespace autosmote
