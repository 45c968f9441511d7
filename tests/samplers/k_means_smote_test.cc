#include "samplers/k_means_smote.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "autosmote/error.h"
#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

using testing::ElementsAre;

double slow_mean_distance(const Matrix<double>& rows) {
  double sum = 0.0;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      double squared = 0.0;
      for (std::size_t f = 0; f < rows.cols(); ++f) squared += std::pow(rows(i, f) - rows(j, f), 2);
      sum += std::sqrt(squared);
    }
  }
  const auto m = static_cast<double>(rows.rows());
  return sum / (m * (m - 1.0) / 2.0);
}

TEST(KMeansSmote, MeanDistanceIsThatOfAllPairsForAnyNumberOfThreads) {
  for (const int m : {2, 3, 31, 32, 33, 64, 65, 200}) {
    const Matrix<double> rows = clouds({m}, 5).x;
    Context one, two;
    one.threads = 1;
    two.threads = 2;
    const double mean = mean_pairwise_distance(rows.view(), one);
    EXPECT_NEAR(mean, slow_mean_distance(rows), 1e-12) << m;
    EXPECT_EQ(mean, mean_pairwise_distance(rows.view(), two)) << m;
  }
}

TEST(KMeansSmote, LargestRemainderSumsUpExactly) {
  EXPECT_THAT(largest_remainder(std::vector{0.5, 0.25, 0.25}, 4), ElementsAre(2, 1, 1));
  EXPECT_THAT(largest_remainder(std::vector{0.7, 0.2, 0.1}, 3), ElementsAre(2, 1, 0));
  EXPECT_THAT(largest_remainder(std::vector{1.0 / 3, 1.0 / 3, 1.0 / 3}, 2), ElementsAre(1, 1, 0));
  EXPECT_THAT(largest_remainder(std::vector{0.0, 1.0}, 7), ElementsAre(0, 7));
  EXPECT_THAT(largest_remainder(std::vector{1.0}, 0), ElementsAre(0));
  RandomStream random(3, Purpose::kTest);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> weights(1 + random.below(30));
    for (double& weight : weights) weight = random.uniform();
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double& weight : weights) weight /= sum;
    const std::size_t total = random.below(5000);
    const std::vector<std::size_t> counts = largest_remainder(weights, total);
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::size_t{0}), total);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const double share = weights[i] * static_cast<double>(total);
      EXPECT_LT(std::abs(static_cast<double>(counts[i]) - share), 1.0);
    }
  }
}

/// Four clusters on a line: of class 1 there are 4 wide apart, 4 close together, 3 among 5 others,
/// and 2 alone. Clusters are told, not found.
struct Known {
  TestData data{"known", Matrix<double>(0, 0), {}};
  std::vector<std::uint32_t> cluster;

  Known() {
    std::vector<double> values;
    const auto add = [&](std::uint32_t k, int label, const std::vector<double>& at) {
      for (const double value : at) {
        values.push_back(100.0 * k + value);
        data.labels.push_back(label);
        cluster.push_back(k);
      }
    };
    add(0, 1, {0.0, 2.0, 4.0, 6.0});
    add(0, 0, {3.0});
    add(1, 1, {0.0, 1.0, 2.0, 3.0});
    add(2, 1, {0.0, 2.0, 4.0});
    add(2, 0, {0.5, 1.0, 2.5, 3.0, 3.5});
    add(3, 1, {0.0, 5.0});
    data.x = Matrix<double>(values.size(), 1);
    std::ranges::copy(values, data.x.data());
  }
};

TEST(KMeansSmote, WeightsAreThoseOfTheFormula) {
  const Known known;
  ClusterRules rules;
  std::vector<ClusterShare> shares =
      cluster_shares(known.data.view(), known.cluster, 1, 100, rules, {});
  ASSERT_EQ(shares.size(), 2U);  // too few of class 1 in cluster 3 for 2 neighbours
  EXPECT_EQ(shares[0].cluster, 0U);
  EXPECT_EQ(shares[1].cluster, 1U);
  EXPECT_THAT(shares[1].rows, ElementsAre(5, 6, 7, 8));
  const double exponent = 0.16 * std::pow(std::log(4.0) / std::log(1.6), 1.8);
  const double wide = std::pow(20.0 / 6.0, exponent), close = std::pow(10.0 / 6.0, exponent);
  EXPECT_NEAR(shares[0].weight, wide / (wide + close), 1e-13);
  EXPECT_NEAR(shares[1].weight, close / (wide + close), 1e-13);
  EXPECT_EQ(shares[0].added + shares[1].added, 100U);

  rules.density_exponent = 0.0;  // 1 / rows
  rules.balance_threshold = 0.375;
  shares = cluster_shares(known.data.view(), known.cluster, 1, 110, rules, {});
  ASSERT_EQ(shares.size(), 3U);
  EXPECT_NEAR(shares[2].weight, (1.0 / 3) / (1.0 / 4 + 1.0 / 4 + 1.0 / 3), 1e-13);
  EXPECT_THAT((std::vector{shares[0].added, shares[1].added, shares[2].added}),
              ElementsAre(33, 33, 44));

  rules.balance_threshold = 0.0;
  rules.neighbors = 1;
  EXPECT_EQ(cluster_shares(known.data.view(), known.cluster, 1, 9, rules, {}).size(), 4U);
}

TEST(KMeansSmote, AnOnlyClusterIsKeptWhateverItsBalance) {
  const Known known;
  const std::vector<std::uint32_t> cluster(known.cluster.size(), 0);
  ClusterRules rules;
  rules.balance_threshold = 1.0;
  const std::vector<ClusterShare> shares =
      cluster_shares(known.data.view(), cluster, 1, 5, rules, {});
  ASSERT_EQ(shares.size(), 1U);
  EXPECT_EQ(shares[0].weight, 1.0);
  EXPECT_EQ(shares[0].added, 5U);
}

/// Pins imbalanced-learn's division by zero (its issues 1186 and 1189).
TEST(KMeansSmote, ClustersOfIdenticalRowsWeighNothing) {
  Known known;
  for (const std::size_t i : {5U, 6U, 7U, 8U}) known.data.x(i, 0) = 100.0;
  std::string message;
  Context context;
  context.log = [&](std::string_view text) { message = text; };
  std::vector<ClusterShare> shares =
      cluster_shares(known.data.view(), known.cluster, 1, 10, {}, context);
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ(shares[0].added, 10U);
  EXPECT_EQ(shares[1].weight, 0.0);
  EXPECT_EQ(shares[1].added, 0U);
  EXPECT_EQ(message, "");

  for (const std::size_t i : {0U, 1U, 2U, 3U, 9U, 10U, 11U}) known.data.x(i, 0) = 3.0;
  ClusterRules rules;
  rules.balance_threshold = 0.3;
  shares = cluster_shares(known.data.view(), known.cluster, 1, 22, rules, context);
  ASSERT_EQ(shares.size(), 3U);
  EXPECT_THAT((std::vector{shares[0].added, shares[1].added, shares[2].added}),
              ElementsAre(8, 8, 6));
  EXPECT_EQ(message,
            "kmeans-smote: in no cluster kept for class 1 do its rows differ; their shares follow "
            "the numbers of its rows");
}

TEST(KMeansSmote, PowersNeitherOverflowNorVanish) {
  for (const double scale : {1e-60, 1e60}) {
    Known known;
    for (std::size_t i = 0; i < known.data.x.rows(); ++i) known.data.x(i, 0) *= scale;
    ClusterRules rules;
    rules.density_exponent = 20.0;
    const std::vector<ClusterShare> shares =
        cluster_shares(known.data.view(), known.cluster, 1, 10, rules, {});
    ASSERT_EQ(shares.size(), 2U);
    EXPECT_NEAR(shares[1].weight, 1.0 / (1.0 + std::pow(2.0, 20.0)), 1e-12);
  }
}

/// Two islands of class 1 away from class 0.
TestData islands() {
  TestData data = clouds({200, 40}, 3);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    if (data.labels[i] == 1) data.x(i, 0) += i % 2 == 0 ? 30.0 : -30.0;
  }
  return data;
}

TEST(KMeansSmote, NewRowsStayWithinTheirClusterAndAreAsManyAsWanted) {
  const TestData data = islands();
  for (const char* clusters : {"3", "8"}) {
    const Resampled result = make_sampler("kmeans-smote", {{"kmeans_estimator", clusters}})
                                 ->resample(data.view(), {}, {});
    EXPECT_THAT(resampled_counts(data, result), ElementsAre(200, 200));
    for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
      const SyntheticOrigin& origin = result.origins[s];
      EXPECT_EQ(data.labels[origin.source], 1);
      EXPECT_EQ(data.labels[origin.neighbor], 1);
      EXPECT_NE(origin.source, origin.neighbor);
      EXPECT_GT(data.x(origin.source, 0) * data.x(origin.neighbor, 0), 0.0);  // the same island
      const double a = data.x(origin.source, 2);
      EXPECT_EQ(result.synthetic(s, 2), a + origin.lambda * (data.x(origin.neighbor, 2) - a));
    }
  }
}

TEST(KMeansSmote, TellsTheClusterOfEachRow) {
  const TestData data = islands();
  const Resampled result =
      make_sampler("kmeans-smote", {{"kmeans_estimator", 3.0}})->resample(data.view(), {}, {});
  const Matrix<double>& centroids = result.findings.centroids;
  ASSERT_EQ(centroids.rows(), 3U);
  ASSERT_EQ(centroids.cols(), data.x.cols());
  ASSERT_EQ(result.findings.clusters.size(), data.x.rows());
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    std::vector<double> squared(3);
    for (std::size_t k = 0; k < 3; ++k) {
      for (std::size_t f = 0; f < data.x.cols(); ++f) {
        squared[k] += std::pow(data.x(i, f) - centroids(k, f), 2);
      }
    }
    EXPECT_EQ(std::ranges::min_element(squared) - squared.begin(), result.findings.clusters[i]);
  }
}

/// With several classes imbalanced-learn's automatic threshold is half of the share of rows to add.
TEST(KMeansSmote, TheAutomaticThresholdFollowsTheRowsToAdd) {
  TestData data = clouds({60, 12, 30}, 2);
  SamplingStrategy strategy;
  strategy.kind = SamplingStrategy::Kind::kCounts;
  strategy.counts = {{1, 24}, {2, 66}};  // 12 and 36 to add: thresholds 0.125 and 0.375
  try {
    make_sampler("kmeans-smote", {{"k_neighbors", 500.0}})->resample(data.view(), strategy, {});
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(),
                 "kmeans-smote: of 8 clusters none has a share of at least 0.125 of class 1 and at "
                 "least 501 rows of it; lower cluster_balance_threshold, raise kmeans_estimator "
                 "(the number of clusters), or use another sampler such as smote");
  }
}

TEST(KMeansSmote, MoreClustersThanRowsAreReducedAndTheLogSaysSo) {
  const TestData data = clouds({6, 3}, 2);
  std::string message;
  Context context;
  context.log = [&](std::string_view text) { message = text; };
  try {
    make_sampler("kmeans-smote", {{"kmeans_estimator", 10.0}})->resample(data.view(), {}, context);
    FAIL();  // each row is a cluster
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("kmeans-smote: of 9 clusters none has a share"));
  }
  EXPECT_EQ(message, "kmeans-smote: there are 9 rows, so 9 clusters are used instead of 10");
}

TEST(KMeansSmote, ThresholdAndExponentAreAutoOrNumbers) {
  EXPECT_NO_THROW(make_sampler("kmeans-smote", {{"density_exponent", "2.5"}}));
  EXPECT_NO_THROW(make_sampler("kmeans-smote", {{"density_exponent", "auto"}}));
  EXPECT_NO_THROW(make_sampler("kmeans-smote", {{"cluster_balance_threshold", 0.25}}));
  const auto error = [](const SamplerParameters& parameters) -> std::string {
    try {
      make_sampler("kmeans-smote", parameters);
    } catch (const ConfigError& thrown) {
      return thrown.what();
    }
    return "nothing was thrown";
  };
  EXPECT_EQ(error({{"cluster_balance_threshold", 1.5}}),
            "kmeans-smote: cluster_balance_threshold must be a number from 0 to 1, but is 1.5");
  EXPECT_EQ(error({{"density_exponent", "automatic"}}),
            "kmeans-smote: density_exponent must be a number from 0 to 1000 or auto, but is "
            "'automatic'");
}

}  // namespace
}  // namespace autosmote
