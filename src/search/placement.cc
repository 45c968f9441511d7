#include "search/placement.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "classifiers/ridge.h"
#include "core/portable_math.h"
#include "core/random.h"
#include "neighbors/neighbor_index.h"

namespace autosmote {
namespace {

constexpr std::size_t kShareNeighbors = 10;
constexpr std::size_t kMinorityNeighbors = 5;
constexpr std::size_t kMajorityNeighbors = 5;
constexpr double kRidgePenalty = 1.0;
constexpr double kTiny = 1e-12;  // keeps the logarithm of a distance between equal rows finite

// Every column to mean 0 and deviation 1; a constant one to 0.
void standardise(Matrix<double>& x) {
  const auto n = static_cast<double>(x.rows());
  for (std::size_t j = 0; j < x.cols(); ++j) {
    double sum = 0.0;
    for (std::size_t i = 0; i < x.rows(); ++i) sum += x(i, j);
    const double mean = sum / n;
    double squares = 0.0;
    for (std::size_t i = 0; i < x.rows(); ++i) squares += (x(i, j) - mean) * (x(i, j) - mean);
    const double deviation = std::sqrt(squares / n);
    for (std::size_t i = 0; i < x.rows(); ++i) {
      x(i, j) = deviation > 1e-9 ? (x(i, j) - mean) / deviation : 0.0;
    }
  }
}

double distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return std::sqrt(sum);
}

double midpoint_distance(std::span<const double> a, std::span<const double> b,
                         std::span<const double> other) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    const double difference = 0.5 * (a[j] + b[j]) - other[j];
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

// Majority minus minority rows. The training rows of one fold can hold one minority row more than
// majority rows where the classes are nearly balanced.
std::size_t missing_to_balance(const Fold& fold) {
  const std::size_t majority = fold.train.rows() - fold.minority.size();
  return majority - std::min(majority, fold.minority.size());
}

Matrix<double> majority_rows_of(const Fold& fold) {
  Matrix<double> rows(fold.train.rows() - fold.minority.size(), fold.train.cols());
  std::size_t next = 0;
  for (std::size_t i = 0; i < fold.train.rows(); ++i) {
    if (fold.train_labels[i] == 1) continue;
    const auto row = fold.train.row(i);
    std::copy(row.begin(), row.end(), rows.row(next++).begin());
  }
  return rows;
}

// The neighbourhood of each minority instance in unscaled numbers.
struct Neighborhood {
  Matrix<double> minority;
  Matrix<double> majority;
  Neighbors nearest_majority;             // of each instance
  std::vector<double> majority_share;     // among the nearest rows
  std::vector<double> minority_distance;  // mean over the nearest minority rows
};

std::vector<double> majority_shares(const Fold& fold, const Matrix<double>& minority,
                                    const Context& context) {
  const std::size_t k = std::min(kShareNeighbors, fold.train.rows() - 1);
  const Neighbors nearest =
      NeighborIndex(fold.train.view()).nearest(minority.view(), k, fold.minority, context);
  std::vector<double> shares(minority.rows());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto rows = nearest.rows.row(i);
    const auto majority = std::count_if(
        rows.begin(), rows.end(), [&fold](std::uint32_t r) { return fold.train_labels[r] == 0; });
    shares[i] = static_cast<double>(majority) / static_cast<double>(k);
  }
  return shares;
}

Neighborhood look_around(const Fold& fold, const CandidatePool& pool, const Context& context) {
  Neighborhood around{minority_rows_of(fold), majority_rows_of(fold), {}, {}, {}};
  const std::size_t m = around.minority.rows();
  around.nearest_majority =
      k_neighbors(around.majority.view(), around.minority.view(),
                  std::min(kMajorityNeighbors, around.majority.rows()), context);
  around.majority_share = majority_shares(fold, around.minority, context);
  around.minority_distance.resize(m);
  const std::size_t slots = std::min(kMinorityNeighbors + 1, pool.neighbors_per_instance());
  for (std::size_t i = 0; i < m; ++i) {
    double sum = 0.0;
    for (std::size_t slot = 1; slot < slots; ++slot) {
      sum += distance(around.minority.row(i), around.minority.row(pool.neighbor(i, slot)));
    }
    around.minority_distance[i] = slots > 1 ? sum / static_cast<double>(slots - 1) : 0.0;
  }
  return around;
}

// From the middle of a segment to the nearest of the majority rows that are nearest to its ends.
double majority_distance_of_segment(const Neighborhood& around, std::size_t i, std::size_t j) {
  double nearest = INFINITY;
  for (const std::size_t end : {i, j}) {
    for (const std::uint32_t row : around.nearest_majority.rows.row(end)) {
      nearest = std::min(nearest, midpoint_distance(around.minority.row(i), around.minority.row(j),
                                                    around.majority.row(row)));
    }
  }
  return nearest;
}

}  // namespace

PlacementFeatures placement_features(const Fold& fold, const CandidatePool& pool,
                                     const Context& context) {
  const Neighborhood around = look_around(fold, pool, context);
  const std::size_t m = pool.instances();
  const std::size_t others = pool.neighbors_per_instance() - 1;
  const std::vector<double> margins =
      leave_one_out_minority_margins(fold.train.view(), fold.train_labels, kRidgePenalty);
  PlacementFeatures features{Matrix<double>(m, PlacementFeatures::kInstance),
                             Matrix<double>(m * others, PlacementFeatures::kPair)};
  for (std::size_t i = 0; i < m; ++i) {
    const double own = portable_log(around.minority_distance[i] + kTiny);
    features.instance(i, 0) = around.majority_share[i];
    features.instance(i, 1) = portable_log(around.nearest_majority.distance(i, 0) + kTiny) - own;
    features.instance(i, 2) = own;
    features.instance(i, 3) = margins[i];
    for (std::size_t slot = 1; slot <= others; ++slot) {
      const std::uint32_t j = pool.neighbor(i, slot);
      const std::size_t row = i * others + slot - 1;
      features.pair(row, 0) = static_cast<double>(slot);
      features.pair(row, 1) =
          portable_log(majority_distance_of_segment(around, i, j) + kTiny) - own;
      features.pair(row, 2) = around.majority_share[j];
    }
  }
  standardise(features.instance);
  standardise(features.pair);
  return features;
}

double PlacementPolicy::share_of_balance() const {
  return std::max(0.0, portable_exp(std::min(values[0], 2.0) * std::numbers::ln2) - 0x1.0p-6);
}

double PlacementPolicy::duplication_share() const { return 1.0 / (1.0 + portable_exp(-values[1])); }

PlacementFold::PlacementFold(const Fold& fold, std::size_t neighbors, std::uint64_t seed,
                             std::uint32_t fold_number, const Context& context)
    : balance_(missing_to_balance(fold)),
      pool_(minority_neighbors(minority_rows_of(fold).view(),
                               std::min(neighbors, fold.minority.size()), context),
            *fold.generator),
      features_(placement_features(fold, pool_, context)),
      duplication_offsets_(pool_.instances()),
      pair_offsets_(pool_.instances()) {
  RandomStream random(seed, Purpose::kPlacement, fold_number);
  for (std::size_t i = 0; i < pool_.instances(); ++i) {
    duplication_offsets_[i] = random.uniform();
    pair_offsets_[i] = random.uniform();
  }
}

FoldSamples PlacementFold::place(const PlacementPolicy& policy) const {
  const std::size_t m = pool_.instances();
  const double total = std::round(policy.share_of_balance() * static_cast<double>(balance_));
  std::vector<double> parts(m);
  double sum = 0.0;
  double largest = -INFINITY;
  const auto weights = policy.instance_weights();
  for (std::size_t i = 0; i < m; ++i) {
    const auto f = features_.instance.row(i);
    parts[i] = std::inner_product(f.begin(), f.end(), weights.begin(), 0.0);
    largest = std::max(largest, parts[i]);
  }
  for (double& part : parts) sum += part = portable_exp(part - largest);
  SampleCounter counter(pool_.size());
  std::vector<double> scratch;
  double before = 0.0;
  for (std::size_t i = 0; i < m; ++i) {
    const double after = before + total * parts[i] / sum;
    const double count = std::floor(after + 0.5) - std::floor(before + 0.5);
    place_at(i, static_cast<std::uint32_t>(count), policy, scratch, counter);
    before = after;
  }
  FoldSamples samples;
  samples.candidates = counter.take();
  return samples;
}

void PlacementFold::place_at(std::size_t instance, std::uint32_t count,
                             const PlacementPolicy& policy, std::vector<double>& weights,
                             SampleCounter& counter) const {
  if (count == 0) return;
  const std::size_t others = pool_.neighbors_per_instance() - 1;
  const double duplicates = std::floor(static_cast<double>(count) * policy.duplication_share() +
                                       duplication_offsets_[instance]);
  const auto copies = others == 0 ? count : std::min(count, static_cast<std::uint32_t>(duplicates));
  counter.add(static_cast<std::uint32_t>(instance), copies);
  const std::uint32_t interpolated = count - copies;
  if (interpolated == 0) return;
  weights.clear();
  double sum = 0.0;
  const auto pair_weights = policy.pair_weights();
  for (std::size_t slot = 1; slot <= others; ++slot) {
    const auto f = features_.pair.row(instance * others + slot - 1);
    const double score = std::inner_product(f.begin(), f.end(), pair_weights.begin(), 0.0);
    for (std::size_t l = 1; l + 1 < kLambdaCount; ++l) {
      const double skewed = score + policy.lambda_skew() * (2.0 * kLambdas[l] - 1.0);
      weights.push_back(portable_exp(std::clamp(skewed, -500.0, 500.0)));
      sum += weights.back();
    }
  }
  // Systematic sampling: points at distance sum / interpolated along the line of weights.
  const double spacing = sum / interpolated;
  double next = pair_offsets_[instance] * spacing;
  double reached = 0.0;
  for (std::size_t w = 0; w < weights.size(); ++w) {
    reached += weights[w];
    std::uint32_t times = 0;
    const bool last = w + 1 == weights.size();
    for (; next < reached || (last && next < sum); next += spacing) ++times;
    constexpr std::size_t kInner = kLambdaCount - 2;
    if (times > 0) counter.add(pool_.candidate(instance, 1 + w / kInner, 1 + w % kInner), times);
  }
}

}  // namespace autosmote
