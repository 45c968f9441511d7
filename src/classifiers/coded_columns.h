#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "classifiers/refit.h"

namespace autosmote {

/// The rows of a RefitData (base rows, then candidates: N = n + p) with each feature's value as a
/// small number, its place among the feature's distinct values: what histograms are made of. The
/// values of all features are numbered one after the other, as bins. Of each feature one value, the
/// most frequent one, is its usual bin, and rows list their other bins only: of one-hot columns and
/// counts that are mostly 0 few are listed. Labels and weights play no part.
class CodedColumns {
 public:
  static constexpr std::size_t kMostValues = std::size_t{1} << 16;  ///< of one feature

  /// Null where histograms do not pay: a feature has more than kMostValues distinct values, or all
  /// features together have more than N d / 16, so that a histogram would hardly be smaller than
  /// the rows; and, below 2^16 rows, where more than half of the N d values are not usual, as then
  /// sorted rows are as fast. Values as trees see them, tree_value; must not be NaN. O(N d) time; 2
  /// bytes a value and 4 for each that is not usual.
  static std::unique_ptr<const CodedColumns> make(const RefitData& data, const Context& context);

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return values_.size(); }
  std::size_t bins() const { return first_bin_.back(); }
  /// The feature's bins are first_bin(feature) up to first_bin(feature + 1).
  std::size_t first_bin(std::size_t feature) const { return first_bin_[feature]; }
  /// The feature's distinct values, ascending.
  std::span<const float> values(std::size_t feature) const { return values_[feature]; }
  std::uint16_t usual(std::size_t feature) const { return usual_[feature]; }
  /// For each of the N rows the place of its value in values(feature).
  std::span<const std::uint16_t> codes(std::size_t feature) const {
    return {codes_.data() + feature * rows_, rows_};
  }
  /// The bins of a row that are not usual, one a feature at most, ascending.
  std::span<const std::uint32_t> unusual_bins(std::size_t row) const {
    return {unusual_.data() + unusual_begin_[row], unusual_begin_[row + 1] - unusual_begin_[row]};
  }

 private:
  explicit CodedColumns(const RefitData& data);
  std::size_t code_column(const RefitData& data, std::size_t feature, std::size_t most_values);
  void list_unusual();

  std::size_t rows_;
  std::vector<std::uint16_t> codes_;        // cols x rows
  std::vector<std::vector<float>> values_;  // by feature
  std::vector<std::size_t> first_bin_;      // cols + 1
  std::vector<std::uint16_t> usual_;
  std::vector<std::uint64_t> unusual_begin_;  // rows + 1
  std::vector<std::uint32_t> unusual_;
};

}  // namespace autosmote
