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

/// The policy of the default profile: ten numbers, shared by all instances and folds, and an
/// eleventh where there are more than two classes. Amount: samples of a class as a share of what
/// balances it with the largest one, 2^(amount + class_size * size) - 2^-6, at least none; size is
/// the logarithm of the class's rows, standardised over the classes that get samples, so 0 where
/// that is one. Where amounts are given (Fold::given_amounts), they hold instead. In its class,
/// instance i gets a part of them proportional to exp(instance_weights . features of i). A part of
/// an instance's samples duplicates it; the others choose (neighbour, lambda) with probability
/// proportional to exp(pair_weights . features + lambda_skew * (2 lambda - 1)).
struct PlacementPolicy {
  static constexpr std::size_t kParameters = 11;
  static constexpr std::array<std::string_view, kParameters> kNames = {
      "amount",          "duplication",       "lambda_skew",     "instance_majority_share",
      "instance_border", "instance_sparsity", "instance_margin", "pair_rank",
      "pair_majority",   "pair_hardness",     "class_size"};
  /// How many of them there are for so many classes.
  static std::size_t parameters(int classes) { return classes > 2 ? kParameters : kParameters - 1; }

  /// Whether a parameter says how many samples there are, which given amounts leave unused.
  static constexpr bool sets_amount(std::size_t parameter) {
    return parameter == 0 || parameter + 1 == kParameters;
  }

  std::array<double, kParameters> values{};

  /// The policy that adds no sample.
  static PlacementPolicy nothing() { return {{-6.0}}; }

  double share_of_balance(double class_size) const;
  double duplication_share() const;
  double lambda_skew() const { return values[2]; }
  double class_size_weight() const { return values.back(); }
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
  // A class that gets samples.
  struct ClassPart {
    std::vector<std::uint32_t> instances;
    std::size_t wanted = 0;  // rows of which the policy's amount is a share
    double size = 0.0;       // see PlacementPolicy
  };

  static std::vector<ClassPart> class_parts(const Fold& fold);
  void place_class(const ClassPart& part, const PlacementPolicy& policy, SampleCounter& counter,
                   std::vector<double>& scratch) const;
  void place_at(std::size_t instance, std::uint32_t count, const PlacementPolicy& policy,
                std::vector<double>& weights, SampleCounter& counter) const;

  bool amounts_given_;
  std::vector<ClassPart> parts_;
  CandidatePool pool_;
  PlacementFeatures features_;
  std::vector<double> duplication_offsets_;  // one an instance, in [0, 1)
  std::vector<double> pair_offsets_;
};

}  // namespace autosmote
