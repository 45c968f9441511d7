#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "autosmote/search_options.h"
#include "rl/mlp_model.h"
#include "search/low_level_model.h"

namespace autosmote {

/// The action spaces of the paper's hierarchy.
struct HierarchyShape {
  std::size_t scales = 0;        ///< G1, actions 0..G1-1 of the cross-instance sub-policy
  std::size_t multipliers = 10;  ///< G2, actions 0..G2-1 of the instance-specific sub-policy
  std::size_t bins = 10;         ///< of the use count
  std::uint32_t bin_width = 20;  ///< uses a bin

  /// The most samples one instance can get.
  std::uint32_t largest_allocation() const {
    return static_cast<std::uint32_t>((scales - 1) * (multipliers - 1));
  }
};

/// G1 = IR * 4 / 10 (paper), at least 2.
std::size_t number_of_scales(double imbalance_ratio);

/// Scores of (instance, its bin, slot, the neighbour's bin, lambda) under one version of the
/// weights. Cells are filled by whichever thread needs one first; all would write the same number.
class PairScoreCache {
 public:
  /// `instances`: how many instances have cells of their own.
  PairScoreCache(std::size_t instances, std::size_t slots, std::size_t bins);

  std::size_t instances() const { return instances_; }
  /// Forgets everything. Not while others read.
  void clear();
  /// How many scores it knows. O(cells).
  std::size_t known() const;
  /// Copies kLambdaCount scores, and says whether they were known.
  bool find(std::size_t instance, std::size_t slot, std::uint8_t bin, std::uint8_t neighbor_bin,
            float* scores) const;
  void store(std::size_t instance, std::size_t slot, std::uint8_t bin, std::uint8_t neighbor_bin,
             const float* scores);

 private:
  std::size_t cell(std::size_t instance, std::size_t slot, std::uint8_t bin,
                   std::uint8_t neighbor_bin) const {
    // An instance asks for all its slots at once, and most neighbours are in the same few bins.
    return (((instance * bins_ + bin) * bins_ + neighbor_bin) * slots_ + slot) * kLambdaCount;
  }

  std::size_t instances_;
  std::size_t slots_;
  std::size_t bins_;
  std::vector<std::atomic<float>> cells_;  // NaN: not known
};

/// A distribution over few actions, ready for many draws.
class ActionDistribution {
 public:
  ActionDistribution() = default;
  /// Softmax of the logits.
  explicit ActionDistribution(std::span<const float> logits) { assign(logits); }
  void assign(std::span<const float> logits);
  void assign_uniform(std::size_t actions);

  std::uint32_t draw(RandomStream& random) const;
  double log_probability(std::uint32_t action) const;
  double entropy() const { return entropy_; }

 private:
  std::vector<float> logits_;
  std::vector<float> weights_;
  std::vector<double> cumulative_;
  float maximum_ = 0.0F;
  double log_sum_ = 0.0;
  double entropy_ = 0.0;
};

/// The three policies of the paper (or the flat one), and what acting needs of them. Levels that do
/// not learn have no model and choose uniformly.
class Hierarchy {
 public:
  Hierarchy(const CandidatePool& pool, Matrix<float> instances, const HierarchyShape& shape,
            SearchKind kind, const Ablation& ablation, std::uint64_t seed);
  Hierarchy(const Hierarchy&) = delete;
  Hierarchy& operator=(const Hierarchy&) = delete;

  const CandidatePool& pool() const { return pool_; }
  const HierarchyShape& shape() const { return shape_; }
  bool flat() const { return low_level_ != nullptr && low_level_->may_stop(); }

  rl::MlpModel* cross_instance() { return cross_instance_.get(); }
  rl::MlpModel* instance_specific() { return instance_specific_.get(); }
  LowLevelModel* low_level() { return low_level_.get(); }
  const LowLevelModel* low_level() const { return low_level_.get(); }

  /// Brings what acting uses in line with the models. Call when they have learned.
  void prepare_to_act(const Context& context);
  const ActionDistribution& scale_distribution() const { return scale_distribution_; }
  const ActionDistribution& multiplier_distribution(std::size_t instance, std::uint8_t bin) const {
    return instance_specific_ == nullptr ? uniform_multiplier_
                                         : multiplier_distributions_[instance * shape_.bins + bin];
  }
  /// The cache that all threads share, or null where it would be too large: then each walk keeps
  /// one for the instance it stands at.
  PairScoreCache* shared_cache() const { return cache_.get(); }

 private:
  const CandidatePool& pool_;
  Matrix<float> instances_;
  HierarchyShape shape_;
  std::unique_ptr<rl::MlpModel> cross_instance_;
  std::unique_ptr<rl::MlpModel> instance_specific_;
  std::unique_ptr<LowLevelModel> low_level_;
  std::unique_ptr<PairScoreCache> cache_;
  ActionDistribution scale_distribution_;
  ActionDistribution uniform_multiplier_;
  std::vector<ActionDistribution> multiplier_distributions_;
};

}  // namespace autosmote
