#include "neighbors/mixed_rows.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/check.h"
#include "core/parallel.h"
#include "core/simd.h"

namespace autosmote {
namespace {

AUTOSMOTE_SIMD_CLONES
void add_numbers(const double* values, double from, double apart, std::size_t rows, double* sums) {
  for (std::size_t row = 0; row < rows; ++row) {
    const double difference = values[row] - from;
    const double squared = difference * difference;
    sums[row] += squared == squared ? squared : apart;  // NaN: one of the two is missing
  }
}

AUTOSMOTE_SIMD_CLONES
void add_categories(const std::int32_t* codes, std::int32_t from, double apart, std::size_t rows,
                    double* sums) {
  for (std::size_t row = 0; row < rows; ++row) {
    sums[row] += codes[row] == from ? 0.0 : apart;
  }
}

}  // namespace

void MixedRows::squared_distances(std::size_t from, std::vector<double>& squared) const {
  squared.assign(rows, 0.0);
  for (const Numbers& column : numbers) {
    add_numbers(column.values.data(), column.values[from], column.apart, rows, squared.data());
  }
  for (const Categories& column : categories) {
    // A missing category differs from all, missing ones included.
    constexpr std::int32_t kNoCode = -2;
    const std::int32_t code = column.codes[from] < 0 ? kNoCode : column.codes[from];
    add_categories(column.codes.data(), code, column.apart, rows, squared.data());
  }
}

Matrix<std::uint32_t> mixed_neighbors(const MixedRows& rows, std::size_t k,
                                      const Context& context) {
  AUTOSMOTE_CHECK(k >= 1 && k <= rows.rows);
  Matrix<std::uint32_t> nearest(rows.rows, k);
  struct Scratch {
    std::vector<double> squared;
    std::vector<std::pair<double, std::uint32_t>> heap;  // the nearest so far, farthest first
  };
  std::vector<Scratch> scratch(static_cast<std::size_t>(resolve_threads(context)));
  parallel_for_slots(context, rows.rows, [&](std::size_t row, std::size_t slot) {
    auto& [squared, heap] = scratch[slot];
    rows.squared_distances(row, squared);
    squared[row] = -1.0;  // itself first, whatever equals it
    heap.clear();
    for (std::uint32_t other = 0; other < rows.rows; ++other) {
      if (heap.size() == k) {
        // Of equally far rows the earlier one stays.
        if (squared[other] >= heap.front().first) continue;
        std::ranges::pop_heap(heap);
        heap.pop_back();
      }
      heap.emplace_back(squared[other], other);
      std::ranges::push_heap(heap);
    }
    std::ranges::sort_heap(heap);
    std::ranges::transform(heap, nearest.row(row).begin(),
                           [](const auto& entry) { return entry.second; });
  });
  return nearest;
}

}  // namespace autosmote
