#include "samplers/polynom_fit_smote.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "autosmote/error.h"
#include "samplers/over_sampling.h"
#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

Resampled resample(const TestData& data, const char* topology, std::uint64_t added) {
  SamplingStrategy strategy;
  strategy.kind = SamplingStrategy::Kind::kCounts;
  strategy.counts = {{1, added + rows_of_class(data.view(), 1).size()}};
  return make_sampler("polynom-fit-smote", {{"topology", topology}})
      ->resample(data.view(), strategy, {});
}

/// The parts of the way at which the rows of each line lie.
std::map<Pair, std::vector<double>> parts_by_line(const Resampled& result) {
  std::map<Pair, std::vector<double>> parts;
  for (const SyntheticOrigin& origin : result.origins) {
    parts[{origin.source, origin.neighbor}].push_back(origin.lambda);
  }
  return parts;
}

std::vector<double> equal_parts(std::size_t n) {
  std::vector<double> parts;
  for (std::size_t step = 1; step <= n; ++step) {
    parts.push_back(static_cast<double>(step) / static_cast<double>(n + 1));
  }
  return parts;
}

void expect_interpolations(const TestData& data, const Resampled& result) {
  for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
    const auto& [source, neighbor, lambda] = result.origins[s];
    const double a = data.x(source, 1);
    EXPECT_EQ(result.synthetic(s, 1), a + lambda * (data.x(neighbor, 1) - a));
  }
}

TEST(PolynomFitSmote, StarDividesTheWayToTheMean) {
  const TestData data = clouds({40, 12}, 3);
  const std::vector<std::uint32_t> members = rows_of_class(data.view(), 1);
  double mean = 0.0;
  for (const std::uint32_t row : members) mean += data.x(row, 2) / 12.0;
  const Resampled result = resample(data, "star", 41);
  ASSERT_EQ(result.synthetic.rows(), 41U);
  std::map<std::uint32_t, std::vector<double>> values;
  for (std::size_t s = 0; s < 41; ++s) {
    EXPECT_EQ(result.origins[s].source, result.origins[s].neighbor);
    EXPECT_EQ(result.origins[s].lambda, 0.0);
    values[result.origins[s].source].push_back(result.synthetic(s, 2));
  }
  ASSERT_EQ(values.size(), 12U);
  for (const auto& [row, found] : values) {
    ASSERT_TRUE(found.size() == 3 || found.size() == 4);
    const std::vector<double> parts = equal_parts(found.size());
    for (std::size_t n = 0; n < found.size(); ++n) {
      EXPECT_NEAR(found[n], data.x(row, 2) + parts[n] * (mean - data.x(row, 2)), 1e-14);
    }
  }
}

TEST(PolynomFitSmote, BusDividesTheWayToTheNextRow) {
  const TestData data = clouds({40, 12}, 3);
  const std::vector<std::uint32_t> members = rows_of_class(data.view(), 1);
  const Resampled result = resample(data, "bus", 25);
  ASSERT_EQ(result.synthetic.rows(), 25U);
  const std::map<Pair, std::vector<double>> parts = parts_by_line(result);
  ASSERT_EQ(parts.size(), 11U);
  for (std::size_t i = 0; i + 1 < members.size(); ++i) {
    const std::vector<double>& found = parts.at({members[i], members[i + 1]});
    EXPECT_TRUE(found.size() == 2 || found.size() == 3);
    EXPECT_EQ(found, equal_parts(found.size()));
  }
  expect_interpolations(data, result);
}

TEST(PolynomFitSmote, MeshDividesTheWayBetweenEveryTwoRows) {
  const TestData data = clouds({40, 12}, 3);
  const Resampled result = resample(data, "mesh", 150);
  ASSERT_EQ(result.synthetic.rows(), 150U);
  const std::map<Pair, std::vector<double>> parts = parts_by_line(result);
  ASSERT_EQ(parts.size(), 66U);
  for (const auto& [pair, found] : parts) {
    EXPECT_LT(pair.first, pair.second);
    EXPECT_TRUE(found.size() == 2 || found.size() == 3);
    EXPECT_EQ(found, equal_parts(found.size()));
  }
  expect_interpolations(data, result);
}

/// Fewer rows than lines: half-way on as many lines, which differ, and differ by seed.
TEST(PolynomFitSmote, FewRowsLieHalfWayOnDifferentLines) {
  const TestData data = clouds({40, 12}, 3);
  for (const char* topology : {"bus", "mesh"}) {
    const Resampled result = resample(data, topology, 7);
    const std::map<Pair, std::vector<double>> parts = parts_by_line(result);
    EXPECT_EQ(parts.size(), 7U);
    for (const auto& [pair, found] : parts) EXPECT_EQ(found, equal_parts(1));
  }
  std::map<Pair, int> met;
  Context context;
  SamplingStrategy strategy;
  strategy.kind = SamplingStrategy::Kind::kCounts;
  strategy.counts = {{1, 18}};
  const auto mesh = make_sampler("polynom-fit-smote", {{"topology", "mesh"}});
  for (context.seed = 0; context.seed < 1100; ++context.seed) {
    for (const SyntheticOrigin& origin : mesh->resample(data.view(), strategy, context).origins) {
      ++met[{origin.source, origin.neighbor}];
    }
  }
  ASSERT_EQ(met.size(), 66U);
  for (const auto& [pair, times] : met) EXPECT_NEAR(times, 100, 50);
}

TEST(PolynomFitSmote, MeshOfManyRowsNeedsNoPairs) {
  TestData data{"many", Matrix<double>(120005, 1), std::vector<int>(120005, 1)};
  for (std::size_t i = 0; i < data.x.rows(); ++i) data.x(i, 0) = static_cast<double>(i);
  data.labels[7] = 0;
  const Resampled result = resample(data, "mesh", 1000);
  std::set<Pair> pairs;
  for (const SyntheticOrigin& origin : result.origins) {
    pairs.insert({origin.source, origin.neighbor});
  }
  EXPECT_EQ(pairs.size(), 1000U);
  EXPECT_GT(pairs.rbegin()->first, 100000U);
}

TEST(PolynomFitSmote, PairsAreNumberedWithoutGaps) {
  std::uint64_t number = 0;
  for (std::uint64_t second = 1; second < 60; ++second) {
    for (std::uint64_t first = 0; first < second; ++first) {
      const RowPair pair = pair_of(number++);
      EXPECT_EQ(pair.first, first);
      EXPECT_EQ(pair.second, second);
    }
  }
  // Where a double no longer holds the number exactly.
  for (const std::uint64_t second : {4'000'000'000ULL, 4'294'967'295ULL}) {
    EXPECT_EQ(pair_of(second * (second - 1) / 2).second, second);
    EXPECT_EQ(pair_of(second * (second - 1) / 2 - 1).second, second - 1);
    EXPECT_EQ(pair_of(second * (second - 1) / 2 - 1).first, second - 2);
  }
}

/// Least squares by the normal equations in powers of t, which a low degree and few rows allow.
std::vector<double> slow_fit(const std::vector<double>& y, std::size_t degree) {
  const std::size_t p = degree + 1;
  Matrix<double> a(p, p + 1);
  for (std::size_t i = 0; i < y.size(); ++i) {
    for (std::size_t r = 0; r < p; ++r) {
      const double t = static_cast<double>(i) / static_cast<double>(y.size() - 1);
      for (std::size_t s = 0; s < p; ++s) a(r, s) += std::pow(t, static_cast<double>(r + s));
      a(r, p) += std::pow(t, static_cast<double>(r)) * y[i];
    }
  }
  for (std::size_t r = 0; r < p; ++r) {  // Gauss and Jordan
    for (std::size_t q = 0; q < p; ++q) {
      if (q == r) continue;
      const double factor = a(q, r) / a(r, r);
      for (std::size_t s = r; s <= p; ++s) a(q, s) -= factor * a(r, s);
    }
  }
  std::vector<double> coefficients(p);
  for (std::size_t r = 0; r < p; ++r) coefficients[r] = a(r, p) / a(r, r);
  return coefficients;
}

TEST(PolynomFitSmote, CurveIsTheLeastSquaresPolynomial) {
  const TestData data = clouds({14, 9}, 2);
  for (const std::size_t degree : {1UL, 2UL, 3UL, 5UL}) {
    const PolynomialCurve curve(data.x.view(), degree);
    std::vector<double> y;
    for (std::size_t i = 0; i < data.x.rows(); ++i) y.push_back(data.x(i, 1));
    const std::vector<double> wanted = slow_fit(y, degree);
    std::vector<double> out(2);
    for (double t = 0.0; t <= 22.0; t += 0.37) {
      curve.evaluate(t, out);
      double value = 0.0;
      for (std::size_t k = 0; k <= degree; ++k) {
        value += wanted[k] * std::pow(t / 22.0, static_cast<double>(k));
      }
      EXPECT_NEAR(out[1], value, 1e-8) << "degree " << degree << ", t " << t;
    }
  }
}

TEST(PolynomFitSmote, CurveOfFullDegreeMeetsEveryRow) {
  const TestData data = clouds({11, 10}, 3);
  const PolynomialCurve curve(data.x.view(), 20);
  std::vector<double> out(3);
  for (std::size_t i = 0; i < 21; ++i) {
    curve.evaluate(static_cast<double>(i), out);
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(out[j], data.x(i, j), 1e-8);
  }
}

TEST(PolynomFitSmote, CurveRowsLieOnTheCurveAtUniformPlaces) {
  TestData data{"line", Matrix<double>(64, 2), std::vector<int>(64, 1)};
  for (std::size_t i = 0; i < 64; ++i) {
    const double t = static_cast<double>(i);
    data.x(i, 0) = t;
    data.x(i, 1) = 2.0 - 0.5 * t + 0.01 * t * t * t;
  }
  TestData with_foreign{"", Matrix<double>(3000, 2), std::vector<int>(3000)};
  for (std::size_t i = 0; i < 64; ++i) {
    with_foreign.labels[i] = 1;
    std::ranges::copy(data.x.row(i), with_foreign.x.row(i).begin());
  }
  const Resampled result = resample(with_foreign, "curve", 2000);
  double sum = 0.0, low = 63.0, high = 0.0;
  for (std::size_t s = 0; s < 2000; ++s) {
    const double t = result.synthetic(s, 0);  // the first feature gives the place away
    EXPECT_NEAR(result.synthetic(s, 1), 2.0 - 0.5 * t + 0.01 * t * t * t, 1e-7);
    EXPECT_NEAR(result.origins[s].source, t, 0.5 + 1e-9);
    sum += t;
    low = std::min(low, t);
    high = std::max(high, t);
  }
  EXPECT_NEAR(sum / 2000.0, 31.5, 5.0 * 63.0 / std::sqrt(12.0 * 2000.0));
  EXPECT_GT(low, -1e-9);
  EXPECT_LT(low, 0.5);
  EXPECT_GT(high, 62.5);
  EXPECT_LT(high, 63.0 + 1e-9);
}

TEST(PolynomFitSmote, ADegreeThatTheRowsDoNotFixIsLowered) {
  const TestData data = clouds({30, 3}, 2);
  std::string message;
  Context context;
  context.log = [&](std::string_view text) { message = text; };
  const Resampled result = make_sampler("polynom-fit-smote", {{"topology", "curve"}})
                               ->resample(data.view(), {}, context);
  EXPECT_EQ(message, "polynom-fit-smote: class 1 has 3 rows, so the degree is 2 instead of 3");
  EXPECT_EQ(malformed(data, result), "");
}

/// The registry's test runs the default topology; here are the others.
TEST(PolynomFitSmote, EveryTopologySurvivesDegenerateData) {
  for (const char* topology : {"bus", "mesh", "curve"}) {
    const auto sampler = make_sampler("polynom-fit-smote", {{"topology", topology}});
    for (const TestData& data : degenerate_data()) {
      Context one, two;
      one.threads = 1;
      two.threads = 2;
      try {
        const Resampled result = sampler->resample(data.view(), {}, one);
        EXPECT_EQ(malformed(data, result), "") << topology << ", " << data.name;
        EXPECT_TRUE(same(result, sampler->resample(data.view(), {}, two))) << data.name;
        const std::vector<std::uint64_t> counts = resampled_counts(data, result);
        for (const std::uint64_t count : counts) EXPECT_EQ(count, counts[0]) << data.name;
      } catch (const DataError& error) {
        EXPECT_EQ(data.name, "1 minority row") << error.what();
      }
    }
  }
}

}  // namespace
}  // namespace autosmote
