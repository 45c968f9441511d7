#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"
#include "nn/adam.h"
#include "rl/trajectory.h"

namespace autosmote::rl {

/// A policy and a value function of a state, learnable by gradient. The learner knows states only
/// as numbers of a StateTable.
class PolicyValueModel {
 public:
  virtual ~PolicyValueModel() = default;
  virtual std::size_t actions() const = 0;
  /// All learnable numbers, and where their gradient is gathered: same size and order.
  virtual std::span<float> parameters() = 0;
  virtual std::span<float> gradient() = 0;
  /// Must follow each change of the parameters.
  virtual void refresh() = 0;
  /// Logits (states x actions) and values of every state of `states`.
  virtual void forward(const StateTable& states, const Context& context, MatrixView<float> logits,
                       std::span<float> values) = 0;
  /// Adds to gradient() the derivative of sum(logits * d_logits) + sum(values * d_values) for the
  /// states of the last forward.
  virtual void backward(const StateTable& states, const Context& context,
                        MatrixView<const float> d_logits, std::span<const float> d_values) = 0;
};

struct LearnOptions {
  nn::AdamOptions adam;
  double discount = 1.0;
  double entropy_cost = 0.0006;
  double baseline_cost = 0.5;
  double gradient_norm_clip = 40.0;
  double rho_clip = 1.0;
  double c_clip = 1.0;
};

/// What one update saw; sums over the batch, as in the loss.
struct LearnStatistics {
  double policy_loss = 0.0;
  double baseline_loss = 0.0;
  double entropy = 0.0;        ///< mean over the steps
  double gradient_norm = 0.0;  ///< before clipping
};

/// Steps, and what the learner's model says of their states.
struct LossInput {
  std::span<const Step> steps;                      ///< unroll after unroll
  std::span<const std::uint32_t> bootstrap_states;  ///< one an unroll
  MatrixView<const float> logits;                   ///< states x actions
  std::span<const float> values;                    ///< states
};

/// Derivatives of the loss with respect to the logits and values of each state; steps that share a
/// state add up.
struct LossGradient {
  Matrix<float> d_logits;       ///< states x actions
  std::vector<float> d_values;  ///< states
  LearnStatistics statistics;
};

/// The actor-critic loss with V-trace of Espeholt et al. 2018 (sec. 4.2), summed over the steps:
///   sum_s -advantage_s log pi(a_s|x_s) + baseline_cost / 2 (v_s - V(x_s))^2 - entropy_cost H(pi),
/// advantage and target taken as constants. O(steps * actions).
LossGradient actor_critic_gradient(const LossInput& input, const LearnOptions& options);

/// Learns a PolicyValueModel from full unroll buffers, one Adam step a batch.
class ActorCritic {
 public:
  ActorCritic(PolicyValueModel& model, const LearnOptions& options);

  /// One update from the first batch of `buffer`, which must be full; the caller consumes it.
  LearnStatistics learn(const UnrollBuffer& buffer, const Context& context);

  nn::Adam& optimizer() { return adam_; }

 private:
  PolicyValueModel& model_;
  LearnOptions options_;
  nn::Adam adam_;
};

}  // namespace autosmote::rl
