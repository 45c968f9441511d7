#include "search/low_level_model.h"

#include <algorithm>
#include <unordered_map>

#include "core/check.h"

namespace autosmote {
namespace {

std::uint64_t pair_key(const CountedPair& pair, std::size_t slot) {
  return (std::uint64_t{pair.source} << 32) | (std::uint64_t{slot} << 16) |
         (std::uint64_t{pair.source_bin} << 8) | pair.neighbor_bin;
}

}  // namespace

void write_instance_state(std::uint32_t instance, std::uint8_t bin, std::uint8_t* bytes) {
  for (int b = 0; b < 4; ++b) bytes[b] = static_cast<std::uint8_t>(instance >> (8 * b));
  bytes[4] = bin;
}

std::uint32_t instance_of_state(const std::uint8_t* bytes) {
  std::uint32_t instance = 0;
  for (int b = 0; b < 4; ++b) instance |= std::uint32_t{bytes[b]} << (8 * b);
  return instance;
}

void encode_instance_state(const Matrix<float>& instances, std::size_t bins,
                           std::span<const std::uint8_t> state, std::span<float> inputs) {
  std::fill_n(inputs.begin(), bins, 0.0F);
  inputs[state[4]] = 1.0F;
  const auto features = instances.row(instance_of_state(state.data()));
  std::copy(features.begin(), features.end(), inputs.begin() + static_cast<std::ptrdiff_t>(bins));
}

LowLevelModel::LowLevelModel(const CandidatePool& pool, const Matrix<float>& instances,
                             const PairScoreShape& shape, bool may_stop, RandomStream& random)
    : pool_(pool),
      instances_(instances),
      may_stop_(may_stop),
      scores_(shape, instances, random),
      value_(shape.bins + shape.features, shape.hidden, may_stop ? 2 : 1, random) {
  const auto first = scores_.parameters();
  const auto second = value_.parameters();
  parameters_.assign(first.begin(), first.end());
  parameters_.insert(parameters_.end(), second.begin(), second.end());
  gradient_.resize(parameters_.size());
}

void LowLevelModel::refresh() {
  const auto cut = parameters_.begin() + static_cast<std::ptrdiff_t>(scores_.parameters().size());
  std::copy(parameters_.begin(), cut, scores_.parameters().begin());
  std::copy(cut, parameters_.end(), value_.parameters().begin());
  scores_.refresh();
  value_.refresh();
}

float LowLevelModel::stop_logit(std::uint32_t instance, std::uint8_t bin) const {
  std::uint8_t state[kInstanceStateBytes];
  write_instance_state(instance, bin, state);
  Matrix<float> inputs(1, value_.inputs());
  Matrix<float> out(1, 2);
  encode_instance_state(instances_, shape().bins, state, inputs.row(0));
  nn::Mlp<float>::Activations activations;
  value_.forward(inputs.view(), activations, out.view());
  return out(0, 1);
}

void LowLevelModel::collect_pairs(const rl::StateTable& states) {
  const std::size_t k = pool_.neighbors_per_instance();
  pairs_.clear();
  pair_of_slot_ = Matrix<std::uint32_t>(states.size(), k);
  std::unordered_map<std::uint64_t, std::uint32_t> known;
  known.reserve(states.size() * k);
  for (std::uint32_t s = 0; s < states.size(); ++s) {
    const auto state = states.bytes(s);
    const std::uint32_t source = instance_of_state(state.data());
    for (std::size_t slot = 0; slot < k; ++slot) {
      const CountedPair pair{source, pool_.neighbor(source, slot), state[4],
                             state[kInstanceStateBytes + slot]};
      const auto [entry, is_new] =
          known.try_emplace(pair_key(pair, slot), static_cast<std::uint32_t>(pairs_.size()));
      if (is_new) pairs_.push_back(pair);
      pair_of_slot_(s, slot) = entry->second;
    }
  }
}

void LowLevelModel::forward(const rl::StateTable& states, const Context& context,
                            MatrixView<float> logits, std::span<float> values) {
  collect_pairs(states);
  std::vector<float> scores(pairs_.size() * kLambdaCount);
  scores_.forward(pairs_, context, score_activations_, scores);
  value_inputs_ = Matrix<float>(states.size(), value_.inputs());
  for (std::uint32_t s = 0; s < states.size(); ++s) {
    encode_instance_state(instances_, shape().bins, states.bytes(s), value_inputs_.row(s));
  }
  Matrix<float> out(states.size(), value_.outputs());
  value_.forward(value_inputs_.view(), value_activations_, out.view());
  for (std::size_t s = 0; s < states.size(); ++s) {
    for (std::size_t slot = 0; slot < pair_of_slot_.cols(); ++slot) {
      std::copy_n(scores.data() + pair_of_slot_(s, slot) * kLambdaCount, kLambdaCount,
                  logits.row(s).data() + slot * kLambdaCount);
    }
    values[s] = out(s, 0);
    if (may_stop_) logits(s, pool_.actions()) = out(s, 1);
  }
}

void LowLevelModel::backward(const rl::StateTable& states, const Context& context,
                             MatrixView<const float> d_logits, std::span<const float> d_values) {
  std::vector<float> d_scores(pairs_.size() * kLambdaCount, 0.0F);
  Matrix<float> d_out(states.size(), value_.outputs());
  for (std::size_t s = 0; s < states.size(); ++s) {
    for (std::size_t slot = 0; slot < pair_of_slot_.cols(); ++slot) {
      float* pair = d_scores.data() + pair_of_slot_(s, slot) * kLambdaCount;
      const float* row = d_logits.row(s).data() + slot * kLambdaCount;
      for (std::size_t l = 0; l < kLambdaCount; ++l) pair[l] += row[l];
    }
    d_out(s, 0) = d_values[s];
    if (may_stop_) d_out(s, 1) = d_logits(s, pool_.actions());
  }
  const std::span<float> gradient(gradient_);
  const std::size_t cut = scores_.parameters().size();
  scores_.backward(pairs_, context, score_activations_, d_scores, gradient.first(cut));
  value_.backward(value_inputs_.view(), value_activations_, d_out.view(), gradient.subspan(cut));
}

}  // namespace autosmote
