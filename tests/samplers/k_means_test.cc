#include "samplers/k_means.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

double squared_distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

TEST(KMeans, EachRowIsInTheNearestClusterAndNoMoveOfACentroidHelps) {
  const TestData data = clouds({150, 150}, 3);
  RandomStream random(1, Purpose::kTest);
  const KMeansResult result = k_means(data.x.view(), 12, random, {});
  double inertia = 0.0;
  Matrix<double> means(12, 3);
  std::vector<double> sizes(12);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    const double own = squared_distance(data.x.row(i), result.centroids.row(result.cluster[i]));
    for (std::size_t c = 0; c < 12; ++c) {
      EXPECT_LE(own, squared_distance(data.x.row(i), result.centroids.row(c)));
    }
    inertia += own;
    ++sizes[result.cluster[i]];
    for (std::size_t j = 0; j < 3; ++j) means(result.cluster[i], j) += data.x(i, j);
  }
  EXPECT_NEAR(result.inertia, inertia, 1e-9 * inertia);
  for (std::size_t c = 0; c < 12; ++c) {
    for (double& value : means.row(c)) value /= sizes[c];
    // Ends within the tolerance of a fixed point.
    EXPECT_LT(squared_distance(means.row(c), result.centroids.row(c)), 1e-3);
  }
}

TEST(KMeans, FindsSeparateGroups) {
  Matrix<double> rows(60, 2);
  RandomStream noise(2, Purpose::kTest);
  for (std::size_t i = 0; i < 60; ++i) {
    rows(i, 0) = 100.0 * static_cast<double>(i % 6) + noise.normal();
    rows(i, 1) = noise.normal();
  }
  RandomStream random(3, Purpose::kTest);
  const KMeansResult result = k_means(rows.view(), 6, random, {});
  for (std::size_t i = 6; i < 60; ++i) EXPECT_EQ(result.cluster[i], result.cluster[i % 6]);
  EXPECT_EQ(std::set<std::uint32_t>(result.cluster.begin(), result.cluster.begin() + 6).size(), 6U);
}

TEST(KMeans, AsManyClustersAsRowsAreTheRows) {
  const TestData data = clouds({8, 8}, 2);
  RandomStream random(4, Purpose::kTest);
  EXPECT_EQ(k_means(data.x.view(), 16, random, {}).inertia, 0.0);
}

TEST(KMeans, EqualRowsGiveEqualCentroids) {
  Matrix<double> rows(9, 2);
  std::fill_n(rows.data(), 18, 2.5);
  RandomStream random(5, Purpose::kTest);
  const KMeansResult result = k_means(rows.view(), 4, random, {});
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(result.centroids.data()[i], 2.5);
}

}  // namespace
}  // namespace autosmote
