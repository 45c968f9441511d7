#include "samplers/smote_sampler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "autosmote/error.h"
#include "samplers/sampler_data.h"
#include "samplers/slow_neighbors.h"

namespace autosmote {
namespace {

TEST(SmoteSampler, DrawsEachNeighbourOfEachRowEvenly) {
  const TestData data = clouds({2430, 30}, 3);
  const Resampled result =
      make_sampler("smote", {{"k_neighbors", 4.0}})->resample(data.view(), {}, {});
  ASSERT_EQ(result.synthetic.rows(), 2400U);
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> pairs;
  double lambda = 0.0;
  for (std::size_t s = 0; s < 2400; ++s) {
    const SyntheticOrigin& origin = result.origins[s];
    ASSERT_EQ(data.labels[origin.source], 1);
    EXPECT_THAT(slow_same_class(data, origin.source, 4), testing::Contains(origin.neighbor));
    ++pairs[{origin.source, origin.neighbor}];
    lambda += origin.lambda;
    for (std::size_t j = 0; j < 3; ++j) {
      const double a = data.x(origin.source, j);
      EXPECT_EQ(result.synthetic(s, j), a + origin.lambda * (data.x(origin.neighbor, j) - a));
    }
  }
  EXPECT_EQ(pairs.size(), 120U);
  double chi_square = 0.0;
  for (const auto& [pair, count] : pairs) chi_square += std::pow(count - 2400.0 / 120, 2);
  chi_square /= 2400.0 / 120;
  EXPECT_LT(chi_square, 119.0 + 4.0 * std::sqrt(2.0 * 119.0));
  EXPECT_NEAR(lambda / 2400.0, 0.5, 5.0 / std::sqrt(12.0 * 2400.0));
}

TEST(SmoteSampler, EachClassHasItsOwnDraws) {
  const TestData data = clouds({50, 9, 20}, 2);
  const std::unique_ptr<Sampler> sampler = make_sampler("smote", {});
  const Resampled all = sampler->resample(data.view(), {}, {});
  EXPECT_EQ(resampled_counts(data, all), (std::vector<std::uint64_t>{50, 50, 50}));
  SamplingStrategy only_second;
  only_second.kind = SamplingStrategy::Kind::kCounts;
  only_second.counts = {{2, 50}};
  const Resampled second = sampler->resample(data.view(), only_second, {});
  ASSERT_EQ(second.synthetic.rows(), 30U);
  for (std::size_t s = 0; s < 30; ++s) {
    EXPECT_EQ(second.origins[s].lambda, all.origins[41 + s].lambda);
    EXPECT_EQ(second.synthetic(s, 0), all.synthetic(41 + s, 0));
  }
}

TEST(SmoteSampler, ASmallClassUsesAllItsRowsAndSaysSo) {
  const TestData data = clouds({30, 4}, 2);
  std::string message;
  Context context;
  context.log = [&](std::string_view text) { message = text; };
  const Resampled result = make_sampler("smote", {})->resample(data.view(), {}, context);
  EXPECT_EQ(result.synthetic.rows(), 26U);
  EXPECT_EQ(message, "smote: class 1 has 4 rows, so 3 neighbours are used instead of 5");
}

TEST(SmoteSampler, ASingleRowIsRefused) {
  const TestData data = clouds({30, 1}, 2);
  try {
    make_sampler("smote", {})->resample(data.view(), {}, {});
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(),
                 "smote draws between neighbours, but class 1 has 1 row; it needs at least 2 "
                 "(random-over-sampler works with 1)");
  }
}

/// Guards against imbalanced-learn's way of dropping whichever row is found first: with duplicates
/// that may be another row, and the row stays as its own neighbour.
TEST(SmoteSampler, ARowWithDuplicatesIsNotItsOwnNeighbour) {
  TestData data = clouds({60, 8}, 2);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    if (data.labels[i] == 1) data.x(i, 0) = data.x(i, 1) = 4.0;
  }
  const Resampled result = make_sampler("smote", {})->resample(data.view(), {}, {});
  for (const SyntheticOrigin& origin : result.origins) EXPECT_NE(origin.source, origin.neighbor);
}

}  // namespace
}  // namespace autosmote
