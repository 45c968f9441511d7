#include "search/placement_features.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "classifiers/one_vs_rest.h"
#include "classifiers/ridge.h"
#include "core/portable_math.h"
#include "neighbors/neighbor_index.h"
#include "search/pool.h"

namespace autosmote {
namespace {

constexpr std::size_t kShareNeighbors = 10;
constexpr std::size_t kMinorityNeighbors = 5;
constexpr std::size_t kMidpointsAtOnce = 1 << 14;
constexpr double kRidgePenalty = 1.0;
constexpr double kTiny = 1e-12;  // keeps the logarithm of a distance between equal rows finite

double log_distance(double distance) { return portable_log(distance + kTiny); }

// Every column to mean 0 and deviation 1 over the rows that are named; a constant one to 0.
void standardise(std::span<const std::size_t> rows, Matrix<double>& x) {
  const auto n = static_cast<double>(rows.size());
  for (std::size_t j = 0; j < x.cols(); ++j) {
    double sum = 0.0;
    for (const std::size_t i : rows) sum += x(i, j);
    const double mean = sum / n;
    double squares = 0.0;
    for (const std::size_t i : rows) squares += (x(i, j) - mean) * (x(i, j) - mean);
    const double deviation = std::sqrt(squares / n);
    for (const std::size_t i : rows) {
      x(i, j) = deviation > 1e-9 ? (x(i, j) - mean) / deviation : 0.0;
    }
  }
}

double distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return std::sqrt(sum);
}

// One class against all others, which are its majority here. Its instances count from 0.
struct OneClass {
  std::vector<std::uint32_t> instances;  // their numbers among the minority instances
  Matrix<double> rows;
  Matrix<std::uint32_t> neighbors;
  std::vector<std::uint32_t> in_train;  // the instances' rows of the fold
  std::vector<int> against;             // of each training row: 1 of the class, 0 of another
};

OneClass one_class(const Fold& fold, int label, const Matrix<std::uint32_t>& neighbors) {
  OneClass own;
  own.instances = instances_of(fold, label);
  own.neighbors = neighbors_within(neighbors, own.instances);
  own.rows = Matrix<double>(own.instances.size(), fold.train.cols());
  for (std::size_t i = 0; i < own.instances.size(); ++i) {
    own.in_train.push_back(fold.minority[own.instances[i]]);
    std::ranges::copy(fold.train.row(own.in_train[i]), own.rows.row(i).begin());
  }
  own.against = against_others(fold.train_labels, label);
  return own;
}

Matrix<double> majority_rows_of(const Fold& fold, const OneClass& own) {
  Matrix<double> rows(fold.train.rows() - own.instances.size(), fold.train.cols());
  std::size_t next = 0;
  for (std::size_t i = 0; i < fold.train.rows(); ++i) {
    if (own.against[i] == 1) continue;
    std::ranges::copy(fold.train.row(i), rows.row(next++).begin());
  }
  return rows;
}

// How many of the first k rows that `nearest` stands for, in its order, are of the majority.
std::size_t majority_among(const Fold& fold, const OneClass& own,
                           std::span<const std::uint32_t> nearest, std::size_t k) {
  std::size_t majority = 0;
  std::size_t seen = 0;
  for (const std::uint32_t row : nearest) {
    const double weight = fold.train_weights.empty() ? 1.0 : fold.train_weights[row];
    const auto counted = static_cast<std::size_t>(std::min(weight, static_cast<double>(k - seen)));
    seen += counted;
    if (own.against[row] == 0) majority += counted;
  }
  return majority;
}

std::vector<double> majority_shares(const Fold& fold, const OneClass& own, const Context& context) {
  const std::size_t k = std::min(kShareNeighbors, training_rows(fold) - 1);
  const std::size_t asked = std::min(k, fold.train.rows() - 1);  // fewer where rows stand for many
  const Neighbors nearest = NeighborIndex::for_queries(fold.train.view(), own.rows.rows(), context)
                                .nearest(own.rows.view(), asked, own.in_train, context);
  std::vector<double> shares(own.rows.rows());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    shares[i] = static_cast<double>(majority_among(fold, own, nearest.rows.row(i), k)) /
                static_cast<double>(k);
  }
  return shares;
}

std::vector<double> log_sparsities(const OneClass& own) {
  std::vector<double> result(own.rows.rows());
  const std::size_t slots = std::min(kMinorityNeighbors + 1, own.neighbors.cols());
  for (std::size_t i = 0; i < result.size(); ++i) {
    double sum = 0.0;
    for (std::size_t slot = 1; slot < slots; ++slot) {
      sum += distance(own.rows.row(i), own.rows.row(own.neighbors(i, slot)));
    }
    result[i] = log_distance(slots > 1 ? sum / static_cast<double>(slots - 1) : 0.0);
  }
  return result;
}

// A segment between two instances, and one of the pairs that lie on it.
struct SegmentPair {
  std::uint32_t a;  // the lower number
  std::uint32_t b;
  std::size_t pair;  // i * (own.neighbors.cols() - 1) + slot - 1

  bool same_segment(const SegmentPair& other) const { return a == other.a && b == other.b; }
};

std::vector<SegmentPair> sorted_pairs(const OneClass& own) {
  const std::size_t others = own.neighbors.cols() - 1;
  std::vector<SegmentPair> pairs;
  pairs.reserve(own.rows.rows() * others);
  for (std::uint32_t i = 0; i < own.rows.rows(); ++i) {
    for (std::size_t slot = 1; slot <= others; ++slot) {
      const std::uint32_t j = own.neighbors(i, slot);
      pairs.push_back({std::min(i, j), std::max(i, j), i * others + slot - 1});
    }
  }
  std::ranges::sort(pairs, [](const SegmentPair& x, const SegmentPair& y) {
    return std::pair(x.a, x.b) < std::pair(y.a, y.b);
  });
  return pairs;
}

// For each pair the distance from its midpoint to the nearest majority row.
std::vector<double> midpoint_distances(const OneClass& own, const NeighborIndex& majority,
                                       const Context& context) {
  const std::vector<SegmentPair> pairs = sorted_pairs(own);
  std::vector<double> result(pairs.size());
  for (std::size_t first = 0; first < pairs.size();) {
    std::size_t last = first;
    std::vector<std::size_t> query_of;  // of pairs [first, last)
    std::vector<double> midpoints;
    std::size_t queries = 0;
    for (; last < pairs.size() && queries < kMidpointsAtOnce; ++last) {
      const SegmentPair& pair = pairs[last];
      if (last == first || !pair.same_segment(pairs[last - 1])) {
        const auto a = own.rows.row(pair.a);
        const auto b = own.rows.row(pair.b);
        for (std::size_t j = 0; j < a.size(); ++j) midpoints.push_back(0.5 * (a[j] + b[j]));
        ++queries;
      }
      query_of.push_back(queries - 1);
    }
    const MatrixView<const double> view{midpoints.data(), queries, own.rows.cols(),
                                        own.rows.cols()};
    const Neighbors nearest = majority.nearest(view, 1, {}, context);
    for (std::size_t p = first; p < last; ++p) {
      result[pairs[p].pair] = nearest.distance(query_of[p - first], 0);
    }
    first = last;
  }
  return result;
}

// `slots`: of an instance in PlacementFeatures::pair.
void add_class(const Fold& fold, const OneClass& own, std::size_t slots, const Context& context,
               PlacementFeatures& features) {
  const NeighborIndex majority(majority_rows_of(fold, own).view(), context);
  const Neighbors nearest_majority = majority.nearest(own.rows.view(), 1, {}, context);
  const std::vector<double> shares = majority_shares(fold, own, context);
  const std::vector<double> sparsities = log_sparsities(own);
  const std::vector<double> margins = leave_one_out_minority_margins(
      fold.train.view(), own.against, kRidgePenalty, fold.train_weights);
  const std::vector<double> midpoints = midpoint_distances(own, majority, context);
  const std::size_t filled = own.neighbors.cols() - 1;
  std::vector<std::size_t> instance_rows(own.instances.begin(), own.instances.end());
  std::vector<std::size_t> pair_rows;
  for (std::size_t i = 0; i < instance_rows.size(); ++i) {
    const std::size_t instance = instance_rows[i];
    features.instance(instance, 0) = shares[i];
    features.instance(instance, 1) = log_distance(nearest_majority.distance(i, 0)) - sparsities[i];
    features.instance(instance, 2) = sparsities[i];
    features.instance(instance, 3) = margins[i];
    for (std::size_t slot = 1; slot <= filled; ++slot) {
      const std::size_t row = pair_rows.emplace_back(instance * slots + slot - 1);
      features.pair(row, 0) = static_cast<double>(slot);
      features.pair(row, 1) = log_distance(midpoints[i * filled + slot - 1]) - sparsities[i];
      features.pair(row, 2) = shares[own.neighbors(i, slot)];
    }
  }
  standardise(instance_rows, features.instance);
  standardise(pair_rows, features.pair);
}

}  // namespace

PlacementFeatures placement_features(const Fold& fold, const Matrix<std::uint32_t>& neighbors,
                                     const Context& context) {
  const std::size_t m = fold.minority.size();
  const std::size_t slots = neighbors.cols() - 1;
  PlacementFeatures features{Matrix<double>(m, PlacementFeatures::kInstance),
                             Matrix<double>(m * slots, PlacementFeatures::kPair)};
  for (int label = 1; label < fold.classes; ++label) {
    const OneClass own = one_class(fold, label, neighbors);
    if (!own.instances.empty()) add_class(fold, own, slots, context, features);
  }
  return features;
}

}  // namespace autosmote
