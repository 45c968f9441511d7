#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nn/mlp.h"
#include "rl/actor_critic.h"
#include "search/pair_score_net.h"
#include "search/pool.h"

namespace autosmote {

/// An instance and the bin of its use count, as bytes: four of the instance's number, one of the
/// bin. The state of the two upper levels, and the first part of the low level's.
inline constexpr std::size_t kInstanceStateBytes = 5;
void write_instance_state(std::uint32_t instance, std::uint8_t bin, std::uint8_t* bytes);
std::uint32_t instance_of_state(const std::uint8_t* bytes);

/// The networks' view of (instance, bin): one-hot bin, then the encoded features.
void encode_instance_state(const Matrix<float>& instances, std::size_t bins,
                           std::span<const std::uint8_t> state, std::span<float> inputs);

/// The low-level policy as a PolicyValueModel: PairScoreNet for the scores of (neighbour slot,
/// lambda), an Mlp for the value. A state is (instance, its bin, the bins of its K neighbours).
/// With `may_stop` there is one more action, "go to the next instance", whose logit is a second
/// output of the Mlp: the flat policy that decides everything alone.
class LowLevelModel : public rl::PolicyValueModel {
 public:
  LowLevelModel(const CandidatePool& pool, const Matrix<float>& instances,
                const PairScoreShape& shape, bool may_stop, RandomStream& random);

  std::size_t state_bytes() const { return kInstanceStateBytes + pool_.neighbors_per_instance(); }
  bool may_stop() const { return may_stop_; }
  const PairScoreNet<float>& scores() const { return scores_; }
  const PairScoreShape& shape() const { return scores_.shape(); }
  /// The distinct pairs of the last forward.
  std::span<const CountedPair> pairs() const { return pairs_; }
  /// The logit of "go to the next instance". Thread-safe.
  float stop_logit(std::uint32_t instance, std::uint8_t bin) const;

  std::size_t actions() const override { return pool_.actions() + (may_stop_ ? 1 : 0); }
  std::span<float> parameters() override { return parameters_; }
  std::span<float> gradient() override { return gradient_; }
  void refresh() override;
  void forward(const rl::StateTable& states, const Context& context, MatrixView<float> logits,
               std::span<float> values) override;
  void backward(const rl::StateTable& states, const Context& context,
                MatrixView<const float> d_logits, std::span<const float> d_values) override;

 private:
  void collect_pairs(const rl::StateTable& states);

  const CandidatePool& pool_;
  const Matrix<float>& instances_;
  bool may_stop_;
  PairScoreNet<float> scores_;
  nn::Mlp<float> value_;
  std::vector<float> parameters_;  // of the score net, then of the value net
  std::vector<float> gradient_;

  // Of the last forward: the distinct pairs and where each state's slots find theirs.
  std::vector<CountedPair> pairs_;
  Matrix<std::uint32_t> pair_of_slot_;  // states x K
  PairScoreNet<float>::Activations score_activations_;
  Matrix<float> value_inputs_;
  nn::Mlp<float>::Activations value_activations_;
};

}  // namespace autosmote
