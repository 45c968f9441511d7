#include "samplers/smoten.h"

#include <gtest/gtest.h>

#include <map>

#include "autosmote/error.h"
#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

TestData nominal(const std::vector<int>& counts, std::size_t d, double categories = 5.0) {
  TestData data = clouds(counts, d);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    for (double& value : data.x.row(i)) {
      value = std::abs(std::fmod(std::floor(value * categories / 5.0), categories));
    }
  }
  for (std::uint32_t j = 0; j < d; ++j) data.nominal.push_back(j);
  return data;
}

/// P(class | category of row i in column j), by counting.
double share(const TestData& data, std::size_t i, std::size_t j, int c) {
  double of_class = 0.0, all = 0.0;
  for (std::size_t r = 0; r < data.x.rows(); ++r) {
    if (data.x(r, j) != data.x(i, j)) continue;
    all += 1.0;
    of_class += data.labels[r] == c ? 1.0 : 0.0;
  }
  return of_class / all;
}

double slow_distance(const TestData& data, std::size_t a, std::size_t b) {
  double distance = 0.0;
  for (std::size_t j = 0; j < data.x.cols(); ++j) {
    double sum = 0.0;
    for (int c = 0; c < data.view().classes; ++c) {
      sum += std::abs(share(data, a, j, c) - share(data, b, j, c));
    }
    distance += sum * sum;
  }
  return distance;
}

// With few categories, whose differences stand in a table, and with so many that they do not.
class SmotenTest : public testing::TestWithParam<double> {};
INSTANTIATE_TEST_SUITE_P(Categories, SmotenTest, testing::Values(5.0, 60.0));

TEST_P(SmotenTest, EachColumnHasTheModeOfARowAndItsNearest) {
  const TestData data = nominal({60, 14, 30}, 4, GetParam());
  const Resampled result =
      make_sampler("smoten", {{"k_neighbors", 3.0}})->resample(data.view(), {}, {});
  ASSERT_EQ(result.synthetic.rows(), 46U + 30U);
  for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
    const std::uint32_t source = result.origins[s].source;
    ASSERT_EQ(data.labels[source], result.synthetic_labels[s]);
    std::vector<std::pair<double, std::uint32_t>> all;
    for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
      if (i == source || data.labels[i] != data.labels[source]) continue;
      all.emplace_back(slow_distance(data, source, i), i);
    }
    std::sort(all.begin(), all.end());
    for (std::size_t j = 0; j < 4; ++j) {
      std::map<double, int> votes;
      ++votes[data.x(source, j)];
      for (std::size_t n = 0; n < 3; ++n) ++votes[data.x(all[n].second, j)];
      double mode = -1.0;
      int most = 0;
      for (const auto& [category, count] : votes) {
        if (count > most) mode = category, most = count;
      }
      EXPECT_EQ(result.synthetic(s, j), mode);
    }
  }
}

TEST(Smoten, ANumericColumnIsRefused) {
  TestData data = nominal({30, 10}, 3);
  data.nominal = {0, 2};
  try {
    make_sampler("smoten", {})->resample(data.view(), {}, {});
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(),
                 "smoten needs nominal columns only, but column 1 is numeric; use smotenc");
  }
}

}  // namespace
}  // namespace autosmote
