#include "core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace autosmote {
namespace {

using Block = std::array<std::uint32_t, 4>;

// Known answers published with Random123 (kat_vectors, philox4x32 10).
TEST(Philox, EqualsTheKnownAnswers) {
  EXPECT_EQ(philox_4x32_10({0, 0, 0, 0}, {0, 0}),
            (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(
      philox_4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
      (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(
      philox_4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
      (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomStream, IsAFunctionOfItsKeyAlone) {
  RandomStream first(7, Purpose::kTest, 3, 4);
  RandomStream other_purpose(7, Purpose::kSmote, 3, 4);
  RandomStream other_episode(7, Purpose::kTest, 4, 4);
  RandomStream other_instance(7, Purpose::kTest, 3, 5);
  RandomStream other_seed(7ULL + (1ULL << 40), Purpose::kTest, 3, 4);
  RandomStream again(7, Purpose::kTest, 3, 4);
  for (int i = 0; i < 9; ++i) {
    const std::uint32_t value = first();
    EXPECT_EQ(again(), value);
    EXPECT_NE(other_purpose(), value);
    EXPECT_NE(other_episode(), value);
    EXPECT_NE(other_instance(), value);
    EXPECT_NE(other_seed(), value);
  }
}

TEST(RandomStream, UniformAndBelowStayInRangeAndAreEven) {
  RandomStream random(1, Purpose::kTest);
  std::vector<int> counts(10);
  double sum = 0.0;
  constexpr int kDraws = 200000;
  for (int i = 0; i < kDraws; ++i) {
    const double u = random.uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
    ++counts[random.below(10)];
  }
  EXPECT_NEAR(sum / kDraws, 0.5, 5.0 / std::sqrt(12.0 * kDraws));
  for (const int count : counts) EXPECT_NEAR(count, kDraws / 10, 5.0 * std::sqrt(kDraws * 0.09));
}

TEST(RandomStream, NormalHasItsMoments) {
  RandomStream random(2, Purpose::kTest);
  double sum = 0.0;
  double squares = 0.0;
  constexpr int kDraws = 200000;
  for (int i = 0; i < kDraws; ++i) {
    const double z = random.normal();
    sum += z;
    squares += z * z;
  }
  EXPECT_NEAR(sum / kDraws, 0.0, 5.0 / std::sqrt(kDraws));
  EXPECT_NEAR(squares / kDraws, 1.0, 5.0 * std::sqrt(2.0 / kDraws));
}

TEST(Shuffle, IsAPermutationAndUniform) {
  std::vector<int> first_place(5);
  for (std::uint32_t round = 0; round < 50000; ++round) {
    std::vector<int> items(5);
    std::iota(items.begin(), items.end(), 0);
    RandomStream random(3, Purpose::kTest, round);
    shuffle(std::span<int>(items), random);
    ++first_place[static_cast<std::size_t>(items[0])];
    std::sort(items.begin(), items.end());
    for (int i = 0; i < 5; ++i) ASSERT_EQ(items[static_cast<std::size_t>(i)], i);
  }
  for (const int count : first_place) EXPECT_NEAR(count, 10000, 5.0 * std::sqrt(50000 * 0.16));
}

}  // namespace
}  // namespace autosmote
