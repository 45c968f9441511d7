#include "samplers/mwmote.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "samplers/average_linkage.h"
#include "samplers/chi_square.h"
#include "samplers/sampler_data.h"
#include "samplers/slow_neighbors.h"

namespace autosmote {
namespace {

std::vector<std::uint32_t> rows_with(const TestData& data, int c) {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
    if (data.labels[i] == c) rows.push_back(i);
  }
  return rows;
}

double distance(const TestData& data, std::uint32_t a, std::uint32_t b) {
  double squares = 0.0;
  for (std::size_t j = 0; j < data.x.cols(); ++j) {
    squares += std::pow(data.x(a, j) - data.x(b, j), 2);
  }
  return std::sqrt(squares);
}

struct SlowSets {
  std::set<std::uint32_t> filtered, border;  ///< rows of the data
  std::map<std::uint32_t, double> weights;
};

/// Steps 1 to 8 as the paper words them, all pairs compared.
SlowSets slow_sets(const TestData& data, int c, const MwmoteOptions& options) {
  SlowSets sets;
  for (const std::uint32_t row : rows_with(data, c)) {
    if (slow_foreign(data, row, options.k1) < options.k1) sets.filtered.insert(row);
  }
  for (const std::uint32_t row : sets.filtered) {
    const auto majority =
        slow_neighbors(data, row, options.k2, [&](std::uint32_t j) { return data.labels[j] != c; });
    sets.border.insert(majority.begin(), majority.end());
  }
  const std::size_t half = rows_with(data, c).size() / 2;
  const std::size_t k3 = options.k3 == 0 ? half : options.k3;
  for (const std::uint32_t y : sets.border) {
    const auto near =
        slow_neighbors(data, y, k3, [&](std::uint32_t j) { return data.labels[j] == c; });
    std::map<std::uint32_t, double> closeness;
    double sum = 0.0;
    for (const std::uint32_t x : near) {
      const double normalized = distance(data, y, x) / static_cast<double>(data.x.cols());
      double f = options.cf_th;
      if (normalized > 0.0 && 1.0 / normalized < options.cf_th) f = 1.0 / normalized;
      closeness[x] = f / options.cf_th * options.cmax;
      sum += closeness[x];
    }
    for (const auto& [x, value] : closeness) sets.weights[x] += value * value / sum;
  }
  return sets;
}

void expect_slow_sets(const TestData& data, int c, const MwmoteOptions& options) {
  const std::vector<std::uint32_t> members = rows_with(data, c);
  const SlowSets slow = slow_sets(data, c, options);
  const MwmoteSets sets = mwmote_sets(data.view(), members, c, options, {});
  std::set<std::uint32_t> filtered;
  for (const std::uint32_t i : sets.filtered) filtered.insert(members[i]);
  EXPECT_EQ(filtered, slow.filtered);
  EXPECT_EQ(sets.border, std::vector<std::uint32_t>(slow.border.begin(), slow.border.end()));
  ASSERT_EQ(sets.weights.size(), members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto weight = slow.weights.find(members[i]);
    const double expected = weight == slow.weights.end() ? 0.0 : weight->second;
    EXPECT_NEAR(sets.weights[i], expected, 1e-12 * expected);
  }
}

TEST(Mwmote, SetsAndWeightsAreThoseOfThePaper) {
  TestData data = clouds({700, 60, 90}, 3);
  std::ranges::copy(data.x.row(rows_with(data, 0)[5]),  // a distance of 0
                    data.x.row(rows_with(data, 1)[7]).begin());
  MwmoteOptions options;
  for (const int c : {1, 2}) expect_slow_sets(data, c, options);
  options = {2, 1, 7, 0, 3.0, 1.5, 4.0};
  for (const int c : {1, 2}) expect_slow_sets(data, c, options);
  const MwmoteSets sets = mwmote_sets(data.view(), rows_with(data, 1), 1, options, {});
  EXPECT_LT(sets.filtered.size(), 55U);  // there is noise, and rows far from the border
  EXPECT_TRUE(std::ranges::any_of(sets.weights, [](double w) { return w == 0.0; }));
}

TEST(Mwmote, ClustersEndAtTheThresholdOrNumber) {
  const TestData data = clouds({60, 50}, 2);
  const Matrix<double>& x = data.x;
  std::vector<std::uint32_t> filtered;
  for (std::uint32_t i = 0; i < x.rows(); i += 3) filtered.push_back(i);
  double sum = 0.0;
  for (const std::uint32_t i : filtered) {
    double nearest = HUGE_VAL;
    for (const std::uint32_t j : filtered) {
      if (i != j) nearest = std::min(nearest, distance(data, i, j));
    }
    sum += nearest;
  }
  MwmoteOptions options;
  options.cp = 2.5;
  LinkageCut by_distance;
  by_distance.largest_distance = 2.5 * sum / static_cast<double>(filtered.size());
  const auto clusters = mwmote_clusters(x.view(), filtered, options, {});
  EXPECT_EQ(clusters, average_linkage(x.view(), by_distance, {}));
  EXPECT_GT(*std::ranges::max_element(clusters), 3U);
  options.clusters = 4;
  LinkageCut by_number;
  by_number.clusters = 4;
  EXPECT_EQ(mwmote_clusters(x.view(), filtered, options, {}),
            average_linkage(x.view(), by_number, {}));
}

TEST(Mwmote, DrawsByWeightAndInsideTheCluster) {
  const TestData data = clouds({8000, 60}, 2);
  const Resampled result = make_sampler("mwmote", {{"M", 6.0}})->resample(data.view(), {}, {});
  const double rows = static_cast<double>(result.synthetic.rows());
  ASSERT_EQ(rows, 7940.0);
  const std::vector<std::uint32_t> members = rows_with(data, 1);
  const SlowSets slow = slow_sets(data, 1, {});
  Matrix<double> x(members.size(), 2);
  for (std::size_t i = 0; i < members.size(); ++i) {
    std::ranges::copy(data.x.row(members[i]), x.row(i).begin());
  }
  const auto clusters = average_linkage(x.view(), {.clusters = 6}, {});
  std::map<std::uint32_t, std::uint32_t> cluster_of;
  std::map<std::uint32_t, double> size;
  for (std::size_t i = 0; i < members.size(); ++i) {
    cluster_of[members[i]] = clusters[i];
    ++size[clusters[i]];
  }
  std::map<std::uint32_t, double> sources;
  std::map<std::uint32_t, std::map<std::uint32_t, double>> others;  // by cluster
  std::vector<double> lambdas;
  for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
    const SyntheticOrigin& origin = result.origins[s];
    ++sources[origin.source];
    ASSERT_EQ(cluster_of.at(origin.source), cluster_of.at(origin.neighbor));
    ++others[cluster_of[origin.source]][origin.neighbor];
    if (origin.source != origin.neighbor) lambdas.push_back(origin.lambda);
    const double a = data.x(origin.source, 1);
    EXPECT_EQ(result.synthetic(s, 1), a + origin.lambda * (data.x(origin.neighbor, 1) - a));
  }
  double total = 0.0;
  for (const auto& [row, weight] : slow.weights) total += weight;
  std::vector<double> found, expected;
  for (const auto& [row, weight] : slow.weights) {
    found.push_back(sources[row]);
    expected.push_back(weight / total * rows);
    sources.erase(row);
  }
  for (const auto& [row, count] : sources) EXPECT_EQ(count, 0.0) << "not informative: " << row;
  EXPECT_LT(chi_square(found, expected), chi_square_limit(expected.size()));
  EXPECT_LT(chi_square_uniform(lambdas, 20), chi_square_limit(20));
  std::size_t tested = 0;
  for (auto& [cluster, counts] : others) {
    if (size[cluster] < 2.0) continue;
    double sum = 0.0;
    for (const auto& [row, count] : counts) sum += count;
    found.clear();
    for (const auto& [row, of_row] : cluster_of) {
      if (of_row == cluster) found.push_back(counts[row]);
    }
    const std::vector<double> even(found.size(), sum / size[cluster]);
    EXPECT_LT(chi_square(found, even), chi_square_limit(found.size())) << cluster;
    ++tested;
  }
  EXPECT_GE(tested, 2U);
}

TEST(Mwmote, AClassOfNoiseGetsNoRowsAndTheLogSaysSo) {
  TestData data = clouds({60, 3}, 2);
  double place = 0.0;
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    data.x(i, 0) = data.labels[i] == 1 ? 1000.0 * place++ : 1000.0 * static_cast<double>(i % 3);
    data.x(i, 1) = static_cast<double>(i) * 1e-3;
  }
  std::string message;
  Context context;
  context.log = [&](std::string_view text) { message = text; };
  const Resampled result = make_sampler("mwmote", {})->resample(data.view(), {}, context);
  EXPECT_EQ(result.synthetic.rows(), 0U);
  EXPECT_EQ(message,
            "mwmote: no row of class 1 has another of its class among its 5 nearest rows, so the "
            "class gets no rows");
}

TEST(Mwmote, SurvivesDegenerateDataWithAnyParameters) {
  for (const SamplerParameters& parameters :
       {SamplerParameters{{"M", 3.0}, {"k3", 100.0}},
        {{"cp", 1e-6}, {"k1", 1.0}, {"k3", 1.0}},
        {{"cp", 1e6}, {"cf_th", 1e-6}, {"cmax", 1e6}, {"k2", 100.0}}}) {
    const std::unique_ptr<Sampler> sampler = make_sampler("mwmote", parameters);
    for (const TestData& data : degenerate_data()) {
      EXPECT_EQ(malformed(data, sampler->resample(data.view(), {}, {})), "") << data.name;
    }
  }
}

TEST(Mwmote, EachClassBelowItsTargetGetsItsRows) {
  const TestData data = clouds({80, 20, 35}, 3);
  const Resampled result = make_sampler("mwmote", {})->resample(data.view(), {}, {});
  EXPECT_EQ(resampled_counts(data, result), (std::vector<std::uint64_t>{80, 80, 80}));
}

}  // namespace
}  // namespace autosmote
