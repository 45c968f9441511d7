#include "samplers/near_miss.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "samplers/sampler_data.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

/// Sum of the distances of a row to its k nearest or farthest minority rows, by comparing with all.
double slow_sum(const TestData& data, std::size_t row, std::size_t k, bool farthest) {
  std::vector<double> distances;
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    if (data.labels[i] != 1) continue;
    double sum = 0.0;
    for (std::size_t j = 0; j < data.x.cols(); ++j) {
      const double difference = data.x(row, j) - data.x(i, j);
      sum += difference * difference;
    }
    distances.push_back(std::sqrt(sum));
  }
  std::ranges::sort(distances);
  if (farthest) distances.erase(distances.begin(), distances.end() - static_cast<long>(k));
  return std::accumulate(distances.begin(), distances.begin() + static_cast<long>(k), 0.0);
}

TEST(NearMiss, TakesTheSmallestSumsOfTheNearestOrFarthest) {
  const TestData data = clouds({200, 30}, 3);
  for (const bool farthest : {false, true}) {
    std::vector<std::uint32_t> slow;
    for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
      if (data.labels[i] == 0) slow.push_back(i);
    }
    std::ranges::stable_sort(slow, [&](std::uint32_t a, std::uint32_t b) {
      return slow_sum(data, a, 4, farthest) < slow_sum(data, b, 4, farthest);
    });
    slow.resize(50);
    auto rows = near_miss(data.view(), {{0, 50}}, {farthest ? 2 : 1, 4, 3}, {});
    rows.resize(50);
    EXPECT_EQ(rows, slow);
  }
}

TEST(NearMiss, OfEqualSumsTakesTheLowerRow) {
  TestData data = clouds({40, 10}, 3);
  std::fill_n(data.x.data(), data.x.rows() * data.x.cols(), 1.5);
  for (const int version : {1, 2, 3}) {
    const auto rows = near_miss(data.view(), {{0, 3}}, {version, 3, 3}, {});
    std::vector<std::uint32_t> first;
    for (std::uint32_t i = 0; first.size() < 3; ++i) {
      if (data.labels[i] == 0) first.push_back(i);
    }
    EXPECT_TRUE(std::equal(first.begin(), first.end(), rows.begin()));
  }
}

TEST(NearMiss, SaysWhereTheShortListOfVersion3IsTooShort) {
  TestData data = clouds({40, 10}, 3);
  std::fill_n(data.x.data(), data.x.rows() * data.x.cols(), 1.5);
  std::string said;
  Context context;
  context.log = [&](std::string_view text) { said = text; };
  EXPECT_EQ(near_miss(data.view(), {{0, 10}}, {3, 3, 3}, context).size(), 13U);
  EXPECT_EQ(said,
            "near-miss: class 0 keeps 3 rows instead of 10: no more are near a minority row; a "
            "larger n_neighbors_ver3 lists more");
}

}  // namespace
}  // namespace autosmote
