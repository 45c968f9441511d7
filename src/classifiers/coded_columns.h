#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "classifiers/refit.h"

namespace autosmote {

/// From the lowest to the highest of some values.
struct ValueRange {
  float low;
  float high;

  bool is_one_value() const { return low == high; }
};

/// The rows of a RefitData (base rows, then candidates: N = n + p) with each feature's value as a
/// small number, its bin among the feature's bins: what histograms are made of. The bins of all
/// features are numbered one after the other. Of each feature one bin, the most frequent one, is
/// its usual bin, and rows list their other bins only: of one-hot columns and counts that are
/// mostly 0 few are listed.
///
/// A bin is one value, or a run: the values between two neighbouring values of the rarer classes,
/// all of them of rows of the most frequent class. From row to row of a run, the numerator of
/// split_gain is the square of a linear function and the denominator concave, so the gain is convex
/// and the best place never inside (Elomaa, Rousu 1999, for gini; Fayyad, Irani 1992, for entropy).
/// So a tree needs to know of a run only what its rows weigh. Values that trees cannot part from
/// one of another class (kFeatureThreshold), directly or in a chain, are no part of runs. Where one
/// class is rare runs are few, however many values there are. Weights play no part.
class CodedColumns {
 public:
  static constexpr std::size_t kMostBins = std::size_t{1} << 16;  ///< of one feature
  /// From so many rows on runs are looked for, and usual bins do not matter.
  static constexpr std::size_t kManyRows = std::size_t{1} << 16;

  /// `data` have all but their labels in common. Null where histograms do not pay: a feature has
  /// more than kMostBins, or more than N / 32 with runs, or all features together have more than
  /// N d / 16, so that a histogram would hardly be smaller than the rows; and, below kManyRows,
  /// where more than half of the N d values are not in usual bins, as then sorted rows are as fast.
  /// Values as trees see them, tree_value; must not be NaN. O(N d) time for values that repeat, O(N
  /// d log bins) for runs; 2 bytes a value and 4 for each that is not usual.
  static std::unique_ptr<const CodedColumns> make(std::span<const RefitData> data,
                                                  const Context& context);

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return ranges_.size(); }
  std::size_t bins() const { return first_bin_.back(); }
  /// The feature's bins are first_bin(feature) up to first_bin(feature + 1).
  std::size_t first_bin(std::size_t feature) const { return first_bin_[feature]; }
  /// The values in each of the feature's bins, ascending.
  std::span<const ValueRange> ranges(std::size_t feature) const { return ranges_[feature]; }
  /// Whether some of the feature's bins may be runs; else each is one value.
  bool has_runs(std::size_t feature) const { return has_runs_[feature] != 0; }
  std::uint16_t usual(std::size_t feature) const { return usual_[feature]; }
  /// For each of the N rows the place of its value in ranges(feature).
  std::span<const std::uint16_t> codes(std::size_t feature) const {
    return {codes_.data() + feature * rows_, rows_};
  }
  /// The bins of a row that are not usual, one a feature at most, ascending.
  std::span<const std::uint32_t> unusual_bins(std::size_t row) const {
    return {unusual_.data() + unusual_begin_[row], unusual_begin_[row + 1] - unusual_begin_[row]};
  }

 private:
  explicit CodedColumns(const RefitData& data);
  std::size_t code_column(const RefitData& data, std::span<const std::uint32_t> of_rarer_classes,
                          std::size_t feature, std::size_t most_bins);
  void list_unusual();

  std::size_t rows_;
  std::vector<std::uint16_t> codes_;             // cols x rows
  std::vector<std::vector<ValueRange>> ranges_;  // by feature
  std::vector<std::uint8_t> has_runs_;
  std::vector<std::size_t> first_bin_;  // cols + 1
  std::vector<std::uint16_t> usual_;
  std::vector<std::uint64_t> unusual_begin_;  // rows + 1
  std::vector<std::uint32_t> unusual_;
};

}  // namespace autosmote
