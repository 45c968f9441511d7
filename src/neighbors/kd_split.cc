#include "neighbors/kd_split.h"

#include <algorithm>
#include <vector>

#include "core/parallel.h"

namespace autosmote {
namespace {

/// Rows from which the spread of a feature is estimated: so many, or fewer where they are wide.
constexpr std::size_t kSpreadSample = 512;
constexpr std::size_t kLeastSample = 64;
constexpr std::size_t kSampledValues = std::size_t{1} << 14;
/// Of split_ranges.
constexpr std::size_t kMostTasks = 64;

struct Key {
  double value;
  std::uint32_t row;
  friend bool operator<(const Key& a, const Key& b) { return a.value < b.value; }
};

/// The feature with the largest variance in (a sample of) the range.
std::size_t widest_feature(MatrixView<const double> rows, std::span<const std::uint32_t> order,
                           RowRange range) {
  const std::size_t sample = std::clamp(kSampledValues / rows.cols, kLeastSample, kSpreadSample);
  const std::size_t step = std::max<std::size_t>(1, range.size() / sample);
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
  const auto finish = [&](std::size_t cut) {
    for (std::size_t i = 0; i < keys.size(); ++i) order[range.first + i] = keys[i].row;
    return range.first + cut;
  };
  const std::size_t leaves = (keys.size() + leaf_rows - 1) / leaf_rows;
  const std::size_t cut = (leaves / 2) * leaf_rows;
  std::nth_element(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(cut), keys.end());
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
  std::partition(keys.begin(), keys.end(), [&](const Key& key) {
    return nearer == before ? key.value < value : key.value <= value;
  });
  return finish(nearer);
}

std::vector<RowRange> split_ranges(MatrixView<const double> rows, std::span<std::uint32_t> order,
                                   std::span<const RowRange> ranges, std::size_t leaf_rows,
                                   const Context& context) {
  std::vector<std::size_t> cuts(ranges.size());
  const std::size_t per_task = ranges.size() / kMostTasks + 1;
  parallel_for(context, (ranges.size() + per_task - 1) / per_task, [&](std::size_t task) {
    const std::size_t end = std::min(ranges.size(), (task + 1) * per_task);
    for (std::size_t r = task * per_task; r < end; ++r) {
      const bool fits = ranges[r].size() <= leaf_rows;
      cuts[r] = fits ? ranges[r].last : kd_split(rows, order, ranges[r], leaf_rows);
    }
  });
  std::vector<RowRange> parts;
  for (std::size_t r = 0; r < ranges.size(); ++r) {
    parts.push_back({ranges[r].first, cuts[r]});
    if (cuts[r] != ranges[r].last) parts.push_back({cuts[r], ranges[r].last});
  }
  return parts;
}

}  // namespace autosmote
