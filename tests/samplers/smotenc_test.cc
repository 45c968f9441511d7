#include "samplers/smotenc.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "autosmote/error.h"
#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

/// Columns 0 and 2 are numbers, column 1 holds categories 0 to 3.
TestData mixed(const std::vector<int>& counts) {
  TestData data = clouds(counts, 3);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    data.x(i, 1) = std::abs(std::fmod(std::floor(2.0 * data.x(i, 1)), 4.0));
  }
  data.nominal = {1};
  return data;
}

/// The median over the numeric columns of the standard deviations of class 1, by definition.
double slow_median(const TestData& data, const std::vector<std::uint32_t>& members) {
  std::vector<double> spreads;
  for (const std::size_t j : {0U, 2U}) {
    double mean = 0.0, squares = 0.0;
    for (const std::uint32_t i : members) mean += data.x(i, j);
    mean /= static_cast<double>(members.size());
    for (const std::uint32_t i : members) squares += std::pow(data.x(i, j) - mean, 2);
    spreads.push_back(std::sqrt(squares / static_cast<double>(members.size())));
  }
  return (spreads[0] + spreads[1]) / 2.0;
}

TEST(Smotenc, NeighboursCountCategoriesByTheMedianAndVote) {
  const TestData data = mixed({600, 40});
  const Resampled result = make_sampler("smotenc", {})->resample(data.view(), {}, {});
  ASSERT_EQ(result.synthetic.rows(), 560U);
  std::vector<std::uint32_t> members;
  for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
    if (data.labels[i] == 1) members.push_back(i);
  }
  const double median = slow_median(data, members);
  for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
    const SyntheticOrigin& origin = result.origins[s];
    std::vector<std::pair<double, std::uint32_t>> all;
    for (const std::uint32_t j : members) {
      if (j == origin.source) continue;
      const double differs = data.x(j, 1) != data.x(origin.source, 1) ? 1.0 : 0.0;
      all.emplace_back(std::pow(data.x(j, 0) - data.x(origin.source, 0), 2) +
                           std::pow(data.x(j, 2) - data.x(origin.source, 2), 2) +
                           differs * median * median,
                       j);
    }
    std::sort(all.begin(), all.end());
    std::map<double, int> votes;
    bool among_nearest = false;
    for (std::size_t n = 0; n < 5; ++n) {
      ++votes[data.x(all[n].second, 1)];
      among_nearest |= all[n].second == origin.neighbor;
    }
    EXPECT_TRUE(among_nearest);
    int most = 0;
    for (const auto& [category, count] : votes) most = std::max(most, count);
    EXPECT_EQ(votes[result.synthetic(s, 1)], most);
    const double a = data.x(origin.source, 2);
    EXPECT_EQ(result.synthetic(s, 2), a + origin.lambda * (data.x(origin.neighbor, 2) - a));
  }
}

TEST(Smotenc, TiesAmongCategoriesAreDrawnEvenly) {
  TestData data = clouds({4003, 3}, 2);
  double category = 0.0;
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    data.x(i, 1) = data.labels[i] == 1 ? category++ : 7.0;
  }
  data.nominal = {1};
  const Resampled result = make_sampler("smotenc", {})->resample(data.view(), {}, {});
  std::map<double, int> seen;
  for (std::size_t s = 0; s < result.synthetic.rows(); ++s) ++seen[result.synthetic(s, 1)];
  ASSERT_EQ(seen.size(), 3U);  // each row's two neighbours have one vote each; never a 7
  for (const auto& [value, count] : seen) EXPECT_NEAR(count, 4000.0 / 3.0, 5.0 * 30.0);
}

TEST(Smotenc, TheMedianIsThatOfTheColumnsOfTheClass) {
  Matrix<double> numbers(2, 3);
  numbers(0, 0) = 0.0, numbers(1, 0) = 2.0;   // 1
  numbers(0, 1) = 0.0, numbers(1, 1) = 20.0;  // 10
  numbers(0, 2) = 3.0, numbers(1, 2) = 7.0;   // 2
  EXPECT_EQ(median_spread(numbers), 2.0);
  Matrix<double> two(2, 2);
  two(1, 0) = 2.0, two(1, 1) = 20.0;
  EXPECT_EQ(median_spread(two), 5.5);
}

TEST(Smotenc, ColumnsOfOneKindAreRefused) {
  TestData data = mixed({30, 10});
  const auto message = [&] {
    try {
      make_sampler("smotenc", {})->resample(data.view(), {}, {});
    } catch (const DataError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  data.nominal = {};
  EXPECT_EQ(message(),
            "smotenc needs numeric and nominal columns, but 0 of 3 columns are nominal; use smote");
  for (std::size_t i = 0; i < data.x.rows(); ++i) data.x(i, 0) = data.x(i, 2) = 1.0;
  data.nominal = {0, 1, 2};
  EXPECT_EQ(
      message(),
      "smotenc needs numeric and nominal columns, but 3 of 3 columns are nominal; use smoten");
}

}  // namespace
}  // namespace autosmote
