#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "autosmote/sampler.h"
#include "samplers/registry.h"

namespace autosmote {

/// K-means SMOTE (Douzas, Bacao, Last 2018, "Improving imbalanced learning through a heuristic
/// oversampling method based on k-means and SMOTE").
///
/// The rows of all classes are clustered. A cluster is kept for a class if the class has at least a
/// share of `cluster_balance_threshold` of its rows and more than k of them. The new rows are
/// divided among the kept clusters, more to those in which the class is sparse, and each cluster
/// makes its own by SMOTE from its rows of the class. Weights and thresholds are
/// imbalanced-learn's, which differ from the paper's: see ClusterRules.
///
/// Done otherwise than in imbalanced-learn:
/// - Clusters are those of k_means() (full rounds of Lloyd's from one k-means++ start), once for
///   all classes; imbalanced-learn's default are 8 clusters by MiniBatchKMeans.
/// - The new rows are exactly as many as wanted: shares are rounded by largest remainder.
///   imbalanced-learn rounds each up and gives up to a row a cluster too many.
/// - Clusters whose rows of the class are all alike weigh nothing, and if all kept ones are such
///   they share in proportion to those rows and context.log is told. imbalanced-learn divides by
///   zero there.
/// - More clusters than rows are told to context.log and reduced; imbalanced-learn fails.
/// DataError, as in imbalanced-learn, where no cluster is kept for a class: with few rows of a
/// class that lies inside another one this is the rule rather than the exception.
/// O(n d log k a round, m^2 d) for m rows of a class in one cluster; memory for the rows only.
SamplerEntry k_means_smote_entry();

/// What tells which clusters are kept for a class and what they weigh.
struct ClusterRules {
  std::size_t neighbors = 2;
  /// Smallest share of the class in a cluster; a cluster of 1 always passes where it is the only.
  /// imbalanced-learn's "auto" is half of the class's share of all rows to add: 1/2 for two
  /// classes.
  double balance_threshold = 0.5;
  /// Of the mean distance; without it imbalanced-learn's 0.16 log_1.6(m)^1.8 for m rows.
  std::optional<double> density_exponent;
};

/// A cluster kept for a class.
struct ClusterShare {
  std::uint32_t cluster = 0;
  std::vector<std::uint32_t> rows;  ///< of the class, ascending
  double weight = 0.0;              ///< of its share; the weights sum up to 1
  std::size_t added = 0;            ///< rows to make; sum up to the number wanted
};

/// Deterministic part of the method: clusters kept for class `c` by ascending number, with weights
/// mean distance ^ exponent / m, normalised, and integer counts that sum up to `added`. `cluster`
/// (n numbers) comes from anywhere. Empty where no cluster is kept. Never NaN: powers are taken as
/// logarithms relative to the largest, so no distance or exponent over- or underflows.
std::vector<ClusterShare> cluster_shares(const SamplerData& data,
                                         std::span<const std::uint32_t> cluster, int c,
                                         std::size_t added, const ClusterRules& rules,
                                         const Context& context);

/// Mean Euclidean distance of the pairs of different rows (m x d, m >= 2), exactly, all pairs one
/// after another. O(m^2 d) time on all threads, the same for any number of them; memory m d.
double mean_pairwise_distance(MatrixView<const double> rows, const Context& context);

/// Integers that sum up to `total`, in proportion to `weights` (sum 1): each rounded down, and the
/// ones missing to those with the largest remainder, among equals to the first (Hamilton's method).
std::vector<std::size_t> largest_remainder(std::span<const double> weights, std::size_t total);

}  // namespace autosmote
