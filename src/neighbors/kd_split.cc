#include "neighbors/kd_split.h"

#include <algorithm>
#include <vector>

namespace autosmote {
namespace {

/// Rows from which the spread of a feature is estimated.
constexpr std::size_t kSpreadSample = 512;

struct Key {
  double value;
  std::uint32_t row;
  friend bool operator<(const Key& a, const Key& b) {
    return a.value < b.value || (a.value == b.value && a.row < b.row);
  }
};

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
  // Selecting moves the values along, instead of following row numbers all over the table.
  std::vector<Key> keys;
  keys.reserve(range.size());
  for (const std::uint32_t row : order.subspan(range.first, range.size())) {
    keys.push_back({rows(row, feature), row});
  }
  const auto cut_at = [&](std::size_t cut) {
    std::nth_element(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(cut), keys.end());
  };
  const auto finish = [&](std::size_t cut) {
    for (std::size_t i = 0; i < keys.size(); ++i) order[range.first + i] = keys[i].row;
    return range.first + cut;
  };
  const std::size_t leaves = (keys.size() + leaf_rows - 1) / leaf_rows;
  const std::size_t cut = (leaves / 2) * leaf_rows;
  cut_at(cut);
  const double value = keys[cut].value;
  std::size_t before = 0;
  std::size_t after = 0;
  for (const Key& key : keys) {
    before += key.value < value;
    after += key.value <= value;
  }
  if (before == cut) return finish(cut);
  const std::size_t nearer = cut - before < after - cut ? before : after;
  const std::size_t quarter = keys.size() / 4;
  if (nearer < quarter || nearer > keys.size() - quarter) return finish(cut);
  cut_at(nearer);
  return finish(nearer);
}

}  // namespace autosmote
