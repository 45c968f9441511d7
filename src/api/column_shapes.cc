#include "api/column_shapes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/thinning.h"

namespace autosmote {
namespace {

constexpr std::size_t kBins = 24;

// The cells of one column in the three groups of rows.
struct Cells {
  std::vector<CellValue> majority;
  std::vector<CellValue> minority;
  std::vector<CellValue> synthetic;
};

CellValue cell_of(const Column& column, std::size_t row) {
  CellValue cell;
  if (column.kind == ColumnKind::kNumeric) {
    cell.number = column.values[row];
  } else {
    cell.code = column.codes[row];
  }
  return cell;
}

// Calls `visit` with what each cell holds, and gives the share of those that hold nothing.
template <class Visit>
double visit_present(const std::vector<CellValue>& cells, bool numeric, const Visit& visit) {
  std::size_t missing = 0;
  for (const CellValue& cell : cells) {
    const bool present = numeric ? cell.number == cell.number : cell.code >= 0;
    if (present) {
      visit(cell);
    } else {
      ++missing;
    }
  }
  return cells.empty() ? 0.0 : static_cast<double>(missing) / static_cast<double>(cells.size());
}

void normalize(std::vector<double>& counts) {
  const double sum = std::accumulate(counts.begin(), counts.end(), 0.0);
  if (sum <= 0.0) return;
  for (double& count : counts) count /= sum;
}

ColumnShape::Group number_group(const std::vector<CellValue>& cells, double first, double last) {
  ColumnShape::Group group;
  group.shares.resize(kBins);
  double n = 0.0;
  double mean = 0.0;
  double squares = 0.0;
  group.missing = visit_present(cells, true, [&](const CellValue& cell) {
    const double place = last > first ? (cell.number - first) / (last - first) : 0.0;
    const auto bin = static_cast<std::size_t>(place * static_cast<double>(kBins));
    group.shares[std::min(bin, kBins - 1)] += 1.0;
    n += 1.0;
    const double before = mean;
    mean += (cell.number - mean) / n;
    squares += (cell.number - before) * (cell.number - mean);
  });
  normalize(group.shares);
  if (n > 0.0) group.mean = mean;
  if (n > 1.0) group.deviation = std::sqrt(squares / (n - 1.0));
  return group;
}

ColumnShape number_shape(const Cells& cells) {
  ColumnShape shape;
  shape.first = std::numeric_limits<double>::infinity();
  shape.last = -shape.first;
  for (const auto* group : {&cells.majority, &cells.minority, &cells.synthetic}) {
    visit_present(*group, true, [&](const CellValue& cell) {
      shape.first = std::min(shape.first, cell.number);
      shape.last = std::max(shape.last, cell.number);
    });
  }
  if (shape.first > shape.last) shape.first = shape.last = 0.0;
  shape.majority = number_group(cells.majority, shape.first, shape.last);
  shape.minority = number_group(cells.minority, shape.first, shape.last);
  shape.synthetic = number_group(cells.synthetic, shape.first, shape.last);
  return shape;
}

ColumnShape::Group category_group(const std::vector<CellValue>& cells,
                                  const std::vector<std::size_t>& bin_of, std::size_t bins) {
  ColumnShape::Group group;
  group.shares.resize(bins);
  group.missing = visit_present(cells, false, [&](const CellValue& cell) {
    group.shares[bin_of[static_cast<std::size_t>(cell.code)]] += 1.0;
  });
  normalize(group.shares);
  return group;
}

// The categories that most minority and synthetic rows have, each for itself; the others together.
ColumnShape category_shape(const Column& column, const Cells& cells) {
  std::vector<std::size_t> counts(column.categories.size());
  for (const auto* group : {&cells.minority, &cells.synthetic, &cells.majority}) {
    visit_present(*group, false,
                  [&](const CellValue& cell) { ++counts[static_cast<std::size_t>(cell.code)]; });
  }
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  ColumnShape shape;
  shape.numeric = false;
  const bool all = order.size() <= kMostShapeCategories;
  const std::size_t own = all ? order.size() : kMostShapeCategories - 1;
  std::vector<std::size_t> bin_of(counts.size(), own);
  for (std::size_t bin = 0; bin < own; ++bin) {
    bin_of[order[bin]] = bin;
    shape.bins.push_back(column.categories[order[bin]]);
  }
  if (!all) shape.bins.emplace_back("(others)");
  shape.majority = category_group(cells.majority, bin_of, shape.bins.size());
  shape.minority = category_group(cells.minority, bin_of, shape.bins.size());
  shape.synthetic = category_group(cells.synthetic, bin_of, shape.bins.size());
  return shape;
}

double total_variation(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::fabs(a[i] - b[i]);
  return 0.5 * sum;
}

// Synthetic rows, thinned, cell by cell: rows x columns of the table.
std::vector<CellValue> synthetic_cells(std::size_t columns, const PreparedProblem& problem,
                                       const SearchResult& found) {
  const std::vector<Sample> samples = thinned(found.samples, kMostShapeRows);
  std::vector<CellValue> cells(samples.size() * columns);
  for (std::size_t s = 0; s < samples.size(); ++s) {
    problem.rows->make_row(samples[s].source, samples[s].neighbor, samples[s].lambda,
                           std::span(cells).subspan(s * columns, columns));
  }
  return cells;
}

// The `kMostShapes` largest shifts, in the order of the table.
void keep_largest_shifts(std::vector<ColumnShape>& shapes) {
  if (shapes.size() <= kMostShapes) return;
  std::vector<std::size_t> order(shapes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(
      order, [&](std::size_t a, std::size_t b) { return shapes[a].shift > shapes[b].shift; });
  order.resize(kMostShapes);
  std::ranges::sort(order);
  std::vector<ColumnShape> kept;
  for (const std::size_t i : order) kept.push_back(std::move(shapes[i]));
  shapes = std::move(kept);
}

}  // namespace

std::vector<ColumnShape> column_shapes(const Table& table, const Target& target,
                                       std::span<const std::size_t> rows,
                                       const PreparedProblem& problem, const SearchResult& found) {
  std::vector<std::size_t> majority;
  std::vector<std::size_t> minority;
  for (const std::size_t row : rows) (target.labels[row] != 0 ? minority : majority).push_back(row);
  majority = thinned(majority, kMostShapeRows);
  minority = thinned(minority, kMostShapeRows);
  const std::size_t columns = table.columns().size();
  const std::vector<CellValue> synthetic = synthetic_cells(columns, problem, found);
  std::vector<ColumnShape> shapes;
  for (std::size_t c = 0; c < columns; ++c) {
    const Column& column = table.column(c);
    if (c == target.column || column.ignored) continue;
    Cells cells;
    for (const std::size_t row : majority) cells.majority.push_back(cell_of(column, row));
    for (const std::size_t row : minority) cells.minority.push_back(cell_of(column, row));
    for (std::size_t s = c; s < synthetic.size(); s += columns) {
      cells.synthetic.push_back(synthetic[s]);
    }
    ColumnShape shape =
        column.kind == ColumnKind::kNumeric ? number_shape(cells) : category_shape(column, cells);
    shape.name = column.name;
    shape.shift = total_variation(
        shape.minority.shares, (cells.synthetic.empty() ? shape.majority : shape.synthetic).shares);
    shapes.push_back(std::move(shape));
  }
  keep_largest_shifts(shapes);
  return shapes;
}

}  // namespace autosmote
