#include "api/inspect_rows.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "core/bytes.h"
#include "core/thinning.h"
#include "neighbors/neighbor_index.h"
#include "preprocess/encoder.h"

namespace autosmote {
namespace {

constexpr std::size_t kMostRows = 5000;  // of a class: shares are known to 1.4 % then

std::vector<const Column*> feature_columns(const Table& table, std::size_t target) {
  std::vector<const Column*> columns;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    if (i != target && !table.column(i).ignored) columns.push_back(&table.column(i));
  }
  return columns;
}

bool equal_cells(std::span<const Column* const> columns, std::size_t a, std::size_t b) {
  return std::ranges::all_of(columns, [a, b](const Column* column) {
    if (column->missing(a) || column->missing(b)) return column->missing(a) == column->missing(b);
    return column->kind == ColumnKind::kNumeric ? column->values[a] == column->values[b]
                                                : column->codes[a] == column->codes[b];
  });
}

std::vector<std::uint64_t> fingerprints(std::span<const Column* const> columns, std::size_t rows) {
  std::vector<std::uint64_t> result(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    Fingerprint fingerprint;
    for (const Column* column : columns) {
      if (column->missing(row)) {
        fingerprint.add(char{1});
      } else if (column->kind == ColumnKind::kNumeric) {
        fingerprint.add(column->values[row] + 0.0);  // -0 becomes 0
      } else {
        fingerprint.add(column->codes[row]);
      }
    }
    result[row] = fingerprint.value();
  }
  return result;
}

// Counts one group of rows with equal features.
void count_group(std::span<const std::size_t> rows, const ClassTarget& target,
                 std::vector<std::uint64_t>& of_class, RepeatedRows& repeated) {
  if (rows.size() == 1) return;
  std::ranges::fill(of_class, 0);
  for (const std::size_t row : rows) ++of_class[static_cast<std::size_t>(target.labels[row])];
  std::size_t classes = 0;
  for (const std::uint64_t count : of_class) {
    classes += count > 0 ? 1 : 0;
    if (count < 2) continue;
    repeated.duplicates += count - 1;
    repeated.rows_with_twin += count;
  }
  if (classes > 1) repeated.conflicting += rows.size();
}

// Of every class but the largest: all rows, or kMostRows of them at equal distances.
std::vector<std::uint32_t> rows_to_look_at(const ClassTarget& target) {
  std::vector<std::uint32_t> rows;
  const auto largest =
      static_cast<int>(std::ranges::max_element(target.counts) - target.counts.begin());
  std::vector<std::size_t> seen(target.counts.size());
  for (std::uint32_t row = 0; row < target.labels.size(); ++row) {
    if (target.labels[row] == largest) continue;
    const auto label = static_cast<std::size_t>(target.labels[row]);
    const std::size_t count = target.counts[label];
    const std::size_t number = seen[label]++;
    if (kept_by_thinning(number, count, kMostRows)) rows.push_back(row);
  }
  return rows;
}

}  // namespace

RowType row_type(std::size_t own, std::size_t neighbors) {
  const std::size_t tenths = 10 * own / neighbors;
  return tenths >= 7   ? RowType::kSafe
         : tenths >= 3 ? RowType::kBorderline
         : tenths >= 1 ? RowType::kRare
                       : RowType::kOutlier;
}

RepeatedRows find_repeated_rows(const Table& table, const ClassTarget& target) {
  const std::vector<const Column*> columns = feature_columns(table, target.column);
  RepeatedRows repeated;
  if (columns.empty()) return repeated;
  const std::vector<std::uint64_t> prints = fingerprints(columns, table.rows());
  std::vector<std::size_t> order(table.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return prints[a] != prints[b] ? prints[a] < prints[b] : a < b;
  });
  std::vector<std::uint64_t> of_class(target.counts.size());
  for (auto first = order.begin(); first != order.end();) {
    const std::uint64_t print = prints[*first];
    const auto last =
        std::find_if(first, order.end(), [&](std::size_t row) { return prints[row] != print; });
    // Rows that differ can have one fingerprint.
    while (first != last) {
      const std::size_t model = *first;
      const auto rest = std::stable_partition(
          first, last, [&](std::size_t row) { return equal_cells(columns, model, row); });
      count_group(std::span(first, rest), target, of_class, repeated);
      first = rest;
    }
  }
  return repeated;
}

RowTypes find_row_types(const Table& table, const ClassTarget& target, const Context& context) {
  RowTypes types{0, std::vector<RowType>(table.rows(), RowType::kNotLookedAt)};
  if (feature_columns(table, target.column).empty() || context.cancelled()) return types;
  std::vector<std::size_t> all(table.rows());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const Matrix<double> rows = Encoder::fit(table, all, target.column).transform(table, all);
  const std::vector<std::uint32_t> asked = rows_to_look_at(target);
  Matrix<double> queries(asked.size(), rows.cols());
  for (std::size_t q = 0; q < asked.size(); ++q) {
    std::ranges::copy(rows.row(asked[q]), queries.row(q).begin());
  }
  const std::size_t k = std::min(kTypeNeighbors, table.rows() - 1);
  const Neighbors nearest =
      NeighborIndex(rows.view(), context).nearest(queries.view(), k, asked, context);
  if (context.cancelled()) return types;
  types.neighbors = k;
  for (std::size_t q = 0; q < asked.size(); ++q) {
    const int label = target.labels[asked[q]];
    const auto own = std::ranges::count_if(
        nearest.rows.row(q), [&](std::uint32_t row) { return target.labels[row] == label; });
    types.of_rows[asked[q]] = row_type(static_cast<std::size_t>(own), k);
  }
  return types;
}

}  // namespace autosmote
