#include "samplers/geometric_smote.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <numbers>
#include <set>

#include "autosmote/error.h"
#include "samplers/chi_square.h"
#include "samplers/sampler_data.h"
#include "samplers/slow_neighbors.h"

namespace autosmote {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

double distance(const TestData& data, std::uint32_t a, std::uint32_t b) {
  double squares = 0.0;
  for (std::size_t j = 0; j < data.x.cols(); ++j)
    squares += std::pow(data.x(a, j) - data.x(b, j), 2);
  return std::sqrt(squares);
}

std::uint32_t slow_nearest_foreign(const TestData& data, std::uint32_t i) {
  return slow_neighbors(data, i, 1, [&](std::uint32_t j) { return data.labels[j] != 1; })[0];
}

/// How likely each pair of center and surface row is by the paper's definition, times the rows.
std::map<Pair, double> slow_pairs(const TestData& data, const std::string& selection,
                                  std::size_t k) {
  std::map<Pair, double> pairs;
  for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
    if (data.labels[i] != 1) continue;
    const std::uint32_t foreign = slow_nearest_foreign(data, i);
    for (const std::uint32_t own : slow_same_class(data, i, k)) {
      std::uint32_t surface = own;
      if (selection == "majority") surface = foreign;
      if (selection == "combined" && distance(data, i, foreign) < distance(data, i, own)) {
        surface = foreign;
      }
      pairs[{i, surface}] += 1.0 / static_cast<double>(k);
    }
  }
  return pairs;
}

TEST(GeometricSmote, DrawsCentersAndSurfaceRowsByTheStrategy) {
  const TestData data = clouds({6060, 60}, 3);
  for (const std::string selection : {"minority", "majority", "combined"}) {
    const Resampled result =
        make_sampler("geometric-smote", {{"selection_strategy", selection}, {"k_neighbors", 4.0}})
            ->resample(data.view(), {}, {});
    ASSERT_EQ(result.origins.size(), 6000U);
    std::map<Pair, double> found;
    for (const SyntheticOrigin& origin : result.origins) {
      ++found[{origin.source, origin.neighbor}];
      EXPECT_EQ(origin.lambda, 0.0);
    }
    std::vector<double> counts, expected;
    std::set<Pair> allowed;
    for (const auto& [pair, ways] : slow_pairs(data, selection, 4)) {
      counts.push_back(found[pair]);
      expected.push_back(ways * 100.0);
      allowed.insert(pair);
    }
    EXPECT_EQ(found.size(), allowed.size()) << selection;
    EXPECT_LT(chi_square(counts, expected), chi_square_limit(expected.size())) << selection;
  }
}

/// Where points lie, by definition: along is their part towards the surface row, across the rest,
/// both in units of the radius; angle is the direction of across, in turns.
struct Places {
  std::vector<double> along, across, angle;
};

/// 20,000 points around (1, 2, 3) with a surface row at distance 2 in direction (2, 2, 1) / 3.
Places draw_places(const GeometricShape& shape) {
  const std::vector<double> center{1.0, 2.0, 3.0};
  const std::vector<double> unit{2.0 / 3.0, 2.0 / 3.0, 1.0 / 3.0};
  const std::vector<double> first{1.0 / 3.0, -2.0 / 3.0, 2.0 / 3.0};  // a right-angled base
  const std::vector<double> second{2.0 / 3.0, -1.0 / 3.0, -2.0 / 3.0};
  std::vector<double> surface(3), point(3);
  for (std::size_t j = 0; j < 3; ++j) surface[j] = center[j] + 2.0 * unit[j];
  RandomStream random(3, Purpose::kTest);
  Places places;
  for (int n = 0; n < 20000; ++n) {
    draw_geometric_point(center, surface, shape, random, point);
    double a = 0.0, b = 0.0, c = 0.0;
    for (std::size_t j = 0; j < 3; ++j) {
      const double off = (point[j] - center[j]) / 2.0;
      a += off * unit[j];
      b += off * first[j];
      c += off * second[j];
    }
    places.along.push_back(a);
    places.across.push_back(std::hypot(b, c));
    places.angle.push_back(0.5 + std::atan2(b, c) / (2.0 * std::numbers::pi) * (1.0 - 1e-12));
  }
  return places;
}

/// The share of a ball's volume below height a.
double ball_below(double a) { return 0.5 + (3.0 * a - a * a * a) / 4.0; }

/// Of a ball's points at height a, the share that is nearer to the axis than r.
double disc_within(double a, double r) { return r * r / (1.0 - a * a); }

TEST(GeometricSmote, WithoutTruncationPointsAreUniformInTheBall) {
  const Places places = draw_places({0.0, 0.0});
  std::vector<double> heights, discs, volumes;
  for (std::size_t n = 0; n < places.along.size(); ++n) {
    const double a = places.along[n], r = places.across[n];
    heights.push_back(ball_below(a));
    discs.push_back(disc_within(a, r));
    volumes.push_back(std::pow(a * a + r * r, 1.5));
  }
  for (const auto& values : {heights, discs, volumes, places.angle}) {
    EXPECT_LT(chi_square_uniform(values, 40), chi_square_limit(40));
  }
}

TEST(GeometricSmote, FullTruncationLeavesTheHalfTowardsTheSurface) {
  for (const double side : {1.0, -1.0}) {
    const Places places = draw_places({side, 0.0});
    std::vector<double> heights, discs;
    for (std::size_t n = 0; n < places.along.size(); ++n) {
      heights.push_back(2.0 * ball_below(side * places.along[n]) - 1.0);
      discs.push_back(disc_within(places.along[n], places.across[n]));
    }
    EXPECT_LT(chi_square_uniform(heights, 40), chi_square_limit(40)) << side;
    EXPECT_LT(chi_square_uniform(discs, 40), chi_square_limit(40)) << side;
    EXPECT_LT(chi_square_uniform(places.angle, 40), chi_square_limit(40)) << side;
  }
}

TEST(GeometricSmote, PartialTruncationMirrorsTheCap) {
  const Places places = draw_places({0.5, 0.0});
  // Nothing lies below -0.5; what would is above 0.5 in addition.
  std::vector<double> heights;
  for (const double a : places.along) {
    const double cap = std::max(ball_below(a) - ball_below(0.5), 0.0);
    heights.push_back(ball_below(a) - ball_below(-0.5) + cap);
  }
  EXPECT_LT(chi_square_uniform(heights, 40), chi_square_limit(40));
}

TEST(GeometricSmote, DeformationSqueezesTowardsTheLine) {
  const Places ball = draw_places({1.0, 0.0});
  const Places half = draw_places({1.0, 0.5});
  const Places line = draw_places({1.0, 1.0});
  for (std::size_t n = 0; n < ball.along.size(); ++n) {
    EXPECT_NEAR(half.along[n], ball.along[n], 1e-12);
    EXPECT_NEAR(half.across[n], 0.5 * ball.across[n], 1e-12);
    EXPECT_NEAR(line.along[n], ball.along[n], 1e-12);
    EXPECT_NEAR(line.across[n], 0.0, 1e-12);
  }
}

TEST(GeometricSmote, RowsLieInTheBallsOfTheirOrigins) {
  const TestData data = clouds({300, 40, 90}, 5);
  const Resampled result = make_sampler("geometric-smote", {})->resample(data.view(), {}, {});
  EXPECT_EQ(resampled_counts(data, result), (std::vector<std::uint64_t>{300, 300, 300}));
  for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
    const SyntheticOrigin& origin = result.origins[s];
    EXPECT_EQ(data.labels[origin.source], result.synthetic_labels[s]);
    double squares = 0.0, along = 0.0;
    for (std::size_t j = 0; j < 5; ++j) {
      const double off = result.synthetic(s, j) - data.x(origin.source, j);
      squares += off * off;
      along += off * (data.x(origin.neighbor, j) - data.x(origin.source, j));
    }
    EXPECT_LE(std::sqrt(squares), distance(data, origin.source, origin.neighbor) * (1.0 + 1e-12));
    EXPECT_GE(along, -1e-12);
  }
}

TEST(GeometricSmote, SurvivesDegenerateDataInEveryShape) {
  for (const std::string selection : {"minority", "majority", "combined"}) {
    for (const double truncation : {-1.0, 0.3}) {
      const auto sampler = make_sampler("geometric-smote", {{"selection_strategy", selection},
                                                            {"truncation_factor", truncation},
                                                            {"deformation_factor", 0.7}});
      for (const TestData& data : degenerate_data()) {
        try {
          EXPECT_EQ(malformed(data, sampler->resample(data.view(), {}, {})), "") << data.name;
        } catch (const DataError&) {
          EXPECT_TRUE(data.name == "1 minority row" || data.name == "2 rows") << data.name;
        }
      }
    }
  }
}

TEST(GeometricSmote, ASingleRowNeedsTheMajorityStrategy) {
  const TestData data = clouds({30, 1}, 2);
  const Resampled result = make_sampler("geometric-smote", {{"selection_strategy", "majority"}})
                               ->resample(data.view(), {}, {});
  EXPECT_EQ(result.synthetic.rows(), 29U);
  EXPECT_EQ(malformed(data, result), "");
  try {
    make_sampler("geometric-smote", {})->resample(data.view(), {}, {});
    FAIL();
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("geometric-smote draws between neighbours, but "
                                                  "class 1 has 1 row; it needs at least 2"));
  }
}

}  // namespace
}  // namespace autosmote
