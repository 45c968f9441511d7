#include "samplers/k_means_smote.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "autosmote/error.h"
#include "core/check.h"
#include "core/parallel.h"
#include "core/portable_math.h"
#include "neighbors/lanes.h"
#include "samplers/k_means.h"
#include "samplers/over_sampling.h"
#include "samplers/smote_sampler.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

constexpr std::string_view kName = "kmeans-smote";
constexpr std::size_t kLaneRows = 32;  // of distances_to_32
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Rows in blocks of 32, for each feature the 32 values one after another; the last block is
/// filled up with zeros.
LaneVector blocks_of_32(MatrixView<const double> rows) {
  const std::size_t blocks = (rows.rows + kLaneRows - 1) / kLaneRows;
  LaneVector values(blocks * kLaneRows * rows.cols);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    double* block = values.data() + i / kLaneRows * kLaneRows * rows.cols;
    for (std::size_t j = 0; j < rows.cols; ++j) block[j * kLaneRows + i % kLaneRows] = rows(i, j);
  }
  return values;
}

/// ln(mean distance ^ exponent / m): -inf where all rows are alike.
double log_sparsity(const SamplerData& data, std::span<const std::uint32_t> rows,
                    const ClusterRules& rules, const Context& context) {
  const Matrix<double> points = gather_rows(data.x, rows);
  const double distance = mean_pairwise_distance(points.view(), context);
  const double log_m = portable_log(static_cast<double>(rows.size()));
  const double automatic = 0.16 * portable_exp(1.8 * portable_log(log_m / portable_log(1.6)));
  const double exponent = rules.density_exponent.value_or(automatic);
  if (exponent == 0.0) return -log_m;
  if (distance < std::numeric_limits<double>::min()) return -kInfinity;
  return exponent * portable_log(distance) - log_m;
}

/// Sets the weights of `shares`, which are not empty.
void weigh(std::span<ClusterShare> shares, const SamplerData& data, const ClusterRules& rules,
           int c, const Context& context) {
  std::vector<double> logs;
  double rows = 0.0;
  for (const ClusterShare& share : shares) {
    logs.push_back(log_sparsity(data, share.rows, rules, context));
    rows += static_cast<double>(share.rows.size());
  }
  const double most = *std::ranges::max_element(logs);
  if (most == -kInfinity) {
    if (context.log) {
      context.log(
          fmt::format("{}: in no cluster kept for class {} do its rows differ; their shares "
                      "follow the numbers of its rows",
                      kName, c));
    }
    for (ClusterShare& share : shares) {
      share.weight = static_cast<double>(share.rows.size()) / rows;
    }
    return;
  }
  double sum = 0.0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    shares[i].weight = logs[i] == -kInfinity ? 0.0 : portable_exp(logs[i] - most);
    sum += shares[i].weight;
  }
  for (ClusterShare& share : shares) share.weight /= sum;
}

class KMeansSmote : public Sampler {
 public:
  KMeansSmote(std::size_t clusters, ClusterRules rules, std::optional<double> threshold)
      : clusters_(clusters), rules_(rules), threshold_(threshold) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const override {
    Resampled result = keep_all_rows(data);
    const std::map<int, std::uint64_t> wanted = rows_to_add(data, strategy);
    if (wanted.empty()) return result;
    double all_wanted = 0.0;
    for (const auto& [c, added] : wanted) all_wanted += static_cast<double>(added);
    KMeansResult found = clusters(data, context);
    for (const auto& [c, added] : wanted) {
      ClusterRules rules = rules_;
      rules.balance_threshold = threshold_.value_or(static_cast<double>(added) / all_wanted / 2.0);
      const std::vector<ClusterShare> shares =
          cluster_shares(data, found.cluster, c, added, rules, context);
      if (shares.empty()) refuse(std::min(clusters_, data.x.rows), c, rules);
      append_interpolations(data, draw(data, shares, c, context), c, context, result);
    }
    result.findings.centroids = std::move(found.centroids);
    result.findings.clusters = std::move(found.cluster);
    result.findings.inertia = found.inertia;
    result.findings.rounds = found.rounds;
    return result;
  }

 private:
  KMeansResult clusters(const SamplerData& data, const Context& context) const {
    const std::size_t k = std::min(clusters_, data.x.rows);
    if (k < clusters_ && context.log) {
      context.log(fmt::format("{}: there are {} rows, so {} clusters are used instead of {}", kName,
                              data.x.rows, k, clusters_));
    }
    RandomStream random(context.seed, Purpose::kClusters);
    return k_means(data.x, k, random, context);
  }

  [[noreturn]] static void refuse(std::size_t clusters, int c, const ClusterRules& rules) {
    throw DataError(fmt::format(
        "{}: of {} clusters none has a share of at least {:.4g} of class {} and at least {} rows "
        "of "
        "it; lower cluster_balance_threshold, raise kmeans_estimator (the number of clusters), or "
        "use another sampler such as smote",
        kName, clusters, rules.balance_threshold, c, rules.neighbors + 1));
  }

  std::vector<SyntheticOrigin> draw(const SamplerData& data, std::span<const ClusterShare> shares,
                                    int c, const Context& context) const {
    std::vector<SyntheticOrigin> origins;
    for (const ClusterShare& share : shares) {
      if (share.added == 0) continue;
      const Matrix<double> points = gather_rows(data.x, share.rows);
      const Matrix<std::uint32_t> graph = minority_graph(points.view(), rules_.neighbors, context);
      RandomStream random = class_stream(context, Purpose::kSmote, c, share.cluster);
      const std::vector<SyntheticOrigin> part =
          origins_of(smote(graph, share.added, random), share.rows, share.rows);
      origins.insert(origins.end(), part.begin(), part.end());
    }
    return origins;
  }

  std::size_t clusters_;
  ClusterRules rules_;
  std::optional<double> threshold_;
};

}  // namespace

double mean_pairwise_distance(MatrixView<const double> rows, const Context& context) {
  const std::size_t m = rows.rows;
  AUTOSMOTE_CHECK(m >= 2);
  const LaneVector values = blocks_of_32(rows);
  const std::size_t blocks = (m + kLaneRows - 1) / kLaneRows;
  std::vector<double> sums(blocks);
  // A task takes the rows of one block against that block and those after it; within its own block
  // a pair comes up twice, and counts half each time.
  parallel_for(context, blocks, [&](std::size_t first) {
    std::array<double, kLaneRows> squared;
    double own = 0.0, others = 0.0;
    for (std::size_t i = first * kLaneRows; i < std::min(m, (first + 1) * kLaneRows); ++i) {
      for (std::size_t block = first; block < blocks; ++block) {
        distances_to_32(values.data() + block * kLaneRows * rows.cols, rows.cols,
                        rows.row(i).data(), kInfinity, squared.data());
        const std::size_t size = std::min(kLaneRows, m - block * kLaneRows);
        double sum = 0.0;
        for (std::size_t lane = 0; lane < size; ++lane) sum += std::sqrt(squared[lane]);
        (block == first ? own : others) += sum;
      }
    }
    sums[first] = others + 0.5 * own;
  });
  const auto n = static_cast<double>(m);
  return std::accumulate(sums.begin(), sums.end(), 0.0) / (0.5 * n * (n - 1.0));
}

std::vector<std::size_t> largest_remainder(std::span<const double> weights, std::size_t total) {
  std::vector<std::size_t> counts(weights.size()), order(weights.size());
  std::vector<double> remainders(weights.size());
  std::size_t left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double share = weights[i] * static_cast<double>(total);
    counts[i] = static_cast<std::size_t>(share);
    remainders[i] = share - std::floor(share);
    AUTOSMOTE_CHECK(counts[i] <= left);
    left -= counts[i];
    order[i] = i;
  }
  AUTOSMOTE_CHECK(left <= weights.size());
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](std::size_t i) { return remainders[i]; });
  for (std::size_t i = 0; i < left; ++i) ++counts[order[i]];
  return counts;
}

std::vector<ClusterShare> cluster_shares(const SamplerData& data,
                                         std::span<const std::uint32_t> cluster, int c,
                                         std::size_t added, const ClusterRules& rules,
                                         const Context& context) {
  AUTOSMOTE_CHECK(cluster.size() == data.x.rows && !cluster.empty());
  const std::size_t clusters = 1U + *std::ranges::max_element(cluster);
  std::vector<std::vector<std::uint32_t>> members(clusters);
  std::vector<std::size_t> sizes(clusters);
  for (std::uint32_t i = 0; i < cluster.size(); ++i) {
    ++sizes[cluster[i]];
    if (data.labels[i] == c) members[cluster[i]].push_back(i);
  }
  std::vector<ClusterShare> shares;
  for (std::uint32_t k = 0; k < clusters; ++k) {
    const auto own = static_cast<double>(members[k].size());
    const bool balanced =
        clusters == 1 || own / static_cast<double>(sizes[k]) >= rules.balance_threshold;
    if (sizes[k] == 0 || !balanced || members[k].size() < rules.neighbors + 1) continue;
    shares.push_back({k, std::move(members[k])});
  }
  if (shares.empty()) return shares;
  weigh(shares, data, rules, c, context);
  std::vector<double> weights;
  for (const ClusterShare& share : shares) weights.push_back(share.weight);
  const std::vector<std::size_t> counts = largest_remainder(weights, added);
  for (std::size_t i = 0; i < shares.size(); ++i) shares[i].added = counts[i];
  return shares;
}

SamplerEntry k_means_smote_entry() {
  SamplerParameter neighbors = k_neighbors_parameter();
  neighbors.default_value = 2.0;
  neighbors.help = "neighbours of the same class and cluster to draw from";
  return {{kName,
           "imbalanced-learn's KMeansSMOTE; Douzas, Bacao, Last 2018",
           SamplerKind::kOver,
           {neighbors,
            {.name = "kmeans_estimator",
             .default_value = 8.0,
             .smallest = 1.0,
             .largest = 1e6,
             .whole = true,
             .help = "number of clusters"},
            {.name = "cluster_balance_threshold",
             .default_value = std::string_view("auto"),
             .smallest = 0.0,
             .largest = 1.0,
             .choices = {"auto"},
             .or_number = true,
             .help = "smallest share of the class in a cluster that is used; auto: half of the "
                     "class's share of the rows to add"},
            {.name = "density_exponent",
             .default_value = std::string_view("auto"),
             .smallest = 0.0,
             .largest = 1000.0,
             .choices = {"auto"},
             .or_number = true,
             .help = "how much a cluster's mean distance counts; auto: grows with its rows"}}},
          [](const SamplerParameters& parameters) -> std::unique_ptr<Sampler> {
            ClusterRules rules;
            rules.neighbors = count_of(parameters, "k_neighbors");
            rules.density_exponent = number_or_auto(parameters, "density_exponent");
            return std::make_unique<KMeansSmote>(
                count_of(parameters, "kmeans_estimator"), rules,
                number_or_auto(parameters, "cluster_balance_threshold"));
          }};
}

}  // namespace autosmote
