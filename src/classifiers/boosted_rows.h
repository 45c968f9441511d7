#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classifiers/boosting.h"
#include "classifiers/frequent_values.h"
#include "classifiers/sorted_columns.h"
#include "core/cache_line.h"

namespace autosmote {

/// The training rows, those of class 0 before those of class 1, with weights that boosting changes
/// round by round, and the weight of the rows with the frequent values of a feature: a pass over
/// the weights and a byte a row, where a sorted column has a copy of the weights to change. Sums
/// run in lanes over the rows as they stand, in an order that no instruction set changes.
class BoostedRows {
 public:
  /// The weight of some rows of each class.
  struct Sums {
    double class0 = 0.0;
    double class1 = 0.0;
  };

  /// Lays out the rows of `rows`, whose weights are multiplied by `scale`. O(N), and O(m) for each
  /// feature with frequent values, of which there must be one. The arguments must stay as they are
  /// while this is in use.
  void assign(const SortedColumns& columns, const FrequentValues& frequent,
              const TrainingRows& rows, double scale);

  /// In which classes each frequent value of `feature` occurs: its bit is set in that class.
  std::span<const std::uint8_t, 2> present(std::size_t feature) const {
    return std::span<const std::uint8_t, 2>(present_.data() + 2 * feature, 2);
  }

  /// Multiplies the weights by the factors of `rule`. With `floor` > 0 no row's weight falls below
  /// `floor` times its multiplicity. O(m).
  void multiply(const StumpRule& rule, const StumpFactors& factors, double floor);

  /// The weight of all rows.
  Sums total() const { return total_; }

  /// The weight of the rows with one of the `count` >= 1 smallest frequent values of `feature`.
  /// O(m).
  Sums up_to(std::size_t feature, std::uint32_t count) const;

  /// The weight of the rows that `rule` gets wrong: exactly 0 where there are none. O(m).
  double wrong_weight(const StumpRule& rule);

 private:
  /// The rows of one class: places [begin, begin + size), then padding of weight 0 up to
  /// begin + padded.
  struct Block {
    std::size_t begin = 0;
    std::size_t size = 0;
    std::size_t padded = 0;
  };

  std::size_t places() const { return blocks_[0].padded + blocks_[1].padded; }
  void lay_out(double scale);
  void lay_out_bits(std::size_t feature);
  void look_up_values(std::size_t feature);

  const SortedColumns* columns_ = nullptr;
  const FrequentValues* frequent_ = nullptr;
  const TrainingRows* rows_ = nullptr;
  Block blocks_[2];                      // by class
  std::vector<std::uint32_t> ids_;       // training row at each place; 0 for padding
  std::vector<std::uint32_t> row_;       // the same as number among all N
  CacheLineVector<double> weights_;      // at each place, >= 0
  std::vector<std::uint8_t> bits_;       // features with frequent values x places
  std::vector<std::size_t> bits_begin_;  // by feature
  std::vector<std::uint8_t> present_;    // features x classes
  CacheLineVector<float> values_;        // of one feature, at each place
  std::size_t values_of_ = 0;            // which; the number of features for none
  Sums total_;
};

}  // namespace autosmote
