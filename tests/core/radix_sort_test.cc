#include "core/radix_sort.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

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

}  // namespace
}  // namespace autosmote
