#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rl/state_table.h"

namespace autosmote::rl {

/// One decision: what was seen, done and got for it.
struct Step {
  std::uint32_t state = 0;  ///< number in a StateTable
  std::uint32_t action = 0;
  float behaviour_log_prob = 0.0F;  ///< of the action, under the policy that took it
  float reward = 0.0F;              ///< received after the action
  bool terminal = false;            ///< whether the episode ended with it
};

/// A stream of steps, cut into unrolls of fixed length that may cross episodes and policy versions.
/// It is full when it holds `batch` unrolls and knows the state after the last one (or that one
/// ended an episode).
class UnrollBuffer {
 public:
  UnrollBuffer(std::size_t unroll_length, std::size_t batch, std::size_t state_bytes);

  std::size_t unroll_length() const { return unroll_length_; }
  std::size_t batch() const { return batch_; }

  /// Adds a step; its `state` field is set to the number of `state` here.
  void append(std::span<const std::uint8_t> state, Step step);
  bool full() const;
  /// The first batch * unroll_length steps, unroll after unroll; valid while nothing is added.
  std::span<const Step> steps() const;
  /// The state that follows each unroll's last step; of no meaning where that step is terminal.
  std::vector<std::uint32_t> bootstrap_states() const;
  const StateTable& states() const { return states_; }
  /// Drops the steps of one batch and the states that only they used.
  void consume();

  /// All waiting steps, for checkpoints.
  std::span<const Step> pending() const { return steps_; }

 private:
  std::size_t unroll_length_;
  std::size_t batch_;
  std::vector<Step> steps_;
  StateTable states_;
};

}  // namespace autosmote::rl
