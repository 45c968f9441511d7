#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "search/fold.h"
#include "search/pool.h"
#include "search/reward.h"

namespace autosmote {

/// What places a synthetic sample well, on one scale for all data sets: each column has mean 0 and
/// deviation 1 over the instances (or pairs) of its fold.
struct PlacementFeatures {
  static constexpr std::size_t kInstance = 4;
  static constexpr std::size_t kPair = 3;

  /// m x kInstance: share of majority rows among the ten nearest rows; log of the distance to the
  /// nearest majority row over the mean distance to the five nearest minority rows; log of the
  /// latter (sparsity); leave-one-out margin of a ridge classifier.
  Matrix<double> instance;
  /// (m * (K - 1)) x kPair, of instance i and neighbour slot s >= 1 at row i * (K - 1) + s - 1:
  /// rank; log of the distance from the segment's midpoint to the majority rows nearest to its ends
  /// over the mean minority distance; the neighbour's majority share.
  Matrix<double> pair;
};

/// Computes the features of a fold from its training rows alone. O(m) neighbour queries, O(n d^2)
/// for the margin.
PlacementFeatures placement_features(const Fold& fold, const CandidatePool& pool,
                                     const Context& context);

/// The policy of the default profile: ten numbers, shared by all instances and folds.
/// Amount: samples as a share of what balances the classes, 2^amount - 2^-6, at least none.
/// Instance i gets a part of them proportional to exp(instance_weights . features of i). A part of
/// an instance's samples duplicates it; the others choose (neighbour, lambda) with probability
/// proportional to exp(pair_weights . features + lambda_skew * (2 lambda - 1)).
struct PlacementPolicy {
  static constexpr std::size_t kParameters = 10;
  static constexpr std::array<std::string_view, kParameters> kNames = {
      "amount",          "duplication",       "lambda_skew",     "instance_majority_share",
      "instance_border", "instance_sparsity", "instance_margin", "pair_rank",
      "pair_majority",   "pair_hardness"};

  std::array<double, kParameters> values{};

  /// The policy that adds no sample.
  static PlacementPolicy nothing() { return {{-6.0}}; }

  double share_of_balance() const;
  double duplication_share() const;
  double lambda_skew() const { return values[2]; }
  std::span<const double> instance_weights() const { return std::span(values).subspan(3, 4); }
  std::span<const double> pair_weights() const { return std::span(values).subspan(7, 3); }
};

/// The pool, the features and the random numbers of one fold: all that turns a policy into samples.
/// The same random numbers serve every policy (common random numbers), and samples are allotted by
/// systematic sampling, so that the samples change little where the policy changes little.
class PlacementFold {
 public:
  PlacementFold(const Fold& fold, std::size_t neighbors, std::uint64_t seed,
                std::uint32_t fold_number, const Context& context);

  const CandidatePool& pool() const { return pool_; }
  /// The samples that `policy` makes here. Depends on nothing else. Thread-safe.
  /// O(m K lambdas + samples).
  FoldSamples place(const PlacementPolicy& policy) const;

 private:
  void place_at(std::size_t instance, std::uint32_t count, const PlacementPolicy& policy,
                std::vector<double>& weights, SampleCounter& counter) const;

  std::size_t balance_;  // majority minus minority rows, at least 0
  CandidatePool pool_;
  PlacementFeatures features_;
  std::vector<double> duplication_offsets_;  // one an instance, in [0, 1)
  std::vector<double> pair_offsets_;
};

}  // namespace autosmote
