#include "rl/mlp_model.h"

#include <algorithm>
#include <utility>

namespace autosmote::rl {

MlpModel::MlpModel(std::size_t inputs, std::size_t hidden, std::size_t actions, Encode encode,
                   RandomStream& random)
    : net_(inputs, hidden, actions + 1, random),
      encode_(std::move(encode)),
      gradient_(net_.parameters().size()) {}

void MlpModel::forward(const StateTable& states, const Context&, MatrixView<float> logits,
                       std::span<float> values) {
  inputs_ = Matrix<float>(states.size(), net_.inputs());
  for (std::uint32_t s = 0; s < states.size(); ++s) encode_(states.bytes(s), inputs_.row(s));
  Matrix<float> out(states.size(), net_.outputs());
  net_.forward(inputs_.view(), activations_, out.view());
  for (std::size_t s = 0; s < states.size(); ++s) {
    std::copy_n(out.row(s).data(), logits.cols, logits.row(s).data());
    values[s] = out(s, logits.cols);
  }
}

void MlpModel::backward(const StateTable& states, const Context&, MatrixView<const float> d_logits,
                        std::span<const float> d_values) {
  Matrix<float> d_out(states.size(), net_.outputs());
  for (std::size_t s = 0; s < states.size(); ++s) {
    std::copy_n(d_logits.row(s).data(), d_logits.cols, d_out.row(s).data());
    d_out(s, d_logits.cols) = d_values[s];
  }
  net_.backward(inputs_.view(), activations_, d_out.view(), gradient_);
}

void MlpModel::logits_of(std::span<const std::uint8_t> state, std::span<float> logits) const {
  Matrix<float> inputs(1, net_.inputs());
  encode_(state, inputs.row(0));
  Matrix<float> out(1, net_.outputs());
  nn::Mlp<float>::Activations activations;
  net_.forward(inputs.view(), activations, out.view());
  std::copy_n(out.data(), logits.size(), logits.data());
}

}  // namespace autosmote::rl
