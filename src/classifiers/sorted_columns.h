#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"
#include "classifiers/refit.h"

namespace autosmote {

/// The rows of a RefitData (base rows, then candidates: N = n + p) sorted by each feature, once for
/// all fits. Values are doubles throughout; scikit-learn's trees convert to float32 first, so two
/// values that differ by less than about 1e-7 of their size are one value there and two here.
class SortedColumns {
 public:
  /// O(d N log N), one task a feature. Values must be finite.
  SortedColumns(const RefitData& data, const Context& context);

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  /// The N rows by ascending value, equal values by row.
  std::span<const std::uint32_t> order(std::size_t feature) const {
    return {order_.data() + feature * rows_, rows_};
  }
  /// For each of the N rows the place of its value among the feature's distinct values.
  std::span<const std::uint32_t> rank(std::size_t feature) const {
    return {rank_.data() + feature * rows_, rows_};
  }
  /// The threshold between two distinct values given by rank, `low` < `high`: their midpoint.
  /// A row goes left where value <= threshold.
  double threshold(std::size_t feature, std::uint32_t low, std::uint32_t high) const;

 private:
  void sort_column(const RefitData& data, std::size_t feature);

  std::size_t rows_;
  std::size_t cols_;
  std::vector<std::uint32_t> order_;         // cols x rows
  std::vector<std::uint32_t> rank_;          // cols x rows
  std::vector<std::vector<double>> values_;  // by feature: distinct values, ascending
};

/// A training row in the order of one feature.
struct SortedEntry {
  std::uint32_t rank;  ///< of its value, see SortedColumns::rank
  std::uint32_t id;    ///< which training row, see TrainingRows
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
  /// How many equal rows a training row stands for: 1 for base rows.
  std::span<const double> multiplicities() const { return multiplicities_; }
  /// For each training row its number among all N.
  std::span<const std::uint32_t> rows() const { return rows_; }

  /// Writes the m training rows in the order of `feature`. O(N), without branches.
  void sorted_by(const SortedColumns& columns, std::size_t feature, SortedEntry* out) const;

 private:
  void add(std::uint32_t row, double signed_weight, double multiplicity);

  std::vector<std::uint32_t> id_of_row_;  // N, kAbsent for rows without weight
  std::vector<double> signed_weights_;
  std::vector<double> multiplicities_;
  std::vector<std::uint32_t> rows_;
};

}  // namespace autosmote
