#include "classifiers/frequent_values.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace autosmote {
namespace {

/// Appends the frequent values of a feature to `frequent`; returns how many base rows have one.
std::size_t find_frequent(const SortedColumns& columns, std::size_t base_rows, std::size_t feature,
                          std::vector<float>& frequent) {
  const std::span<const std::uint32_t> order = columns.order(feature);
  const std::span<const float> values = columns.values(feature);
  std::size_t covered = 0;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    const float value = values[order[begin]];
    std::size_t count = 0;
    for (; end < order.size() && values[order[end]] == value; ++end) {
      count += order[end] < base_rows ? 1 : 0;
    }
    if (count == 0 || FrequentValues::kMost * count < base_rows) continue;
    frequent.push_back(value);
    covered += count;
  }
  return covered;
}

}  // namespace

FrequentValues::FrequentValues(const SortedColumns& columns, std::size_t base_rows)
    : columns_(&columns),
      values_(columns.cols()),
      bits_begin_(columns.cols()),
      rest_(columns.cols()) {
  std::size_t covered = 0;
  for (std::size_t feature = 0; feature < columns.cols(); ++feature) {
    covered += find_frequent(columns, base_rows, feature, values_[feature]);
  }
  if (covered < 2 * base_rows) values_.assign(columns.cols(), {});
  for (std::size_t feature = 0; feature < columns.cols(); ++feature) {
    if (has(feature)) add_bits(feature);
  }
}

void FrequentValues::add_bits(std::size_t feature) {
  const std::span<const float> values = columns_->values(feature);
  bits_begin_[feature] = bits_.size();
  bits_.resize(bits_.size() + values.size());
  std::uint8_t* const bits = bits_.data() + bits_begin_[feature];
  for (const std::uint32_t row : columns_->order(feature)) {
    const auto place = std::ranges::find(values_[feature], values[row]) - values_[feature].begin();
    const bool frequent = place < std::ssize(values_[feature]);
    bits[row] = frequent ? static_cast<std::uint8_t>(1U << static_cast<unsigned>(place)) : 0;
    if (!frequent) rest_[feature].push_back(row);
  }
}

}  // namespace autosmote
