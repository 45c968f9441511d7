#include "samplers/average_linkage.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "core/abandon.h"
#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double mean_distance(MatrixView<const double> rows, const std::vector<std::uint32_t>& a,
                     const std::vector<std::uint32_t>& b) {
  double sum = 0.0;
  for (const std::uint32_t i : a) {
    for (const std::uint32_t j : b) {
      double squares = 0.0;
      for (std::size_t f = 0; f < rows.cols; ++f) squares += std::pow(rows(i, f) - rows(j, f), 2);
      sum += std::sqrt(squares);
    }
  }
  return sum / static_cast<double>(a.size() * b.size());
}

/// The definition: of all pairs of clusters join the nearest, again and again.
std::vector<std::uint32_t> slow_linkage(MatrixView<const double> rows, const LinkageCut& cut) {
  std::vector<std::vector<std::uint32_t>> clusters;
  for (std::uint32_t i = 0; i < rows.rows; ++i) clusters.push_back({i});
  while (clusters.size() > std::max<std::size_t>(cut.clusters, 1)) {
    double best = kInfinity;
    std::size_t first = 0, second = 0;
    for (std::size_t a = 0; a < clusters.size(); ++a) {
      for (std::size_t b = a + 1; b < clusters.size(); ++b) {
        const double distance = mean_distance(rows, clusters[a], clusters[b]);
        if (distance < best) best = distance, first = a, second = b;
      }
    }
    if (best > cut.largest_distance) break;
    clusters[first].insert(clusters[first].end(), clusters[second].begin(), clusters[second].end());
    clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(second));
  }
  std::vector<std::uint32_t> cluster(rows.rows);
  for (std::uint32_t c = 0; c < clusters.size(); ++c) {
    for (const std::uint32_t row : clusters[c]) cluster[row] = c;
  }
  return cluster;
}

std::size_t cluster_count(const std::vector<std::uint32_t>& cluster) {
  return 1 + *std::max_element(cluster.begin(), cluster.end());
}

/// Also guards the kept distances: all, or those of 8 clusters.
TEST(AverageLinkage, EqualsJoiningTheNearestPairAgainAndAgain) {
  std::uint32_t number = 0;
  std::size_t cuts_in_between = 0;
  for (const std::size_t d : {1U, 2U, 5U, 40U}) {
    for (const int m : {1, 2, 3, 17, 18, 60, 91, 90}) {
      const TestData data = clouds({m / 2 + m % 2, m / 2}, d, number++);
      for (const double share : {0.1, 0.5, 1.0, 2.0, 4.0, kInfinity}) {
        LinkageCut cut;
        cut.kept_distances = number % 2 * 10000;
        cut.largest_distance = share * std::sqrt(static_cast<double>(d));
        const std::vector<std::uint32_t> found = average_linkage(data.x.view(), cut, {});
        EXPECT_EQ(found, slow_linkage(data.x.view(), cut)) << d << " " << m << " " << share;
        const std::size_t count = cluster_count(found);
        cuts_in_between += count > 1 && count < static_cast<std::size_t>(m);
      }
      for (const std::size_t wanted : {1U, 2U, 5U, 30U, 1000U}) {
        LinkageCut cut;
        cut.kept_distances = number % 2 * 10000;
        cut.clusters = wanted;
        const std::vector<std::uint32_t> found = average_linkage(data.x.view(), cut, {});
        EXPECT_EQ(found, slow_linkage(data.x.view(), cut)) << d << " " << m << " " << wanted;
        EXPECT_EQ(cluster_count(found), std::min(wanted, data.x.rows()));
      }
    }
  }
  EXPECT_GT(cuts_in_between, 30U);
}

/// Guards the slack of the bounds: here rounding is large beside the small distances.
TEST(AverageLinkage, TightGroupsFarApartAreClusteredAsDefined) {
  TestData data = clouds({40, 40}, 3);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    for (double& value : data.x.row(i)) value = 1e-5 * value + (data.labels[i] == 1 ? 1e6 : -3e5);
  }
  for (const double distance : {1e-5, 1.5e-5, 2e-5, 4e-5, 1.0}) {
    LinkageCut cut;
    cut.largest_distance = distance;
    EXPECT_EQ(average_linkage(data.x.view(), cut, {}), slow_linkage(data.x.view(), cut))
        << distance;
  }
}

TEST(AverageLinkage, EqualRowsAreOneClusterEvenAtDistanceZero) {
  TestData data = clouds({30, 10}, 2);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    std::ranges::copy(data.x.row(i % 4), data.x.row(i).begin());
  }
  const std::vector<std::uint32_t> found =
      average_linkage(data.x.view(), {.largest_distance = 0.0}, {});
  for (std::uint32_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i], i % 4);
}

/// Guards the chains against circles: on a grid most distances are equal up to their last bits.
TEST(AverageLinkage, ManyEqualDistancesStillGiveTheNumberAskedFor) {
  for (std::uint32_t number = 0; number < 40; ++number) {
    TestData data = clouds({60, 30}, 1 + number % 3, number);
    for (std::size_t i = 0; i < data.x.rows(); ++i) {
      for (double& value : data.x.row(i)) value = 0.1 * std::floor(3.0 * value);
    }
    for (const std::size_t wanted : {1U, 4U, 50U}) {
      LinkageCut cut;
      cut.clusters = wanted;
      cut.kept_distances = number % 2 * 10000;
      EXPECT_EQ(cluster_count(average_linkage(data.x.view(), cut, {})), wanted);
    }
  }
  Matrix<double> corners(200, 200);  // every two rows are equally far apart
  for (std::size_t i = 0; i < 200; ++i) corners(i, i) = 0.3;
  LinkageCut cut;
  cut.clusters = 7;
  EXPECT_EQ(cluster_count(average_linkage(corners.view(), cut, {})), 7U);
}

/// Enough rows and features that work is shared between threads in both places.
TEST(AverageLinkage, ThreadsDoNotChangeTheResult) {
  const TestData data = clouds({400, 400}, 700);
  Context one, two;
  one.threads = 1;
  two.threads = 2;
  LinkageCut cut;
  cut.clusters = 25;
  EXPECT_EQ(average_linkage(data.x.view(), cut, one), average_linkage(data.x.view(), cut, two));
}

/// Equally spaced rows have many equal distances: among them the lower rows are joined first.
TEST(AverageLinkage, AmongEqualDistancesTheFirstRowsAreJoined) {
  Matrix<double> line(4, 1);
  for (std::size_t i = 0; i < 4; ++i) line(i, 0) = static_cast<double>(i);
  EXPECT_EQ(average_linkage(line.view(), {.largest_distance = 1.0}, {}),
            (std::vector<std::uint32_t>{0, 0, 1, 1}));
  EXPECT_EQ(average_linkage(line.view(), {.largest_distance = 1.9}, {}),
            (std::vector<std::uint32_t>{0, 0, 1, 1}));
  EXPECT_EQ(average_linkage(line.view(), {.largest_distance = 2.0}, {}),
            (std::vector<std::uint32_t>{0, 0, 0, 0}));
}

TEST(AverageLinkage, EndsWhereItIsAbandoned) {
  const TestData data = clouds({30, 20}, 3);
  CancellationToken token;
  Context context;
  context.cancellation = &token;
  context.abandon = true;
  EXPECT_NO_THROW(average_linkage(data.x.view(), {}, context));
  token.cancel();
  EXPECT_THROW(average_linkage(data.x.view(), {}, context), Abandoned);
}

}  // namespace
}  // namespace autosmote
