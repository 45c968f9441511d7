#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"
#include "classifiers/refit.h"

namespace autosmote {

/// Values closer than this are not told apart by a split (scikit-learn's FEATURE_THRESHOLD). With
/// the conversion to float32 it keeps splits out of the rounding noise of interpolated rows: a
/// point between two rows that agree in a feature, or that meets a third row's value, is not
/// recognised as synthetic by its last bits.
inline constexpr float kFeatureThreshold = 1e-7F;

/// A row in the order of one feature.
struct SortedEntry {
  float value;
  std::uint32_t id;  ///< which training row, see TrainingRows
};

/// Whether a split can lie between two values or rows that are neighbours in the order of a
/// feature.
inline bool separable(float low, float high) { return high > low + kFeatureThreshold; }
inline bool separable(const SortedEntry& low, const SortedEntry& high) {
  return separable(low.value, high.value);
}

/// The threshold of a split between two values, their midpoint: rows with value <= threshold go
/// left.
inline double split_threshold(float low, float high) { return low / 2.0 + high / 2.0; }

/// A feature's value as trees see it: float32, as in scikit-learn. Values beyond its range count
/// as its largest.
float tree_value(double value);
/// That of one of the rows of a RefitData: base rows, then candidates.
float tree_value(const RefitData& data, std::size_t row, std::size_t feature);

/// The rows of a RefitData (base rows, then candidates: N = n + p) sorted by each feature, once for
/// all fits.
class SortedColumns {
 public:
  /// O(d N), by a radix sort, one task a feature. Values must not be NaN.
  SortedColumns(const RefitData& data, const Context& context);

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  /// The N rows by ascending value, equal values by row.
  std::span<const std::uint32_t> order(std::size_t feature) const {
    return {order_.data() + feature * rows_, rows_};
  }
  /// The value of each of the N rows.
  std::span<const float> values(std::size_t feature) const {
    return {values_.data() + feature * rows_, rows_};
  }

 private:
  void sort_column(const RefitData& data, std::size_t feature);

  std::size_t rows_;
  std::size_t cols_;
  std::vector<std::uint32_t> order_;  // cols x rows
  std::vector<float> values_;         // cols x rows
};

/// The rows of one training set, numbered 0..m-1 in row order without those of weight 0.
class TrainingRows {
 public:
  /// O(N). Needs finite weights >= 0 and at least one row of positive weight.
  void assign(const RefitData& data, const TrainingWeights& weights);

  std::size_t size() const { return signed_weights_.size(); }
  /// The weight of each training row; positive for class 1, negative for class 0. One array tells
  /// weight and class, and the sum of the weights' signs is what the split criterion needs.
  std::span<const double> signed_weights() const { return signed_weights_; }
  /// How many equal rows a training row stands for.
  std::span<const double> multiplicities() const { return multiplicities_; }
  /// For each training row its number among all N.
  std::span<const std::uint32_t> rows() const { return rows_; }

  /// Writes those of the rows in `order` (of all N, or some of them) that are training rows, with
  /// their `values`, and returns how many. `out` has room for m. O(N), without branches.
  std::size_t in_order(std::span<const std::uint32_t> order, std::span<const float> values,
                       SortedEntry* out) const;

 private:
  void add(std::uint32_t row, double signed_weight, double multiplicity);

  std::vector<std::uint32_t> id_of_row_;  // N, kAbsent for rows without weight
  std::vector<double> signed_weights_;
  std::vector<double> multiplicities_;
  std::vector<std::uint32_t> rows_;
};

}  // namespace autosmote
