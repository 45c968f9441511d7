#include "samplers/prowsyn.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "autosmote/error.h"
#include "samplers/over_sampling.h"
#include "samplers/sampler_data.h"
#include "samplers/slow_neighbors.h"

namespace autosmote {
namespace {

/// Levels by the definition, over all pairs.
std::map<std::uint32_t, std::uint32_t> slow_levels(const TestData& data, int c, std::size_t k,
                                                   std::uint32_t levels) {
  std::map<std::uint32_t, std::uint32_t> level;
  for (std::uint32_t l = 1; l < levels; ++l) {
    std::set<std::uint32_t> reached;
    for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
      if (data.labels[i] == c) continue;
      const auto left = [&](std::uint32_t j) { return data.labels[j] == c && !level.contains(j); };
      for (const std::uint32_t j : slow_neighbors(data, i, k, left)) reached.insert(j);
    }
    for (const std::uint32_t j : reached) level[j] = l;
  }
  for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
    if (data.labels[i] == c) level.try_emplace(i, levels);
  }
  return level;
}

TEST(ProWSyn, LevelsAreThoseOfTheDefinition) {
  const TestData data = clouds({60, 90, 200}, 2);
  for (const std::uint32_t levels : {1U, 2U, 3U, 5U, 40U}) {
    for (const std::size_t k : {1UL, 3UL, 500UL}) {
      const std::vector<std::uint32_t> members = rows_of_class(data.view(), 1);
      const std::vector<std::uint32_t> found =
          proximity_levels(data.view(), members, 1, k, levels, {});
      const std::map<std::uint32_t, std::uint32_t> wanted = slow_levels(data, 1, k, levels);
      for (std::size_t i = 0; i < members.size(); ++i) {
        EXPECT_EQ(found[i], wanted.at(members[i])) << levels << " levels, k " << k;
      }
    }
  }
}

TEST(ProWSyn, RowsStartNewRowsByTheirWeightTowardsTheirLevel) {
  TestData data = clouds({3000, 80}, 2);
  for (std::size_t i = 0; i < data.x.rows(); ++i) data.x(i, 0) += 3.0 * data.labels[i];
  const double theta = 0.7;
  const Resampled result =
      make_sampler("prowsyn", {{"k_neighbors", 2.0}, {"levels", 4.0}, {"theta", theta}})
          ->resample(data.view(), {}, {});
  ASSERT_EQ(result.synthetic.rows(), 2920U);
  const std::map<std::uint32_t, std::uint32_t> level = slow_levels(data, 1, 2, 4);
  double sum = 0.0;
  std::map<std::uint32_t, int> on_level;
  for (const auto& [row, l] : level) {
    sum += std::exp(-theta * (l - 1.0));
    ++on_level[l];
  }
  EXPECT_GE(on_level.size(), 3U);
  std::map<std::uint32_t, int> started;
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  double lambda = 0.0;
  for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
    const SyntheticOrigin& origin = result.origins[s];
    ++started[origin.source];
    lambda += origin.lambda;
    EXPECT_NE(origin.source, origin.neighbor);
    if (on_level[level.at(origin.source)] > 1) {
      EXPECT_EQ(level.at(origin.source), level.at(origin.neighbor));
    }
    pairs.insert({origin.source, origin.neighbor});
    const double a = data.x(origin.source, 1);
    EXPECT_EQ(result.synthetic(s, 1), a + origin.lambda * (data.x(origin.neighbor, 1) - a));
  }
  for (const auto& [row, l] : level) {
    EXPECT_LT(std::abs(started[row] - 2920.0 * std::exp(-theta * (l - 1.0)) / sum), 1.0);
  }
  double expected_pairs = 0.0;  // where each partner of the level is as likely as any other
  for (const auto& [row, l] : level) {
    if (on_level[l] > 1) {
      expected_pairs +=
          (on_level[l] - 1) * (1.0 - std::pow(1.0 - 1.0 / (on_level[l] - 1), started[row]));
    }
  }
  EXPECT_NEAR(static_cast<double>(pairs.size()), expected_pairs, 0.05 * expected_pairs);
  EXPECT_NEAR(lambda / 2920.0, 0.5, 5.0 / std::sqrt(12.0 * 2920.0));
}

/// One foreign row left of the class: level l is the l-th row of the class, alone.
TEST(ProWSyn, ARowAloneOnItsLevelGoesToTheNearestRow) {
  TestData data{"line", Matrix<double>(8, 1), {0, 0, 0, 0, 0, 1, 1, 1}};
  for (std::size_t i = 0; i < 5; ++i) data.x(i, 0) = -1.0;
  data.x(5, 0) = 0.0;
  data.x(6, 0) = 10.0;
  data.x(7, 0) = 13.0;
  SamplingStrategy strategy;
  strategy.kind = SamplingStrategy::Kind::kCounts;
  strategy.counts = {{1, 303}};
  const Resampled result = make_sampler("prowsyn", {{"k_neighbors", 1.0}, {"theta", 0.0}})
                               ->resample(data.view(), strategy, {});
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> pairs;
  for (const SyntheticOrigin& origin : result.origins) ++pairs[{origin.source, origin.neighbor}];
  const std::map<std::pair<std::uint32_t, std::uint32_t>, int> wanted{
      {{5, 6}, 100}, {{6, 7}, 100}, {{7, 6}, 100}};
  EXPECT_EQ(pairs, wanted);
}

TEST(ProWSyn, ASingleRowIsRefused) {
  const TestData data = clouds({30, 1}, 3);
  try {
    make_sampler("prowsyn", {})->resample(data.view(), {}, {});
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(),
                 "prowsyn draws between neighbours, but class 1 has 1 row; it needs at least 2 "
                 "(random-over-sampler works with 1)");
  }
}

}  // namespace
}  // namespace autosmote
