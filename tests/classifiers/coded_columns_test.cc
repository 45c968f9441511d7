#include "classifiers/coded_columns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <vector>

#include "classifiers/made_rows.h"
#include "classifiers/refit.h"
#include "classifiers/sorted_columns.h"
#include "core/random.h"

namespace autosmote {
namespace {

std::unique_ptr<const CodedColumns> make(const RefitData& data) {
  return CodedColumns::make(std::span(&data, 1), {});
}

TEST(CodedColumns, HoldEveryValueOnce) {
  RandomStream random(9, Purpose::kTest);
  const Matrix<double> base = rows_of_counts(3000, random);
  const Matrix<double> candidates = rows_of_counts(300, random);
  const std::vector<int> labels(3000, 0);
  const auto columns = make({base.view(), labels, candidates.view(), {}, {}});
  ASSERT_NE(columns, nullptr);
  EXPECT_EQ(columns->rows(), 3300U);
  EXPECT_EQ(columns->cols(), 7U);
  std::vector<std::vector<std::uint32_t>> unusual(columns->rows());
  for (std::size_t feature = 0; feature < columns->cols(); ++feature) {
    const std::span<const ValueRange> ranges = columns->ranges(feature);
    EXPECT_FALSE(columns->has_runs(feature));
    EXPECT_EQ(columns->first_bin(feature + 1) - columns->first_bin(feature), ranges.size());
    for (std::size_t code = 1; code < ranges.size(); ++code) {
      EXPECT_LT(ranges[code - 1].high, ranges[code].low);
    }
    std::vector<std::size_t> counts(ranges.size());
    for (std::size_t row = 0; row < columns->rows(); ++row) {
      const double value = row < 3000 ? base(row, feature) : candidates(row - 3000, feature);
      const std::uint16_t code = columns->codes(feature)[row];
      ASSERT_EQ(ranges[code].low, tree_value(value));
      ASSERT_EQ(ranges[code].high, tree_value(value));
      ++counts[code];
      if (code == columns->usual(feature)) continue;
      unusual[row].push_back(static_cast<std::uint32_t>(columns->first_bin(feature) + code));
    }
    EXPECT_EQ(counts[columns->usual(feature)], std::ranges::max(counts));
  }
  for (std::size_t row = 0; row < columns->rows(); ++row) {
    EXPECT_TRUE(std::ranges::equal(columns->unusual_bins(row), unusual[row]));
  }
}

TEST(CodedColumns, TakeNegativeZeroForZero) {
  Matrix<double> x(64, 1);
  for (std::size_t i = 0; i < 64; i += 2) x(i, 0) = -0.0;
  const std::vector<int> labels(64, 0);
  const auto columns = make({x.view(), labels, {}, {}, {}});
  ASSERT_NE(columns, nullptr);
  EXPECT_EQ(columns->bins(), 1U);
}

// What a column's bins are by their definition, from all its values in order.
void expect_runs_between_rarer_classes(const CodedColumns& columns, std::size_t feature,
                                       const std::vector<float>& values,
                                       const std::vector<int>& labels) {
  const std::span<const ValueRange> ranges = columns.ranges(feature);
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t row) { return values[row]; });
  // Chains of values that cannot be parted; one that holds a rarer class keeps its values apart.
  std::size_t code = 0;
  bool in_run = false;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    end = begin + 1;
    while (end < order.size() && !separable(values[order[end - 1]], values[order[end]])) ++end;
    bool rare = false;
    for (std::size_t i = begin; i < end; ++i) rare |= labels[order[i]] != 0;
    if (begin > 0 && (rare || !in_run)) ++code;
    for (std::size_t i = begin; i < end; ++i) {
      const float value = values[order[i]];
      if (rare && i > begin && value != values[order[i - 1]]) ++code;
      ASSERT_EQ(columns.codes(feature)[order[i]], code) << "feature " << feature << ", place " << i;
      ASSERT_LE(ranges[code].low, value);
      ASSERT_GE(ranges[code].high, value);
    }
    in_run = !rare;
  }
  EXPECT_EQ(ranges.size(), code + 1);
  for (std::size_t bin = 0; bin < ranges.size(); ++bin) {
    EXPECT_TRUE(std::ranges::count(values, ranges[bin].low) > 0);
    EXPECT_TRUE(std::ranges::count(values, ranges[bin].high) > 0);
  }
}

TEST(CodedColumns, HoldRunsBetweenTheValuesOfRarerClasses) {
  RandomStream random(10, Purpose::kTest);
  const Matrix<double> base = rows_of_numbers(CodedColumns::kManyRows, random);
  const Matrix<double> candidates = rows_of_numbers(40, random);
  std::vector<int> labels(base.rows());
  for (std::size_t i = 0; i < 30; ++i) labels[random.below(CodedColumns::kManyRows)] = 1;
  const RefitData data{base.view(), labels, candidates.view(), {}, {}};
  const auto columns = make(data);
  ASSERT_NE(columns, nullptr);
  labels.resize(labels.size() + candidates.rows(), 1);
  for (std::size_t feature = 0; feature < columns->cols(); ++feature) {
    ASSERT_EQ(columns->has_runs(feature), feature != 3);  // a flag has two values
    if (feature == 3) continue;
    std::vector<float> values;
    for (std::size_t row = 0; row < base.rows(); ++row) {
      values.push_back(tree_value(base(row, feature)) + 0.0F);
    }
    for (std::size_t row = 0; row < candidates.rows(); ++row) {
      values.push_back(tree_value(candidates(row, feature)));
    }
    expect_runs_between_rarer_classes(*columns, feature, values, labels);
  }
}

// A column of numbers, the first `rare` of a rarer class.
std::unique_ptr<const CodedColumns> columns_of(const std::vector<double>& x, std::size_t rare) {
  std::vector<int> labels(x.size());
  std::fill_n(labels.begin(), rare, 1);
  return make({{x.data(), x.size(), 1}, labels, {}, {}, {}});
}

TEST(CodedColumns, HaveALimitOfRuns) {
  std::vector<double> x(CodedColumns::kManyRows);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(7919 * i % x.size());
  // Where 32 rows are left for each: cuts, and the gaps beside them.
  constexpr std::size_t kMostCuts = (CodedColumns::kManyRows / 32 - 1) / 2;
  const auto columns = columns_of(x, kMostCuts);
  ASSERT_NE(columns, nullptr);
  EXPECT_LE(columns->bins(), 2 * kMostCuts + 1);
  EXPECT_EQ(columns_of(x, kMostCuts + 1), nullptr);
  x.pop_back();
  EXPECT_EQ(columns_of(x, 1), nullptr);  // too few rows
}

TEST(CodedColumns, HaveNoRunsWhereTooManyValuesAreClose) {
  RandomStream random(13, Purpose::kTest);
  std::vector<double> x(CodedColumns::kManyRows);
  const auto columns_with = [&](std::size_t close) {
    for (double& value : x) value = 1.0 + random.uniform();
    for (std::size_t i = 0; i <= close; ++i) x[i] = 6e-8 * static_cast<double>(i);
    return columns_of(x, 1);
  };
  const auto columns = columns_with(1000);
  ASSERT_NE(columns, nullptr);
  EXPECT_EQ(columns->bins(), 1002U);  // the rare value, those that are chained to it, the rest
  EXPECT_EQ(columns_with(1100), nullptr);
}

TEST(CodedColumns, AreTheSameForAnyNumberOfThreads) {
  RandomStream random(14, Purpose::kTest);
  const Matrix<double> base = rows_of_numbers(CodedColumns::kManyRows, random);
  std::vector<int> labels(base.rows());
  std::fill_n(labels.begin(), 50, 1);
  const RefitData data{base.view(), labels, {}, {}, {}};
  const auto one = make(data);
  Context context;
  context.threads = 4;
  const auto four = CodedColumns::make(std::span(&data, 1), context);
  ASSERT_NE(one, nullptr);
  ASSERT_NE(four, nullptr);
  EXPECT_EQ(one->bins(), four->bins());
  for (std::size_t feature = 0; feature < one->cols(); ++feature) {
    EXPECT_EQ(one->has_runs(feature), feature != 3);
    EXPECT_EQ(four->has_runs(feature), feature != 3);
    EXPECT_TRUE(std::ranges::equal(one->codes(feature), four->codes(feature)));
  }
}

// Values of both classes, so that there are no runs.
TEST(CodedColumns, HaveALimitOfBins) {
  constexpr std::size_t kRows = 40 * CodedColumns::kMostBins;
  Matrix<double> x(kRows, 1);
  std::vector<int> labels(kRows);
  const auto fill = [&](std::size_t values) {
    for (std::size_t i = 0; i < kRows; ++i) x(i, 0) = static_cast<double>(i % values);
    for (std::size_t i = 0; i < kRows; ++i) labels[i] = i / values % 2 == 0 ? 0 : 1;
  };
  const RefitData data{x.view(), labels, {}, {}, {}};
  fill(CodedColumns::kMostBins);
  EXPECT_NE(make(data), nullptr);
  fill(CodedColumns::kMostBins + 1);
  EXPECT_EQ(make(data), nullptr);
}

}  // namespace
}  // namespace autosmote
