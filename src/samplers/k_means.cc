#include "samplers/k_means.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "core/check.h"
#include "core/parallel.h"
#include "neighbors/neighbor_index.h"

namespace autosmote {
namespace {

constexpr std::size_t kBlock = 4096;
constexpr std::size_t kMaxRounds = 300;
constexpr double kTolerance = 1e-4;

double squared_distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    const double difference = a[j] - b[j];
    sum += difference * difference;
  }
  return sum;
}

/// nearest[i] = min(nearest[i], squared distance of row i to `point`), into `out`; gives the sum.
double lower_distances(MatrixView<const double> rows, std::span<const double> point,
                       const std::vector<double>& nearest, std::vector<double>& out,
                       const Context& context) {
  parallel_for(context, (rows.rows + kBlock - 1) / kBlock, [&](std::size_t block) {
    const std::size_t end = std::min(rows.rows, (block + 1) * kBlock);
    for (std::size_t i = block * kBlock; i < end; ++i) {
      out[i] = std::min(nearest[i], squared_distance(rows.row(i), point));
    }
  });
  return std::accumulate(out.begin(), out.end(), 0.0);
}

/// A row with probability proportional to its weight; any row where all weights are 0.
std::size_t draw_by_weight(const std::vector<double>& weights, double sum, RandomStream& random) {
  if (!(sum > 0.0)) return random.below(static_cast<std::uint32_t>(weights.size()));
  double left = random.uniform() * sum;
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0.0) continue;
    last = i;
    left -= weights[i];
    if (left < 0.0) break;
  }
  return last;
}

/// k-means++ with several candidates a seed.
Matrix<double> draw_centroids(MatrixView<const double> rows, std::size_t k, RandomStream& random,
                              const Context& context) {
  const std::size_t n = rows.rows;
  Matrix<double> centroids(k, rows.cols);
  std::ranges::copy(rows.row(random.below(static_cast<std::uint32_t>(n))),
                    centroids.row(0).begin());
  std::vector<double> nearest(n, std::numeric_limits<double>::infinity());
  std::vector<double> trial(n), best(n);
  double sum = lower_distances(rows, centroids.row(0), nearest, trial, context);
  nearest.swap(trial);
  const auto candidates = 2 + static_cast<std::size_t>(std::log(static_cast<double>(k)));
  for (std::size_t c = 1; c < k; ++c) {
    double best_sum = std::numeric_limits<double>::infinity();
    std::size_t best_row = 0;
    for (std::size_t candidate = 0; candidate < candidates; ++candidate) {
      const std::size_t row = draw_by_weight(nearest, sum, random);
      const double trial_sum = lower_distances(rows, rows.row(row), nearest, trial, context);
      if (trial_sum < best_sum) {
        best_sum = trial_sum;
        best_row = row;
        best.swap(trial);
      }
    }
    std::ranges::copy(rows.row(best_row), centroids.row(c).begin());
    nearest.swap(best);
    sum = best_sum;
  }
  return centroids;
}

/// Fills `result.cluster`, `distances` and the inertia for its centroids; tells whether any row
/// changed its cluster.
bool assign(MatrixView<const double> rows, KMeansResult& result, std::vector<double>& distances,
            const Context& context) {
  const NeighborIndex index(result.centroids.view(), context);
  bool changed = false;
  for (std::size_t first = 0; first < rows.rows; first += kBlock) {
    const std::size_t size = std::min(kBlock, rows.rows - first);
    const MatrixView<const double> block(rows.data + first * rows.stride, size, rows.cols,
                                         rows.stride);
    const Neighbors nearest = index.nearest(block, 1, {}, context);
    for (std::size_t i = 0; i < size; ++i) {
      changed |= result.cluster[first + i] != nearest.rows(i, 0);
      result.cluster[first + i] = nearest.rows(i, 0);
      distances[first + i] = nearest.squared_distances(i, 0);
    }
  }
  result.inertia = std::accumulate(distances.begin(), distances.end(), 0.0);
  return changed;
}

/// Gives each empty cluster the row farthest from its centroid among clusters of several rows.
void fill_empty_clusters(KMeansResult& result, std::vector<double>& distances,
                         std::vector<std::size_t>& sizes) {
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    if (sizes[c] > 0) continue;
    std::size_t farthest = distances.size();
    for (std::size_t i = 0; i < distances.size(); ++i) {
      if (sizes[result.cluster[i]] < 2) continue;
      if (farthest == distances.size() || distances[i] > distances[farthest]) farthest = i;
    }
    AUTOSMOTE_CHECK(farthest < distances.size());  // k <= n leaves one
    --sizes[result.cluster[farthest]];
    result.cluster[farthest] = static_cast<std::uint32_t>(c);
    sizes[c] = 1;
    distances[farthest] = 0.0;
  }
}

/// Moves each centroid to the mean of its rows; gives the sum of the squared moves.
double move_centroids(MatrixView<const double> rows, const std::vector<std::size_t>& sizes,
                      KMeansResult& result) {
  Matrix<double> means(result.centroids.rows(), rows.cols);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const auto mean = means.row(result.cluster[i]);
    const auto row = rows.row(i);
    for (std::size_t j = 0; j < row.size(); ++j) mean[j] += row[j];
  }
  double moved = 0.0;
  for (std::size_t c = 0; c < means.rows(); ++c) {
    for (double& value : means.row(c)) value /= static_cast<double>(sizes[c]);
    moved += squared_distance(means.row(c), result.centroids.row(c));
  }
  result.centroids = std::move(means);
  return moved;
}

double mean_variance(MatrixView<const double> rows) {
  const auto n = static_cast<double>(rows.rows);
  double sum = 0.0;
  for (std::size_t j = 0; j < rows.cols; ++j) {
    double mean = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < rows.rows; ++i) mean += rows(i, j);
    mean /= n;
    for (std::size_t i = 0; i < rows.rows; ++i)
      squares += (rows(i, j) - mean) * (rows(i, j) - mean);
    sum += squares / n;
  }
  return sum / static_cast<double>(rows.cols);
}

}  // namespace

KMeansResult k_means(MatrixView<const double> rows, std::size_t k, RandomStream& random,
                     const Context& context) {
  AUTOSMOTE_CHECK(k >= 1 && k <= rows.rows);
  KMeansResult result;
  result.centroids = draw_centroids(rows, k, random, context);
  result.cluster.assign(rows.rows, std::numeric_limits<std::uint32_t>::max());
  std::vector<double> distances(rows.rows);
  const double tolerance = kTolerance * mean_variance(rows);
  assign(rows, result, distances, context);
  while (result.rounds < kMaxRounds) {
    ++result.rounds;
    std::vector<std::size_t> sizes(k);
    for (const std::uint32_t c : result.cluster) ++sizes[c];
    fill_empty_clusters(result, distances, sizes);
    const double moved = move_centroids(rows, sizes, result);
    const bool changed = assign(rows, result, distances, context);
    if (!changed || moved <= tolerance) break;
  }
  return result;
}

}  // namespace autosmote
