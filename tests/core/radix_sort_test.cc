#include "core/radix_sort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace autosmote {
namespace {

template <typename T>
struct Row {
  T key;
  std::uint32_t number;
  bool operator==(const Row&) const = default;
};

// Keys of which many are equal, or few, as `shift` is large or small.
template <typename T>
void expect_as_stable_sort(const std::vector<T>& keys, unsigned shift) {
  std::vector<Row<T>> rows;
  for (const T key : keys) {
    rows.push_back({static_cast<T>(key >> shift), static_cast<std::uint32_t>(rows.size())});
  }
  std::vector<Row<T>> expected = rows;
  std::ranges::stable_sort(expected, {}, &Row<T>::key);
  radix_sort(rows);
  RC_ASSERT(rows == expected);
}

RC_GTEST_PROP(RadixSort, IsAStableSortByKey, (const std::vector<std::uint64_t>& keys)) {
  expect_as_stable_sort(keys, *rc::gen::inRange(0U, 64U));
}

RC_GTEST_PROP(RadixSort, TakesShortKeys, (const std::vector<std::uint32_t>& keys)) {
  expect_as_stable_sort(keys, *rc::gen::inRange(0U, 32U));
}

TEST(RadixSort, UsesEveryByte) {
  std::vector<Row<std::uint64_t>> rows;
  for (std::uint32_t byte = 8; byte-- > 0;) {
    rows.push_back({std::uint64_t{0xFF} << (8 * byte), byte});
    rows.push_back({std::uint64_t{1} << (8 * byte), byte});
  }
  std::vector<Row<std::uint64_t>> expected(rows.rbegin(), rows.rend());
  radix_sort(rows);
  EXPECT_EQ(rows, expected);
}

template <typename T>
std::vector<T> ascending_values() {
  using Limits = std::numeric_limits<T>;
  std::vector<T> values{Limits::denorm_min(),     Limits::min(), T{0.5},        T{1},
                        T{1} + Limits::epsilon(), T{256},        Limits::max(), Limits::infinity()};
  const std::vector<T> positive = values;
  for (const T value : positive) values.push_back(-value);
  values.push_back(T{0});
  std::ranges::sort(values);
  return values;
}

template <typename T>
void expect_keys_in_order() {
  const std::vector<T> values = ascending_values<T>();
  for (std::size_t i = 1; i < values.size(); ++i) {
    ASSERT_LT(values[i - 1], values[i]);
    EXPECT_LT(order_key(values[i - 1]), order_key(values[i])) << values[i];
  }
  EXPECT_EQ(order_key(T{-0.0}), order_key(T{0}));
}

TEST(OrderKey, HasTheOrderOfTheValues) {
  expect_keys_in_order<float>();
  expect_keys_in_order<double>();
}

TEST(OrderKey, GivesTheValueBack) {
  for (const double value : ascending_values<double>()) {
    EXPECT_EQ(from_order_key(order_key(value)), value);
  }
  EXPECT_FALSE(std::signbit(from_order_key(order_key(-0.0))));
}

}  // namespace
}  // namespace autosmote
