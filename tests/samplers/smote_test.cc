#include "samplers/smote.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace autosmote {
namespace {

Matrix<std::uint32_t> ring(std::size_t m, std::size_t k) {
  Matrix<std::uint32_t> neighbors(m, k);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t s = 0; s < k; ++s) neighbors(i, s) = static_cast<std::uint32_t>((i + s) % m);
  }
  return neighbors;
}

TEST(Smote, DrawsSourcesNeighboursAndLambdaEvenly) {
  constexpr std::size_t kCount = 60000;
  RandomStream random(1, Purpose::kSmote);
  std::vector<int> sources(10), slots(6);
  double lambda = 0.0;
  for (const Interpolation& s : smote(ring(10, 6), kCount, random)) {
    ++sources[s.source];
    ++slots[(s.neighbor + 10 - s.source) % 10];
    ASSERT_GE(s.lambda, 0.0);
    ASSERT_LT(s.lambda, 1.0);
    lambda += s.lambda;
  }
  EXPECT_EQ(slots[0], 0);  // never itself
  for (const int count : sources) EXPECT_NEAR(count, 6000, 5 * std::sqrt(5400.0));
  for (int s = 1; s < 6; ++s) EXPECT_NEAR(slots[static_cast<std::size_t>(s)], 12000, 5 * 98.0);
  EXPECT_NEAR(lambda / kCount, 0.5, 5 * std::sqrt(1.0 / 12.0 / kCount));
}

TEST(Smote, AShorterResultIsTheBeginningOfALongerOne) {
  RandomStream first(2, Purpose::kSmote), second(2, Purpose::kSmote);
  const auto few = smote(ring(5, 3), 7, first);
  const auto many = smote(ring(5, 3), 20, second);
  for (std::size_t i = 0; i < few.size(); ++i) {
    EXPECT_EQ(few[i].source, many[i].source);
    EXPECT_EQ(few[i].neighbor, many[i].neighbor);
    EXPECT_EQ(few[i].lambda, many[i].lambda);
  }
}

TEST(Smote, ASingleInstanceIsItsOwnNeighbour) {
  RandomStream random(3, Purpose::kSmote);
  for (const Interpolation& s : smote(ring(1, 1), 4, random)) EXPECT_EQ(s.neighbor, 0U);
}

TEST(RandomOverSample, DistributesAllCopiesEvenly) {
  RandomStream random(4, Purpose::kRandomOverSampler);
  const auto copies = random_over_sample(8, 16000, random);
  EXPECT_EQ(std::accumulate(copies.begin(), copies.end(), 0U), 16000U);
  for (const auto count : copies) EXPECT_NEAR(count, 2000, 5 * std::sqrt(1750.0));
}

}  // namespace
}  // namespace autosmote
