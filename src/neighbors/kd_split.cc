#include "neighbors/kd_split.h"

#include <algorithm>
#include <vector>

namespace autosmote {
namespace {

/// Rows from which the spread of a feature is estimated.
constexpr std::size_t kSpreadSample = 512;

/// The feature with the largest variance in (a sample of) the range.
std::size_t widest_feature(MatrixView<const double> rows, std::span<const std::uint32_t> order,
                           RowRange range) {
  const std::size_t step = std::max<std::size_t>(1, range.size() / kSpreadSample);
  const std::span<const double> origin = rows.row(order[range.first]);
  std::vector<double> sums(rows.cols), squares(rows.cols);
  double count = 0.0;
  for (std::size_t i = range.first; i < range.last; i += step) {
    const std::span<const double> row = rows.row(order[i]);
    for (std::size_t j = 0; j < row.size(); ++j) {
      const double shifted = row[j] - origin[j];
      sums[j] += shifted;
      squares[j] += shifted * shifted;
    }
    count += 1.0;
  }
  std::size_t best = 0;
  double best_spread = -1.0;
  for (std::size_t j = 0; j < rows.cols; ++j) {
    const double spread = squares[j] - sums[j] * sums[j] / count;
    if (spread > best_spread) {
      best = j;
      best_spread = spread;
    }
  }
  return best;
}

}  // namespace

std::size_t kd_split(MatrixView<const double> rows, std::span<std::uint32_t> order, RowRange range,
                     std::size_t leaf_rows) {
  const std::size_t feature = widest_feature(rows, order, range);
  const auto less = [&](std::uint32_t a, std::uint32_t b) {
    const double x = rows(a, feature), y = rows(b, feature);
    return x < y || (x == y && a < b);
  };
  const std::span<std::uint32_t> part = order.subspan(range.first, range.size());
  const auto cut_at = [&](std::size_t cut) {
    std::nth_element(part.begin(), part.begin() + static_cast<std::ptrdiff_t>(cut - range.first),
                     part.end(), less);
  };
  const std::size_t leaves = (range.size() + leaf_rows - 1) / leaf_rows;
  const std::size_t cut = range.first + (leaves / 2) * leaf_rows;
  cut_at(cut);
  const double value = rows(order[cut], feature);
  const auto count = [&](auto&& condition) {
    return static_cast<std::size_t>(std::count_if(part.begin(), part.end(), [&](std::uint32_t row) {
      return condition(rows(row, feature));
    }));
  };
  const std::size_t before = range.first + count([&](double x) { return x < value; });
  const std::size_t after = range.first + count([&](double x) { return x <= value; });
  if (before == cut) return cut;
  const std::size_t nearer = cut - before < after - cut ? before : after;
  const std::size_t quarter = range.size() / 4;
  if (nearer < range.first + quarter || nearer > range.last - quarter) return cut;
  cut_at(nearer);
  return nearer;
}

}  // namespace autosmote
