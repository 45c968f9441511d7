#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classifiers/sorted_columns.h"

namespace autosmote {

/// For each feature the values that a fifth of the base rows or more have: of one-hot columns,
/// flags and counts that are mostly 0 one or two, of other numbers none. Rows with such a value are
/// told by a bit, only the others need to be sorted. Made once for all fits.
///
/// No feature has any where the rows with frequent values come to less than two columns: that saves
/// less than it costs to keep the weights by row, too.
class FrequentValues {
 public:
  static constexpr std::size_t kMost = 5;  ///< of one feature

  /// `base_rows`: the first rows of `columns`, which must stay as it is while this is in use.
  /// O(N d); 1 byte a value of the features that have frequent ones, and 4 a value that is not.
  FrequentValues(const SortedColumns& columns, std::size_t base_rows);

  /// Whether any feature has frequent values.
  bool any() const { return !bits_.empty(); }
  bool has(std::size_t feature) const { return !values_[feature].empty(); }
  /// The feature's frequent values, ascending.
  std::span<const float> values(std::size_t feature) const { return values_[feature]; }
  /// For each of the N rows 1 << (the place of its value in values(feature)), 0 for others. Of a
  /// feature that has some.
  std::span<const std::uint8_t> bits(std::size_t feature) const {
    return {bits_.data() + bits_begin_[feature], columns_->rows()};
  }
  /// The rows with other values, by ascending value, equal values by row.
  std::span<const std::uint32_t> rest(std::size_t feature) const {
    return has(feature) ? std::span<const std::uint32_t>(rest_[feature]) : columns_->order(feature);
  }

 private:
  void add_bits(std::size_t feature);

  const SortedColumns* columns_;
  std::vector<std::vector<float>> values_;        // by feature
  std::vector<std::size_t> bits_begin_;           // by feature
  std::vector<std::uint8_t> bits_;                // features that have some x rows
  std::vector<std::vector<std::uint32_t>> rest_;  // by feature, of those that have some
};

}  // namespace autosmote
