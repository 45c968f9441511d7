#include "search/placement_features.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "classifiers/ridge.h"
#include "core/portable_math.h"
#include "neighbors/neighbor_index.h"

namespace autosmote {
namespace {

constexpr std::size_t kShareNeighbors = 10;
constexpr std::size_t kMinorityNeighbors = 5;
constexpr std::size_t kMidpointsAtOnce = 1 << 14;
constexpr double kRidgePenalty = 1.0;
constexpr double kTiny = 1e-12;  // keeps the logarithm of a distance between equal rows finite

double log_distance(double distance) { return portable_log(distance + kTiny); }

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

Matrix<double> majority_rows_of(const Fold& fold) {
  Matrix<double> rows(fold.train.rows() - fold.minority.size(), fold.train.cols());
  std::size_t next = 0;
  for (std::size_t i = 0; i < fold.train.rows(); ++i) {
    if (fold.train_labels[i] == 1) continue;
    std::ranges::copy(fold.train.row(i), rows.row(next++).begin());
  }
  return rows;
}

std::vector<double> majority_shares(const Fold& fold, const Matrix<double>& minority,
                                    const Context& context) {
  const std::size_t k = std::min(kShareNeighbors, fold.train.rows() - 1);
  const Neighbors nearest = NeighborIndex::for_queries(fold.train.view(), minority.rows(), context)
                                .nearest(minority.view(), k, fold.minority, context);
  std::vector<double> shares(minority.rows());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto majority = std::ranges::count_if(
        nearest.rows.row(i), [&fold](std::uint32_t r) { return fold.train_labels[r] == 0; });
    shares[i] = static_cast<double>(majority) / static_cast<double>(k);
  }
  return shares;
}

std::vector<double> log_sparsities(const Matrix<double>& minority,
                                   const Matrix<std::uint32_t>& neighbors) {
  std::vector<double> result(minority.rows());
  const std::size_t slots = std::min(kMinorityNeighbors + 1, neighbors.cols());
  for (std::size_t i = 0; i < result.size(); ++i) {
    double sum = 0.0;
    for (std::size_t slot = 1; slot < slots; ++slot) {
      sum += distance(minority.row(i), minority.row(neighbors(i, slot)));
    }
    result[i] = log_distance(slots > 1 ? sum / static_cast<double>(slots - 1) : 0.0);
  }
  return result;
}

// A segment between two instances, and one of the pairs that lie on it.
struct SegmentPair {
  std::uint32_t a;  // the lower number
  std::uint32_t b;
  std::size_t pair;  // row of PlacementFeatures::pair

  bool same_segment(const SegmentPair& other) const { return a == other.a && b == other.b; }
};

std::vector<SegmentPair> sorted_pairs(const Matrix<std::uint32_t>& neighbors) {
  const std::size_t others = neighbors.cols() - 1;
  std::vector<SegmentPair> pairs;
  pairs.reserve(neighbors.rows() * others);
  for (std::uint32_t i = 0; i < neighbors.rows(); ++i) {
    for (std::size_t slot = 1; slot <= others; ++slot) {
      const std::uint32_t j = neighbors(i, slot);
      pairs.push_back({std::min(i, j), std::max(i, j), i * others + slot - 1});
    }
  }
  std::ranges::sort(pairs, [](const SegmentPair& x, const SegmentPair& y) {
    return std::pair(x.a, x.b) < std::pair(y.a, y.b);
  });
  return pairs;
}

// For each pair the distance from its midpoint to the nearest majority row.
std::vector<double> midpoint_distances(const Fold& fold, const NeighborIndex& majority,
                                       const Matrix<double>& minority,
                                       const Matrix<std::uint32_t>& neighbors,
                                       const Context& context) {
  const std::vector<SegmentPair> pairs = sorted_pairs(neighbors);
  std::vector<double> result(pairs.size());
  for (std::size_t first = 0; first < pairs.size();) {
    std::size_t last = first;
    std::vector<std::size_t> query_of;  // of pairs [first, last)
    std::vector<double> midpoints;
    std::size_t queries = 0;
    for (; last < pairs.size() && queries < kMidpointsAtOnce; ++last) {
      const SegmentPair& pair = pairs[last];
      if (last == first || !pair.same_segment(pairs[last - 1])) {
        const auto a = minority.row(pair.a);
        const auto b = minority.row(pair.b);
        for (std::size_t j = 0; j < a.size(); ++j) midpoints.push_back(0.5 * (a[j] + b[j]));
        ++queries;
      }
      query_of.push_back(queries - 1);
    }
    const MatrixView<const double> view{midpoints.data(), queries, fold.train.cols(),
                                        fold.train.cols()};
    const Neighbors nearest = majority.nearest(view, 1, {}, context);
    for (std::size_t p = first; p < last; ++p) {
      result[pairs[p].pair] = nearest.distance(query_of[p - first], 0);
    }
    first = last;
  }
  return result;
}

}  // namespace

PlacementFeatures placement_features(const Fold& fold, const Matrix<std::uint32_t>& neighbors,
                                     const Context& context) {
  const Matrix<double> minority = minority_rows_of(fold);
  const std::size_t m = minority.rows();
  const std::size_t others = neighbors.cols() - 1;
  const NeighborIndex majority(majority_rows_of(fold).view(), context);
  const Neighbors nearest_majority = majority.nearest(minority.view(), 1, {}, context);
  const std::vector<double> shares = majority_shares(fold, minority, context);
  const std::vector<double> sparsities = log_sparsities(minority, neighbors);
  const std::vector<double> margins =
      leave_one_out_minority_margins(fold.train.view(), fold.train_labels, kRidgePenalty);
  const std::vector<double> midpoints =
      midpoint_distances(fold, majority, minority, neighbors, context);
  PlacementFeatures features{Matrix<double>(m, PlacementFeatures::kInstance),
                             Matrix<double>(m * others, PlacementFeatures::kPair)};
  for (std::size_t i = 0; i < m; ++i) {
    features.instance(i, 0) = shares[i];
    features.instance(i, 1) = log_distance(nearest_majority.distance(i, 0)) - sparsities[i];
    features.instance(i, 2) = sparsities[i];
    features.instance(i, 3) = margins[i];
    for (std::size_t slot = 1; slot <= others; ++slot) {
      const std::size_t row = i * others + slot - 1;
      features.pair(row, 0) = static_cast<double>(slot);
      features.pair(row, 1) = log_distance(midpoints[row]) - sparsities[i];
      features.pair(row, 2) = shares[neighbors(i, slot)];
    }
  }
  standardise(features.instance);
  standardise(features.pair);
  return features;
}

}  // namespace autosmote
