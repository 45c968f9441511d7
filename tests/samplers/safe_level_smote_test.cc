#include "samplers/safe_level_smote.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "samplers/chi_square.h"
#include "samplers/sampler_data.h"
#include "samplers/slow_neighbors.h"

namespace autosmote {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

/// Rows of its class among the k nearest rows of any class, by comparing all pairs.
std::map<std::uint32_t, double> slow_levels(const TestData& data, int c, std::size_t k) {
  std::map<std::uint32_t, double> levels;
  for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
    if (data.labels[i] == c) levels[i] = static_cast<double>(k - slow_foreign(data, i, k));
  }
  return levels;
}

TEST(SafeLevelSmote, TheFiveCasesOfThePaper) {
  EXPECT_FALSE(safe_range(0, 0).has_value());
  const auto expect_range = [](std::uint32_t row, std::uint32_t neighbor, double low, double high) {
    const std::optional<LambdaRange> range = safe_range(row, neighbor);
    ASSERT_TRUE(range.has_value());
    EXPECT_DOUBLE_EQ(range->low, low) << row << " " << neighbor;
    EXPECT_DOUBLE_EQ(range->high, high) << row << " " << neighbor;
  };
  expect_range(3, 0, 0.0, 0.0);
  expect_range(3, 3, 0.0, 1.0);
  expect_range(4, 1, 0.0, 0.25);
  expect_range(1, 4, 0.75, 1.0);
  expect_range(0, 2, 1.0, 1.0);
}

/// What the definition allows: by pair of parents how often it is drawn (of `pairs` equally likely
/// ones), where a copy has one parent, and in which range its lambda lies.
struct Expected {
  std::map<Pair, double> ways;
  std::map<Pair, std::pair<double, double>> range;
  double pairs = 0.0;
  double noise = 0.0;  ///< pairs that must not be drawn
};

Expected slow_expected(const TestData& data, std::size_t k) {
  Expected expected;
  const std::map<std::uint32_t, double> levels = slow_levels(data, 1, k);
  for (const auto& [row, level] : levels) {
    for (const std::uint32_t neighbor : slow_same_class(data, row, k)) {
      const double other = levels.at(neighbor);
      Pair parents{row, neighbor};
      std::pair<double, double> range{0.0, 1.0};
      if (level == 0.0 && other == 0.0) {
        ++expected.noise;
        continue;
      }
      if (other == 0.0) {
        parents = {row, row};
      } else if (level == 0.0) {
        parents = {neighbor, neighbor};
      } else if (level > other) {
        range.second = other / level;
      } else if (level < other) {
        range.first = 1.0 - level / other;
      }
      ++expected.ways[parents];
      expected.range[parents] = range;
      ++expected.pairs;
    }
  }
  return expected;
}

TEST(SafeLevelSmote, DrawsPairsEvenlyAndLambdaUniformlyInItsRange) {
  const TestData data = clouds({12000, 60}, 2);
  const Expected expected = slow_expected(data, 5);
  ASSERT_GT(expected.noise, 10.0);
  const Resampled result = make_sampler("safe-level-smote", {})->resample(data.view(), {}, {});
  const double rows = static_cast<double>(result.synthetic.rows());
  ASSERT_EQ(rows, 11940.0);
  std::map<Pair, double> found;
  std::vector<double> places;
  double copies = 0.0;
  for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
    const SyntheticOrigin& origin = result.origins[s];
    const Pair parents{origin.source, origin.neighbor};
    ASSERT_TRUE(expected.ways.contains(parents));
    ++found[parents];
    const auto source = data.x.row(origin.source);
    const auto neighbor = data.x.row(origin.neighbor);
    for (std::size_t j = 0; j < 2; ++j) {
      EXPECT_EQ(result.synthetic(s, j), source[j] + origin.lambda * (neighbor[j] - source[j]));
    }
    if (origin.source == origin.neighbor) {
      EXPECT_EQ(origin.lambda, 0.0);
      ++copies;
      continue;
    }
    const auto [low, high] = expected.range.at(parents);
    const double place = (origin.lambda - low) / (high - low);
    places.push_back(std::abs(place) < 1e-12 ? 0.0 : place);
  }
  EXPECT_GT(copies, 50.0);
  std::vector<double> counts, ways;
  for (const auto& [parents, number] : expected.ways) {
    counts.push_back(found[parents]);
    ways.push_back(number / expected.pairs * rows);
  }
  EXPECT_LT(chi_square(counts, ways), chi_square_limit(ways.size()));
  EXPECT_LT(chi_square_uniform(places, 10), chi_square_limit(10));
}

TEST(SafeLevelSmote, AClassOfNoiseGetsNoRowsAndTheLogSaysSo) {
  TestData data = clouds({60, 3}, 2);
  double place = 0.0;
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    // Each minority row sits among majority rows, far from its own.
    data.x(i, 0) = data.labels[i] == 1 ? 1000.0 * place++ : 1000.0 * static_cast<double>(i % 3);
    data.x(i, 1) = static_cast<double>(i) * 1e-3;
  }
  std::vector<std::string> messages;
  Context context;
  context.log = [&](std::string_view text) { messages.emplace_back(text); };
  const Resampled result = make_sampler("safe-level-smote", {})->resample(data.view(), {}, context);
  EXPECT_EQ(result.synthetic.rows(), 0U);
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0],
            "safe-level-smote: class 1 has 3 rows, so 2 neighbours are used instead of 5");
  EXPECT_EQ(messages[1],
            "safe-level-smote: no row of class 1 has another of its class among its 5 nearest "
            "rows, so the class gets no rows");
}

TEST(SafeLevelSmote, EachClassBelowItsTargetGetsItsRows) {
  const TestData data = clouds({80, 20, 35}, 3);
  const Resampled result = make_sampler("safe-level-smote", {})->resample(data.view(), {}, {});
  EXPECT_EQ(resampled_counts(data, result), (std::vector<std::uint64_t>{80, 80, 80}));
  for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
    EXPECT_EQ(data.labels[result.origins[s].source], result.synthetic_labels[s]);
    EXPECT_EQ(data.labels[result.origins[s].neighbor], result.synthetic_labels[s]);
  }
}

}  // namespace
}  // namespace autosmote
