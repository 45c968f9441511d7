#include "core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/philox.h"

namespace autosmote {
namespace {

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

// A stream makes its first blocks one by one and later ones side by side; neither shows.
TEST(RandomStream, IsPhiloxAtTheNextCounters) {
  constexpr std::uint64_t kSeed = 0x0123456789abcdefULL;
  RandomStream random(kSeed, Purpose::kTest, 5, 6);
  for (std::uint32_t block = 0; block < 4 * kPhiloxBlocks; ++block) {
    const auto expected = philox_4x32_10(
        {block, 6, 5, static_cast<std::uint32_t>(Purpose::kTest)},
        {static_cast<std::uint32_t>(kSeed), static_cast<std::uint32_t>(kSeed >> 32)});
    for (const std::uint32_t word : expected) ASSERT_EQ(random(), word) << "block " << block;
  }
}

// Of n = 3 * 2^30 every fourth draw is rejected.
TEST(RandomStream, BelowRejectsWhatWouldMakeItUneven) {
  constexpr std::uint32_t kN = 3U << 30;
  RandomStream random(4, Purpose::kTest);
  RandomStream words(4, Purpose::kTest);
  int rejected = 0;
  for (int i = 0; i < 1000; ++i) {
    std::uint64_t product = std::uint64_t{words()} * kN;
    for (; static_cast<std::uint32_t>(product) < (0U - kN) % kN; ++rejected) {
      product = std::uint64_t{words()} * kN;
    }
    ASSERT_EQ(random.below(kN), product >> 32);
  }
  EXPECT_NEAR(rejected, 333, 100);
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
