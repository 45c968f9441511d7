#include "core/memory.h"

#include <gtest/gtest.h>

namespace autosmote {
namespace {

TEST(Memory, IsToldInUnitsThatFit) {
  EXPECT_EQ(memory_text(0), "0 MB");
  EXPECT_EQ(memory_text(119'600'000), "120 MB");
  EXPECT_EQ(memory_text(5'712'000'000), "5.7 GB");
}

TEST(Memory, ThereIsSomeForThisTest) { EXPECT_GT(available_memory(), 1'000'000U); }

}  // namespace
}  // namespace autosmote
