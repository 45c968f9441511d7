#include "search/repeated_samples.h"

#include <gtest/gtest.h>

#include <vector>

namespace autosmote {
namespace {

TEST(RepeatedSamples, AreDrawnOnceEachUpToALimit) {
  EXPECT_EQ(distinct_samples(1 << 17, 52, 1 << 7), std::size_t{1} << 17);
  EXPECT_EQ(distinct_samples((1 << 17) + 1, 52, 1 << 7), std::size_t{1} << 14);
  EXPECT_EQ(distinct_samples((1 << 17) + 1, 10'000, 1 << 7), 80'000U);
  EXPECT_EQ(distinct_samples((1 << 17) + 1, 100'000, 1 << 7), (std::size_t{1} << 17) + 1);
}

TEST(RepeatedSamples, AreRepeatedEvenly) {
  const auto repeated = [](std::size_t distinct, std::size_t count) {
    std::vector<WeightedRow> samples;
    append_repeated(7, distinct, count, samples);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (const WeightedRow& sample : samples) pairs.emplace_back(sample.row, sample.weight);
    return pairs;
  };
  using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  EXPECT_EQ(repeated(4, 3), (Pairs{{7, 1}, {8, 1}, {9, 1}}));
  EXPECT_EQ(repeated(3, 3), (Pairs{{7, 1}, {8, 1}, {9, 1}}));
  EXPECT_EQ(repeated(3, 8), (Pairs{{7, 3}, {8, 3}, {9, 2}}));
  EXPECT_EQ(repeated(3, 0), Pairs{});
  EXPECT_EQ(repeated(0, 0), Pairs{});
}

}  // namespace
}  // namespace autosmote
