#include "samplers/optics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/abandon.h"
#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double distance(const Matrix<double>& rows, std::size_t a, std::size_t b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < rows.cols(); ++j) sum += std::pow(rows(a, j) - rows(b, j), 2);
  return std::sqrt(sum);
}

/// The definition, with all pairs at each step.
Optics slow_optics(const Matrix<double>& rows, std::size_t min_samples, double max_eps) {
  const std::size_t m = rows.rows();
  Optics result;
  result.reachability.assign(m, kInfinity);
  for (std::size_t i = 0; i < m; ++i) {
    std::vector<double> near;
    for (std::size_t q = 0; q < m; ++q) {
      if (distance(rows, i, q) <= max_eps) near.push_back(distance(rows, i, q));
    }
    std::sort(near.begin(), near.end());
    result.rows_within.push_back(static_cast<std::uint32_t>(near.size()));
    result.core_distance.push_back(near.size() >= min_samples ? near[min_samples - 1] : kInfinity);
  }
  std::vector<bool> done(m);
  while (result.order.size() < m) {
    std::uint32_t next = 0;
    while (done[next]) ++next;
    for (std::uint32_t q = next; q < m; ++q) {
      if (!done[q] && result.reachability[q] < result.reachability[next]) next = q;
    }
    done[next] = true;
    result.order.push_back(next);
    if (std::isinf(result.core_distance[next])) continue;
    for (std::size_t q = 0; q < m; ++q) {
      const double off = distance(rows, next, q);
      if (done[q] || off > max_eps) continue;
      result.reachability[q] =
          std::min(result.reachability[q], std::max(result.core_distance[next], off));
    }
  }
  return result;
}

void expect_equal(const Optics& found, const Optics& wanted) {
  EXPECT_EQ(found.order, wanted.order);
  EXPECT_EQ(found.core_distance, wanted.core_distance);
  EXPECT_EQ(found.reachability, wanted.reachability);
  EXPECT_EQ(found.rows_within, wanted.rows_within);
}

TEST(Optics, EqualsTheDefinition) {
  for (const std::size_t d : {1UL, 2UL, 7UL}) {
    const Matrix<double> rows = clouds({130, 170}, d).x;
    for (const std::size_t min_samples : {1UL, 2UL, 5UL, 300UL}) {
      for (const double max_eps : {0.05, 0.3, 1.0, 100.0, kInfinity}) {
        SCOPED_TRACE(testing::Message()
                     << d << " features, min_samples " << min_samples << ", max_eps " << max_eps);
        expect_equal(optics(rows.view(), min_samples, max_eps, {}),
                     slow_optics(rows, min_samples, max_eps));
      }
    }
  }
}

/// Rows on a grid: many equal distances, some of them just max_eps, and duplicates.
TEST(Optics, TiesGoToTheLowerRow) {
  Matrix<double> rows(120, 2);
  RandomStream random(9, Purpose::kTest);
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    for (double& value : rows.row(i)) value = random.below(9);
  }
  for (const double max_eps : {1.0, 2.0, kInfinity}) {
    expect_equal(optics(rows.view(), 3, max_eps, {}), slow_optics(rows, 3, max_eps));
  }
}

TEST(Optics, OneRowIsReachedFromNowhere) {
  const Matrix<double> row(1, 2);
  const Optics structure = optics(row.view(), 1, kInfinity, {});
  EXPECT_EQ(structure.order, std::vector<std::uint32_t>{0});
  EXPECT_EQ(structure.core_distance, std::vector<double>{0.0});
  EXPECT_EQ(structure.reachability, std::vector<double>{kInfinity});
}

TEST(Optics, EndsWhereItIsAbandoned) {
  const TestData data = clouds({30, 20}, 3);
  CancellationToken token;
  token.cancel();
  Context context;
  context.cancellation = &token;
  context.abandon = true;
  EXPECT_THROW(optics(data.x.view(), 1, 1.0, context), Abandoned);
}

}  // namespace
}  // namespace autosmote
