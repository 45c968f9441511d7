#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classifiers/boosted_rows.h"
#include "classifiers/boosting.h"
#include "classifiers/frequent_values.h"
#include "classifiers/sorted_columns.h"
#include "classifiers/split.h"
#include "core/cache_line.h"

namespace autosmote {

/// The training rows in the order of every feature, with weights that boosting changes round by
/// round. Each sorted column is cut into kLanes parts of equal length, whose rows stand lane by
/// lane: position p is at lane p / length, block p % length. Running sums over a column are then
/// vector operations, in an order that no instruction set changes. Rows with a frequent value of
/// the feature are not in its column; their weight is told by BoostedRows.
class BoostedColumns {
 public:
  /// Lays out the rows of `rows`, whose weights are divided by their sum. O(N d). The arguments
  /// must stay as they are while this is in use.
  void assign(const SortedColumns& columns, const FrequentValues& frequent,
              const TrainingRows& rows);

  /// The features that have boundary points: all that are not constant, unless there is one class
  /// only.
  std::span<const std::uint32_t> features() const { return features_; }

  /// Begins a round: weights are to be multiplied by the factors of `rule`. With `floor` > 0 no
  /// row's weight falls below `floor` times its multiplicity.
  void begin_round(const StumpRule& rule, const StumpFactors& factors, double floor);

  /// The sums at the feature's boundary points in this round, valid until the next call. To be
  /// called once a round for every feature, whose weights it changes.
  ColumnSplits advance(std::size_t feature);

  /// The values on both sides of a boundary point of `feature`.
  float low(std::size_t feature, std::size_t boundary) const {
    return layouts_[feature].boundaries[boundary].low;
  }
  float high(std::size_t feature, std::size_t boundary) const {
    return layouts_[feature].boundaries[boundary].high;
  }

  /// The weight of the rows that `rule` gets wrong in this round, after the advance of its feature:
  /// exactly 0 where there are none.
  double wrong_weight(const StumpRule& rule);

  /// A lower bound of the weight, after assign, of one row of multiplicity 1.
  double smallest_weight() const { return smallest_weight_; }

 private:
  /// A place between two distinct values where a best split can be.
  struct Boundary {
    std::uint32_t place;     // of the last row of the column that is left of it
    std::uint32_t frequent;  // how many frequent values are left of it
    float low;
    float high;
  };

  /// The column of one feature.
  struct Layout {
    std::size_t begin = 0;   // of its places
    std::size_t length = 0;  // of a lane
    std::vector<Boundary> boundaries;
    std::size_t without_rows = 0;  // so many boundaries have no row of the column on their left
    std::size_t padded() const { return length * kLanes; }
    std::size_t place(std::size_t position) const {
      return position % length * kLanes + position / length;
    }
  };

  class Walk;

  void set_smallest_weight(double total);
  void find_boundaries(std::size_t feature, std::span<const SortedEntry> entries);
  void lay_out(std::span<const SortedEntry> entries, double scale, Layout& layout);
  const float* values_in_order_of(std::size_t feature, std::size_t split_feature);
  void raise_to_floor(const Layout& layout);
  void sum_column(std::size_t feature, ColumnSplits& splits);
  void add_frequent(std::size_t feature, ColumnSplits& splits) const;

  const SortedColumns* columns_ = nullptr;
  const FrequentValues* frequent_ = nullptr;
  const TrainingRows* rows_ = nullptr;
  StumpRule rule_;  // of this round
  StumpFactors factors_;
  double floor_ = 0.0;
  double smallest_weight_ = 0.0;
  std::vector<std::uint32_t> features_;
  std::vector<Layout> layouts_;       // by feature
  BoostedRows boosted_rows_;          // where any feature has frequent values
  std::vector<SortedEntry> entries_;  // one column, sorted
  std::vector<std::uint32_t> ids_;    // of all columns: training row at each place
  CacheLineVector<double> weights_;   // of all columns: signed, 0 for padding
  CacheLineVector<float> values_;     // of split features, see values_in_order_of
  std::vector<float> value_of_id_;
  std::size_t value_of_id_feature_ = 0;   // which; the number of features for none
  std::vector<std::uint8_t> has_values_;  // split features x features
  bool keeps_values_ = false;
  CacheLineVector<double> running_l_;
  CacheLineVector<double> running_m_;
  CacheLineVector<double> l_;
  CacheLineVector<double> m_;
};

}  // namespace autosmote
