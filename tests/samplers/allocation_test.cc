#include "samplers/allocation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <set>

namespace autosmote {
namespace {

using Numbers = std::vector<std::uint64_t>;

TEST(Allocation, SharesAreRoundedDownOrUpAndAddUp) {
  const std::vector<double> weights{0.0, 3.0, 1.0, 0.0, 0.1, 2.9, 0.0};
  for (std::uint32_t trial = 0; trial < 300; ++trial) {
    RandomStream random(1, Purpose::kTest, trial);
    const std::uint64_t total = random.below(50);
    const Numbers numbers = share_out(weights, total, random);
    EXPECT_EQ(std::accumulate(numbers.begin(), numbers.end(), std::uint64_t{0}), total);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double share = weights[i] / 7.0 * static_cast<double>(total);
      EXPECT_LT(std::abs(static_cast<double>(numbers[i]) - share), 1.0) << i << " of " << total;
      EXPECT_TRUE(weights[i] > 0.0 || numbers[i] == 0);
    }
  }
}

TEST(Allocation, SharesAreExpectedNumbers) {
  const std::vector<double> weights{1.0, 2.0, 4.0, 1.5, 1.5};
  std::vector<double> mean(5);
  constexpr int kTrials = 4000;
  for (std::uint32_t trial = 0; trial < kTrials; ++trial) {
    RandomStream random(2, Purpose::kTest, trial);
    const Numbers numbers = share_out(weights, 3, random);
    for (std::size_t i = 0; i < 5; ++i) mean[i] += static_cast<double>(numbers[i]) / kTrials;
  }
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(mean[i], 0.3 * weights[i], 0.04);
}

/// Weights whose rounded sum is not their exact one, and 0 at the end: the last row counts too.
TEST(Allocation, RoundingLosesNothing) {
  std::vector<double> weights(1000, 0.1);
  weights.push_back(0.0);
  for (std::uint32_t trial = 0; trial < 100; ++trial) {
    RandomStream random(3, Purpose::kTest, trial);
    const Numbers numbers = share_out(weights, 123457, random);
    EXPECT_EQ(std::accumulate(numbers.begin(), numbers.end(), std::uint64_t{0}), 123457U);
    EXPECT_EQ(numbers.back(), 0U);
  }
}

TEST(Allocation, SpreadsDifferentNumbersOverAllParts) {
  RandomStream random(4, Purpose::kTest);
  EXPECT_EQ(spread_out(5, 5, random), (Numbers{0, 1, 2, 3, 4}));
  EXPECT_TRUE(spread_out(5, 0, random).empty());
  std::set<std::uint64_t> met;
  for (int trial = 0; trial < 300; ++trial) {
    const Numbers places = spread_out(17, 6, random);
    ASSERT_EQ(places.size(), 6U);
    for (std::size_t s = 0; s < 6; ++s) {
      EXPECT_GE(places[s], s * 17 / 6);
      EXPECT_LT(places[s], (s + 1) * 17 / 6);
    }
    met.insert(places.begin(), places.end());
  }
  EXPECT_EQ(met.size(), 17U);
}

TEST(Allocation, SpreadsOverMoreItemsThanFitInto32Bits) {
  RandomStream random(5, Purpose::kTest);
  constexpr std::uint64_t kItems = 12'000'000'000'000'000;
  const Numbers places = spread_out(kItems, 7, random);
  for (std::size_t s = 0; s < 7; ++s) EXPECT_EQ(places[s] / (kItems / 7), s);
}

}  // namespace
}  // namespace autosmote
