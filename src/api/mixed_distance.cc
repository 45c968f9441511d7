#include "api/mixed_distance.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "autosmote/matrix_view.h"
#include "core/check.h"

namespace autosmote {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// The present numbers of some rows: smallest, largest, and standard deviation (divisor n). They are
// divided by `unit`, a power of two not below any of them, so that squares stay finite.
struct Spread {
  double unit = 1.0;
  double least = 0.0;
  double most = 0.0;
  double deviation = 0.0;
};

Spread spread_of(const Column& column, std::span<const std::size_t> rows) {
  std::vector<double> present;
  double largest = 0.0;
  for (const std::size_t row : rows) {
    if (column.missing(row)) continue;
    present.push_back(column.values[row]);
    largest = std::max(largest, std::abs(present.back()));
  }
  Spread spread;
  if (largest == 0.0) return spread;
  int exponent = 0;
  std::frexp(largest, &exponent);
  spread.unit = std::ldexp(1.0, std::min(exponent, std::numeric_limits<double>::max_exponent - 1));
  double sum = 0.0;
  for (double& value : present) sum += value /= spread.unit;
  const double mean = sum / static_cast<double>(present.size());
  double squares = 0.0;
  for (const double value : present) squares += (value - mean) * (value - mean);
  spread.least = std::ranges::min(present);
  spread.most = std::ranges::max(present);
  // Of equal numbers the mean need not be exact.
  if (spread.least < spread.most) {
    spread.deviation = std::sqrt(squares / static_cast<double>(present.size()));
  }
  return spread;
}

// The values of `rows` over `unit` and `width`; 0 where the column is constant.
std::vector<double> scaled(const Column& column, std::span<const std::size_t> rows, double unit,
                           double width) {
  std::vector<double> values;
  for (const std::size_t row : rows) {
    const double value = column.values[row] / unit;
    values.push_back(width > 0.0 ? value / width : std::isnan(value) ? kMissing : 0.0);
  }
  return values;
}

double width_of(RowDistance distance, const Spread& spread) {
  if (distance == RowDistance::kHeom) return spread.most - spread.least;
  return distance == RowDistance::kHvdm ? 4.0 * spread.deviation : spread.deviation;
}

std::vector<std::int32_t> codes_of(const Column& column, std::span<const std::size_t> rows) {
  std::vector<std::int32_t> codes;
  for (const std::size_t row : rows) codes.push_back(column.codes[row]);
  return codes;
}

// P(class | category) of each row, one column a class. All rows are among the fitted ones.
std::vector<MixedRows::Numbers> class_shares(const Column& column,
                                             std::span<const std::size_t> fitted,
                                             std::span<const int> labels,
                                             std::span<const std::size_t> rows) {
  const auto classes = static_cast<std::size_t>(std::ranges::max(labels)) + 1;
  Matrix<double> counts(column.categories.size(), classes);
  for (std::size_t i = 0; i < fitted.size(); ++i) {
    const std::int32_t code = column.codes[fitted[i]];
    if (code < 0) continue;
    counts(static_cast<std::size_t>(code), static_cast<std::size_t>(labels[i])) += 1.0;
  }
  std::vector<MixedRows::Numbers> shares(classes);
  for (std::size_t c = 0; c < classes; ++c) {
    shares[c].apart = c == 0 ? 1.0 : 0.0;  // a missing value counts once
    for (const std::size_t row : rows) {
      if (column.missing(row)) {
        shares[c].values.push_back(kMissing);
        continue;
      }
      const auto of_category = counts.row(static_cast<std::size_t>(column.codes[row]));
      shares[c].values.push_back(of_category[c] /
                                 std::accumulate(of_category.begin(), of_category.end(), 0.0));
    }
  }
  return shares;
}

double median(std::vector<double> values) {
  if (values.empty()) return 1.0;
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

}  // namespace

bool has_categories(const Table& table, std::size_t target) {
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    const Column& column = table.column(i);
    if (i != target && !column.ignored && column.kind == ColumnKind::kNominal) return true;
  }
  return false;
}

MixedRows mixed_rows(RowDistance distance, const Table& table, std::size_t target,
                     std::span<const std::size_t> fitted, std::span<const int> labels,
                     std::span<const std::size_t> rows) {
  AUTOSMOTE_CHECK(fitted.size() == labels.size());
  MixedRows result;
  result.rows = rows.size();
  std::vector<double> minority_spreads;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    const Column& column = table.column(i);
    if (i == target || column.ignored) continue;
    if (column.kind == ColumnKind::kNominal && distance == RowDistance::kHvdm) {
      std::ranges::move(class_shares(column, fitted, labels, rows),
                        std::back_inserter(result.numbers));
    } else if (column.kind == ColumnKind::kNominal) {
      result.categories.push_back({codes_of(column, rows), 1.0});
    } else {
      const Spread spread = spread_of(column, fitted);
      const double width = width_of(distance, spread);
      result.numbers.push_back({scaled(column, rows, spread.unit, width), 1.0});
      const Spread own = spread_of(column, rows);
      if (width > 0.0) minority_spreads.push_back(own.deviation * (own.unit / spread.unit) / width);
    }
  }
  if (distance != RowDistance::kSmoteNc) return result;
  const double spread = median(std::move(minority_spreads));
  for (auto& column : result.numbers) column.apart = spread * spread;
  for (auto& column : result.categories) column.apart = spread * spread;
  return result;
}

}  // namespace autosmote
