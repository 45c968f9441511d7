#include "core/order_key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace autosmote {
namespace {

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
