#include "samplers/random_over_sampler.h"

#include <gtest/gtest.h>

#include "samplers/sampler_data.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

TEST(RandomOverSampler, RepeatsRowsOfEachClassEvenly) {
  const TestData data = clouds({3000, 10, 40}, 2);
  const Resampled result = make_sampler("random-over-sampler", {})->resample(data.view(), {}, {});
  EXPECT_EQ(resampled_counts(data, result), (std::vector<std::uint64_t>{3000, 3000, 3000}));
  EXPECT_EQ(result.synthetic.rows(), 0U);
  std::vector<int> copies(data.x.rows());
  for (const std::uint32_t row : result.rows) ++copies[row];
  for (std::size_t i = 0; i < copies.size(); ++i) {
    const double mean = data.labels[i] == 0 ? 1.0 : data.labels[i] == 1 ? 300.0 : 75.0;
    EXPECT_NEAR(copies[i], mean, data.labels[i] == 0 ? 0.0 : 5.0 * std::sqrt(mean));
  }
}

/// The noise of each column has the standard deviation of the formula, worked out by hand for
/// this case: (4 / ((2 + 2) * 20004))^(1 / 6) times 0.5 times the class's own.
TEST(RandomOverSampler, SmoothsWithTheRuleOfRose) {
  TestData data = clouds({20000, 4}, 2);
  std::size_t seen = 0;
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    if (data.labels[i] != 1) continue;
    data.x(i, 0) = seen % 2 == 0 ? 3.0 : -3.0;  // standard deviation 3
    data.x(i, 1) = 8.0;                         // constant: no noise
    ++seen;
  }
  const Resampled result =
      make_sampler("random-over-sampler", {{"shrinkage", 0.5}})->resample(data.view(), {}, {});
  ASSERT_EQ(result.synthetic.rows(), 19996U);
  const double wanted = 0.5 * std::pow(1.0 / 20004.0, 1.0 / 6.0) * 3.0;
  double sum = 0.0, squares = 0.0;
  for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
    EXPECT_EQ(result.origins[s].source, result.origins[s].neighbor);
    const double noise = result.synthetic(s, 0) - data.x(result.origins[s].source, 0);
    sum += noise;
    squares += noise * noise;
    EXPECT_EQ(result.synthetic(s, 1), 8.0);
    EXPECT_EQ(result.synthetic_labels[s], 1);
  }
  const double n = 19996.0;
  EXPECT_NEAR(sum / n, 0.0, 5.0 * wanted / std::sqrt(n));
  EXPECT_NEAR(std::sqrt(squares / n), wanted, 5.0 * wanted / std::sqrt(2.0 * n));
}

}  // namespace
}  // namespace autosmote
