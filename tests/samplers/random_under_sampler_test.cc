#include "samplers/random_under_sampler.h"

#include <gtest/gtest.h>

#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

/// Chi-square of even counts over `counts.size()` cells.
double chi_square(const std::vector<int>& counts, double expected) {
  double sum = 0.0;
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

// The 99.9 % points of chi-square with 39 degrees of freedom.
constexpr double kBound = 72.1;

TEST(RandomUnderSampler, DrawsEveryRowEquallyOftenAtEveryPlace) {
  const TestData data = clouds({40, 10}, 2);
  std::vector<std::uint32_t> majority;
  for (std::uint32_t i = 0; i < 50; ++i) {
    if (data.labels[i] == 0) majority.push_back(i);
  }
  for (const std::string replacement : {"false", "true"}) {
    const auto sampler = make_sampler("random-under-sampler", {{"replacement", replacement}});
    std::vector<int> drawn(50), first(50);
    Context context;
    for (context.seed = 0; context.seed < 4000; ++context.seed) {
      const auto rows = sampler->resample(data.view(), {}, context).rows;
      ASSERT_EQ(rows.size(), 20U);
      ++first[rows[0]];
      for (std::size_t i = 0; i < 10; ++i) ++drawn[rows[i]];
    }
    std::vector<int> counts, at_first;
    for (const std::uint32_t row : majority) {
      counts.push_back(drawn[row]);
      at_first.push_back(first[row]);
    }
    EXPECT_LT(chi_square(counts, 1000.0), kBound);
    EXPECT_LT(chi_square(at_first, 100.0), kBound);
  }
}

}  // namespace
}  // namespace autosmote
