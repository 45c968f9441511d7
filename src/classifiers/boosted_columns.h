#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classifiers/sorted_columns.h"
#include "classifiers/split.h"

namespace autosmote {

/// A stump as a rule on training rows: rows whose value of `feature` is at most `low` are told to
/// be of class `left_label`, the others of the other class. A stump that says the same on both
/// sides, or has none, has all rows on its left.
struct StumpRule {
  std::uint32_t feature = 0;
  float low = 0.0F;
  int left_label = 0;
};

/// Factors on the weights of the rows that a stump gets right and wrong.
struct StumpFactors {
  double right = 1.0;
  double wrong = 1.0;
};

/// What one feature offers in a round.
struct ColumnSplits {
  double total_l = 0.0;  ///< weight of all rows
  double total_m = 0.0;  ///< the same with class 0 counted negative
  std::span<double> l;   ///< for each boundary point, the weight left of it
  std::span<double> m;   ///< the same with class 0 counted negative
};

/// The training rows in the order of every feature, with weights that boosting changes round by
/// round. Each sorted column is cut into kLanes parts of equal length, whose rows stand lane by
/// lane: position p is at lane p / length, block p % length. Running sums over a column are then
/// vector operations, in an order that no instruction set changes.
class BoostedColumns {
 public:
  /// Lays out the rows of `rows`, whose weights are divided by their sum. O(N d). Both arguments
  /// must stay as they are while this is in use.
  void assign(const SortedColumns& columns, const TrainingRows& rows);

  /// The features that have boundary points: all that are not constant, unless there is one class
  /// only.
  std::span<const std::uint32_t> features() const { return features_; }

  /// Multiplies the weights in `feature`'s column by the factors of `rule`, and gives the sums at
  /// its boundary points. They are valid until the next call. With `floor` > 0 no row's weight
  /// falls below `floor` times its multiplicity.
  ColumnSplits advance(std::size_t feature, const StumpRule& rule, const StumpFactors& factors,
                       double floor);

  /// The values on both sides of a boundary point of `feature`.
  float low(std::size_t feature, std::size_t boundary) const {
    return boundaries_[feature][boundary].low;
  }
  float high(std::size_t feature, std::size_t boundary) const {
    return boundaries_[feature][boundary].high;
  }

  /// The weight of the rows that `rule` gets wrong, as of the last advance of its feature: exactly
  /// 0 where there are none.
  double wrong_weight(const StumpRule& rule);

  /// A lower bound of the weight, after assign, of one row of multiplicity 1.
  double smallest_weight() const { return smallest_weight_; }

 private:
  struct Boundary {
    std::uint32_t place;  // in the laid out column
    float low;
    float high;
  };

  std::size_t padded() const { return length_ * kLanes; }
  void lay_out(std::size_t feature, double scale);
  void find_boundaries(std::size_t feature);
  const float* values_in_order_of(std::size_t feature, std::size_t split_feature);
  void raise_to_floor(std::size_t feature, double floor);

  const SortedColumns* columns_ = nullptr;
  const TrainingRows* rows_ = nullptr;
  std::size_t length_ = 0;  // of a lane
  double smallest_weight_ = 0.0;
  std::vector<std::uint32_t> features_;
  std::vector<SortedEntry> entries_;  // one column, sorted
  std::vector<std::uint32_t> ids_;    // columns x padded: training row at each place
  std::vector<double> weights_;       // columns x padded: signed, 0 for padding
  std::vector<std::vector<Boundary>> boundaries_;
  std::vector<float> values_;  // of split features, see values_in_order_of
  std::vector<float> value_of_id_;
  std::vector<std::uint8_t> has_values_;  // columns x columns
  bool keeps_values_ = false;
  std::vector<double> running_l_;
  std::vector<double> running_m_;
  std::vector<double> l_;
  std::vector<double> m_;
};

}  // namespace autosmote
