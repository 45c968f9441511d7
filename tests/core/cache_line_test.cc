#include "core/cache_line.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace autosmote {
namespace {

template <class T>
void expect_lines() {
  CacheLineVector<T> grown;
  for (int i = 0; i < 200; ++i) {
    grown.push_back(T{1});
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(grown.data()) % kCacheLine, 0U);
    const CacheLineVector<T> copy = grown;
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(copy.data()) % kCacheLine, 0U);
    EXPECT_EQ(copy, grown);
  }
}

TEST(CacheLineVector, BeginsAtALine) {
  expect_lines<float>();
  expect_lines<double>();
  expect_lines<std::uint8_t>();
}

}  // namespace
}  // namespace autosmote
