#pragma once

#include <functional>
#include <vector>

#include "nn/mlp.h"
#include "rl/actor_critic.h"

namespace autosmote::rl {

/// A PolicyValueModel that is one network with the logits and the value as its outputs. What a
/// state looks like to the network is the caller's function.
class MlpModel : public PolicyValueModel {
 public:
  /// Writes the network's inputs for a state.
  using Encode = std::function<void(std::span<const std::uint8_t> state, std::span<float> inputs)>;

  MlpModel(std::size_t inputs, std::size_t hidden, std::size_t actions, Encode encode,
           RandomStream& random);

  std::size_t actions() const override { return net_.outputs() - 1; }
  std::span<float> parameters() override { return net_.parameters(); }
  std::span<float> gradient() override { return gradient_; }
  void refresh() override { net_.refresh(); }
  void forward(const StateTable& states, const Context& context, MatrixView<float> logits,
               std::span<float> values) override;
  void backward(const StateTable& states, const Context& context, MatrixView<const float> d_logits,
                std::span<const float> d_values) override;

  /// The logits of one state, to act by. Thread-safe.
  void logits_of(std::span<const std::uint8_t> state, std::span<float> logits) const;

 private:
  nn::Mlp<float> net_;
  Encode encode_;
  std::vector<float> gradient_;
  Matrix<float> inputs_;
  nn::Mlp<float>::Activations activations_;
};

}  // namespace autosmote::rl
