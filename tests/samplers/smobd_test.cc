#include "samplers/smobd.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "autosmote/error.h"
#include "samplers/over_sampling.h"
#include "samplers/sampler_data.h"
#include "samplers/slow_neighbors.h"

namespace autosmote {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Smobd, DensityIsThatOfTheFormula) {
  Optics structure;
  structure.core_distance = {1.0, 2.0, 0.5, kInfinity, 0.5};
  structure.reachability = {kInfinity, 1.0, 1.0, 4.0, 1.0};
  structure.rows_within = {4, 5, 8, 2, 6};
  // Averages 1 and 1.75. Row 3 is above both: noise. Row 1 is above the first only.
  const std::vector<double> density = smobd_density(structure, 0.25, 1.5);
  const std::vector<double> wanted{0.25 * 1.0 / 2.2 + 0.75 * 4.0 / 8.0,
                                   0.25 * 2.0 / 2.2 + 0.75 * 5.0 / 8.0, 0.25 * 0.5 / 2.2 + 0.75,
                                   0.0, 0.25 * 0.5 / 2.2 + 0.75 * 6.0 / 8.0};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(density[i], wanted[i], 1e-15) << i;
  // With a larger t no row is noise; the undefined core distance is 1.1 times the largest.
  EXPECT_NEAR(smobd_density(structure, 0.25, 3.0)[3], 0.25 + 0.75 * 2.0 / 8.0, 1e-15);
}

/// What smote_variants misses: the reachability of the first row is always undefined, and an
/// average that counts it as infinite leaves no row above it.
TEST(Smobd, AFarRowIsNoise) {
  Matrix<double> rows(9, 1);
  for (std::size_t i = 0; i < 8; ++i) rows(i, 0) = 0.1 * static_cast<double>(i);
  rows(8, 0) = 50.0;
  const std::vector<double> density =
      smobd_density(optics(rows.view(), 3, kInfinity, {}), 0.5, 1.8);
  EXPECT_EQ(density[8], 0.0);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_GT(density[i], 0.4);
}

TEST(Smobd, WithoutCoreThereIsNoDensity) {
  Optics structure;
  structure.core_distance = {kInfinity, kInfinity};
  structure.reachability = {kInfinity, kInfinity};
  structure.rows_within = {1, 1};
  EXPECT_EQ(smobd_density(structure, 0.5, 1.8), (std::vector<double>{0.0, 0.0}));
}

TEST(Smobd, RowsStartNewRowsByTheirDensity) {
  const TestData data = clouds({2200, 60}, 2);
  const std::vector<std::uint32_t> members = rows_of_class(data.view(), 1);
  const Matrix<double> rows = gather_rows(data.x.view(), members);
  const Resampled result = make_sampler("smobd", {{"eta1", 0.2}, {"min_samples", 4.0}, {"t", 1.2}})
                               ->resample(data.view(), {}, {});
  ASSERT_EQ(result.origins.size(), 2140U);
  const std::vector<double> density = smobd_density(optics(rows.view(), 4, 1.0, {}), 0.2, 1.2);
  EXPECT_THAT(density, testing::Contains(0.0));
  const double sum = std::accumulate(density.begin(), density.end(), 0.0);
  std::map<std::uint32_t, double> started;
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> pairs;
  double lambda = 0.0;
  for (std::size_t s = 0; s < result.origins.size(); ++s) {
    const SyntheticOrigin& origin = result.origins[s];
    ++started[origin.source];
    ++pairs[{origin.source, origin.neighbor}];
    lambda += origin.lambda;
    EXPECT_THAT(slow_same_class(data, origin.source, 4), testing::Contains(origin.neighbor));
    const double a = data.x(origin.source, 1);
    EXPECT_EQ(result.synthetic(s, 1), a + origin.lambda * (data.x(origin.neighbor, 1) - a));
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    EXPECT_LT(std::abs(started[members[i]] - 2140.0 * density[i] / sum), 1.0) << i;
    if (started[members[i]] < 30) continue;
    for (const std::uint32_t neighbor : slow_same_class(data, members[i], 4)) {
      EXPECT_GT((pairs[{members[i], neighbor}]), 0);
    }
  }
  EXPECT_NEAR(lambda / 2140.0, 0.5, 5.0 / std::sqrt(12.0 * 2140.0));
}

TEST(Smobd, NoLimitIsALargeLimit) {
  const TestData data = clouds({300, 80}, 3);
  const Resampled none = make_sampler("smobd", {{"max_eps", 0.0}})->resample(data.view(), {}, {});
  const Resampled large = make_sampler("smobd", {{"max_eps", 1e6}})->resample(data.view(), {}, {});
  EXPECT_TRUE(same(none, large));
}

TEST(Smobd, WithoutDensityAllRowsAreDrawnAlikeAndTheLogSaysSo) {
  TestData data = clouds({220, 20}, 2);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    for (double& value : data.x.row(i)) value *= 1e4;
  }
  std::string message;
  Context context;
  context.log = [&](std::string_view text) { message = text; };
  const Resampled result = make_sampler("smobd", {})->resample(data.view(), {}, context);
  EXPECT_EQ(message,
            "smobd: no row of class 1 has a density (5 rows within a distance of 1), so all are "
            "drawn alike; scale the features or raise max_eps");
  std::map<std::uint32_t, int> started;
  for (const SyntheticOrigin& origin : result.origins) ++started[origin.source];
  EXPECT_EQ(started.size(), 20U);
  for (const auto& [row, times] : started) EXPECT_EQ(times, 10);
}

TEST(Smobd, DegenerateDataGetTheirNumbers) {
  for (const double max_eps : {0.0, 1.0}) {
    for (const double eta1 : {0.0, 1.0}) {
      const auto sampler = make_sampler("smobd", {{"max_eps", max_eps}, {"eta1", eta1}});
      for (const TestData& data : degenerate_data()) {
        try {
          const Resampled result = sampler->resample(data.view(), {}, {});
          EXPECT_EQ(malformed(data, result), "") << data.name;
          for (const std::uint64_t count : resampled_counts(data, result)) {
            EXPECT_EQ(count, resampled_counts(data, result)[0]) << data.name;
          }
        } catch (const DataError& error) {
          EXPECT_STREQ(error.what(),
                       "smobd draws between neighbours, but class 1 has 1 row; it needs at least 2 "
                       "(random-over-sampler works with 1)");
          EXPECT_EQ(data.name, "1 minority row");
        }
      }
    }
  }
}

}  // namespace
}  // namespace autosmote
