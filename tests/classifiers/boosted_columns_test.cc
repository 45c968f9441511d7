#include "classifiers/boosted_columns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "classifiers/boosting.h"
#include "classifiers/frequent_values.h"
#include "classifiers/refit.h"
#include "classifiers/sorted_columns.h"
#include "classifiers/split.h"
#include "core/random.h"

namespace autosmote {
namespace {

constexpr std::size_t kFeatures = 5;

// Rows of two classes with many equal values, some of them with a multiplicity: numbers, and where
// the second parameter says so three features of which most or all rows have one of few values.
class BoostedColumnsTest : public testing::TestWithParam<std::tuple<std::size_t, bool>> {
 protected:
  BoostedColumnsTest()
      : rows_(std::get<0>(GetParam())), base_(rows_, kFeatures), candidates_(5, kFeatures) {
    RandomStream random(11, Purpose::kTest);
    for (Matrix<double>* matrix : {&base_, &candidates_}) {
      for (std::size_t i = 0; i < matrix->rows(); ++i) {
        for (double& value : matrix->row(i)) value = random.below(30);
        if (std::get<1>(GetParam())) make_frequent(matrix->row(i), random);
      }
    }
    for (std::size_t i = 0; i < rows_; ++i) labels_.push_back(i % 3 == 0 ? 1 : 0);
    data_ = {base_.view(), labels_, candidates_.view(), {}, {}};
    training_.assign(data_, {1.0, 2.5, sample_set_});
    for (const double weight : training_.signed_weights()) total_ += std::fabs(weight);
    for (const double weight : training_.signed_weights()) expected_.push_back(weight / total_);
  }

  // A flag, a count that is mostly 7, a scale of three values with others below, between and above.
  static void make_frequent(std::span<double> row, RandomStream& random) {
    row[2] = random.below(3) == 0 ? 12 : 3;
    if (random.below(3) != 0) row[3] = 7;
    if (random.below(4) != 0) row[4] = 5 + 10 * random.below(3);
  }

  double value(std::size_t id, std::size_t feature) const {
    const std::size_t row = training_.rows()[id];
    return row < rows_ ? base_(row, feature) : candidates_(row - rows_, feature);
  }

  bool wrong(std::size_t id, const StumpRule& rule, const SortedColumns& columns) const {
    const bool left = columns.values(rule.feature)[training_.rows()[id]] <= rule.low;
    return (left ? rule.left_label : 1 - rule.left_label) != (expected_[id] > 0.0 ? 1 : 0);
  }

  // Compares what a column offers with sums over `expected_`.
  void expect_sums(const BoostedColumns& boosted, std::size_t feature, const ColumnSplits& splits,
                   const SortedColumns& columns) const {
    double total_l = 0.0;
    double total_m = 0.0;
    for (const double weight : expected_) {
      total_l += std::fabs(weight);
      total_m += weight;
    }
    EXPECT_NEAR(splits.total_l, total_l, 1e-13 * total_l);
    EXPECT_NEAR(splits.total_m, total_m, 1e-13 * total_l);
    for (std::size_t i = 0; i < splits.l.size(); ++i) {
      double l = 0.0;
      double m = 0.0;
      for (std::size_t id = 0; id < expected_.size(); ++id) {
        if (columns.values(feature)[training_.rows()[id]] > boosted.low(feature, i)) continue;
        l += std::fabs(expected_[id]);
        m += expected_[id];
      }
      EXPECT_NEAR(splits.l[i], l, 1e-13 * total_l);
      EXPECT_NEAR(splits.m[i], m, 1e-13 * total_l);
      EXPECT_LT(boosted.low(feature, i), boosted.high(feature, i));
    }
  }

  std::size_t rows_;
  Matrix<double> base_;
  Matrix<double> candidates_;
  std::vector<int> labels_;
  const std::vector<WeightedRow> sample_set_{{1, 3}, {4, 1}};
  RefitData data_;
  TrainingRows training_;
  double total_ = 0.0;
  std::vector<double> expected_;  // by training row, signed
};

// Row numbers around multiples of the eight lanes.
INSTANTIATE_TEST_SUITE_P(Sizes, BoostedColumnsTest,
                         testing::Combine(testing::Values(6, 7, 13, 14, 15, 22, 40, 62, 70, 127),
                                          testing::Bool()));

TEST_P(BoostedColumnsTest, EqualsSumsOverRowsAfterEveryRule) {
  const SortedColumns columns(data_, {});
  const FrequentValues frequent(columns, rows_);
  BoostedColumns boosted;
  boosted.assign(columns, frequent, training_);
  ASSERT_EQ(boosted.features().size(), kFeatures);
  EXPECT_EQ(frequent.any(), std::get<1>(GetParam()));
  StumpRule rule;
  StumpFactors factors;
  for (int round = 0; round < 10; ++round) {
    for (std::size_t id = 0; id < expected_.size(); ++id) {
      expected_[id] *= wrong(id, rule, columns) ? factors.wrong : factors.right;
    }
    boosted.begin_round(rule, factors, 0.0);
    for (std::size_t feature = 0; feature < kFeatures; ++feature) {
      const ColumnSplits splits = boosted.advance(feature);
      ASSERT_FALSE(splits.l.empty());
      expect_sums(boosted, feature, splits, columns);
    }
    rule = {static_cast<std::uint32_t>(round % kFeatures), static_cast<float>(2 + round),
            round % 3 == 0 ? 1 : 0};
    double sum = 0.0;
    for (std::size_t id = 0; id < expected_.size(); ++id) {
      if (wrong(id, rule, columns)) sum += std::fabs(expected_[id]);
    }
    EXPECT_NEAR(boosted.wrong_weight(rule), sum, 1e-13);
    factors = {0.5 + 0.1 * round, 3.0};
  }
}

TEST_P(BoostedColumnsTest, FloorHoldsForEachCopyOfARow) {
  const SortedColumns columns(data_, {});
  const FrequentValues frequent(columns, rows_);
  BoostedColumns boosted;
  boosted.assign(columns, frequent, training_);
  const StumpRule rule{1, 7.0F, 1};
  const double floor = boosted.smallest_weight() * 0.5;
  for (std::size_t id = 0; id < expected_.size(); ++id) {
    const double scaled = expected_[id] * (wrong(id, rule, columns) ? 0.8 : 1e-6);
    const double least = floor * training_.multiplicities()[id];
    expected_[id] = std::copysign(std::max(std::fabs(scaled), least), scaled);
  }
  boosted.begin_round(rule, {1e-6, 0.8}, floor);
  for (std::size_t feature = 0; feature < kFeatures; ++feature) {
    const ColumnSplits splits = boosted.advance(feature);
    expect_sums(boosted, feature, splits, columns);
  }
}

// What is not a boundary point can be left out: no split between is better than the best of them.
TEST_P(BoostedColumnsTest, BestSplitIsAtABoundaryPoint) {
  const SortedColumns columns(data_, {});
  const FrequentValues frequent(columns, rows_);
  BoostedColumns boosted;
  boosted.assign(columns, frequent, training_);
  boosted.begin_round({}, {}, 0.0);
  for (std::size_t feature = 0; feature < kFeatures; ++feature) {
    const ColumnSplits splits = boosted.advance(feature);
    double everywhere = 0.0;
    for (double t = 0.5; t < 30.0; t += 1.0) {
      double l = 0.0;
      double m = 0.0;
      for (std::size_t id = 0; id < expected_.size(); ++id) {
        if (value(id, feature) > t) continue;
        l += std::fabs(expected_[id]);
        m += expected_[id];
      }
      everywhere = std::max(everywhere, split_gain(l, m, splits.total_l, splits.total_m));
    }
    const double best = best_split_gain(splits.l.data(), splits.m.data(), splits.l.size(),
                                        splits.total_l, splits.total_m);
    EXPECT_NEAR(best, everywhere, 1e-12);
    EXPECT_GT(best, 0.0);
  }
}

TEST_P(BoostedColumnsTest, StumpWithoutErrorWeighsExactlyNothing) {
  for (std::size_t i = 0; i < rows_; ++i) base_(i, 0) = labels_[i] == 1 ? 40.0 : -1.0;
  for (std::size_t i = 0; i < candidates_.rows(); ++i) candidates_(i, 0) = 41.0;
  const SortedColumns columns(data_, {});
  const FrequentValues frequent(columns, rows_);
  BoostedColumns boosted;
  boosted.assign(columns, frequent, training_);
  boosted.begin_round({}, {}, 0.0);
  boosted.advance(0);
  EXPECT_EQ(boosted.wrong_weight({0, 0.0F, 0}), 0.0);
  EXPECT_GT(boosted.wrong_weight({0, 0.0F, 1}), 0.9);
}

}  // namespace
}  // namespace autosmote
