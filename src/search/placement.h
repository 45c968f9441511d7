#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "search/fold.h"
#include "search/placement_features.h"
#include "search/pool.h"
#include "search/reward.h"

namespace autosmote {

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
  /// `fold` must outlive a PlacementFold whose rows are made when asked for.
  PlacementFold(const Fold& fold, std::size_t neighbors, CandidatePool::Rows rows,
                std::uint64_t seed, std::uint32_t fold_number, const Context& context);

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
