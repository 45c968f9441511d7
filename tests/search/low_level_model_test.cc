#include "search/low_level_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "search/search_fixtures.h"

namespace autosmote {
namespace {

struct Model {
  Fold fold = cloud_fold(50, 8, 3, 1.0, 6);
  CandidatePool pool{minority_neighbors(minority_rows_of(fold).view(), 4, Context{}),
                     *fold.generator};
  Matrix<float> instances = as_float(minority_rows_of(fold));
  rl::StateTable states{kInstanceStateBytes + 4};

  Model() {
    RandomStream random(31, Purpose::kTest);
    for (int s = 0; s < 12; ++s) {
      std::vector<std::uint8_t> state(states.state_bytes());
      write_instance_state(random.below(8), static_cast<std::uint8_t>(random.below(3)),
                           state.data());
      for (std::size_t slot = 0; slot < 4; ++slot) {
        state[kInstanceStateBytes + slot] = static_cast<std::uint8_t>(random.below(3));
      }
      states.intern(state);
    }
  }
};

TEST(LowLevelModel, LogitsOfAStateAreTheScoresOfItsPairs) {
  Model m;
  for (const bool may_stop : {false, true}) {
    RandomStream random(32, Purpose::kTest);
    LowLevelModel model(m.pool, m.instances, {3, 10, kLambdaCount, 32}, may_stop, random);
    Matrix<float> logits(m.states.size(), model.actions());
    std::vector<float> values(m.states.size());
    model.forward(m.states, Context{}, logits.view(), values);
    EXPECT_LT(model.pairs().size(), m.states.size() * 4);  // shared pairs are computed once
    for (std::uint32_t s = 0; s < m.states.size(); ++s) {
      const auto state = m.states.bytes(s);
      const std::uint32_t i = instance_of_state(state.data());
      for (std::size_t slot = 0; slot < 4; ++slot) {
        const CountedPair pair{i, m.pool.neighbor(i, slot), state[4],
                               state[kInstanceStateBytes + slot]};
        std::vector<float> scores(kLambdaCount);
        model.scores().score(std::span(&pair, 1), scores);
        for (std::size_t l = 0; l < kLambdaCount; ++l) {
          ASSERT_NEAR(logits(s, slot * kLambdaCount + l), scores[l], 1e-5);
        }
      }
      if (may_stop) {
        ASSERT_NEAR(logits(s, 20), model.stop_logit(i, state[4]), 1e-6);
      }
    }
  }
}

// The derivative along the gradient itself equals its squared length.
TEST(LowLevelModel, GradientPointsWhereTheOutputsGrow) {
  Model m;
  RandomStream random(33, Purpose::kTest);
  LowLevelModel model(m.pool, m.instances, {3, 10, kLambdaCount, 32}, true, random);
  Matrix<float> logits(m.states.size(), model.actions()),
      d_logits(m.states.size(), model.actions());
  std::vector<float> values(m.states.size()), d_values(m.states.size());
  for (std::size_t i = 0; i < d_logits.rows() * d_logits.cols(); ++i) {
    d_logits.data()[i] = static_cast<float>(random.normal());
  }
  for (float& d : d_values) d = static_cast<float>(random.normal());
  const auto weighted = [&] {
    model.refresh();
    model.forward(m.states, Context{}, logits.view(), values);
    double sum = 0.0;
    for (std::size_t i = 0; i < d_logits.rows() * d_logits.cols(); ++i) {
      sum += static_cast<double>(logits.data()[i]) * static_cast<double>(d_logits.data()[i]);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      sum += static_cast<double>(values[i]) * static_cast<double>(d_values[i]);
    }
    return sum;
  };
  weighted();
  std::fill(model.gradient().begin(), model.gradient().end(), 0.0F);
  model.backward(m.states, Context{}, d_logits.view(), d_values);
  const std::vector<float> gradient(model.gradient().begin(), model.gradient().end());
  double squared_length = 0.0;
  for (const float g : gradient) squared_length += static_cast<double>(g) * static_cast<double>(g);
  const double step = 1e-4 / std::sqrt(squared_length);
  const auto move = [&](double by) {
    for (std::size_t p = 0; p < gradient.size(); ++p) {
      model.parameters()[p] += static_cast<float>(by * static_cast<double>(gradient[p]));
    }
  };
  move(step);
  const double up = weighted();
  move(-2.0 * step);
  const double down = weighted();
  EXPECT_NEAR((up - down) / (2.0 * step), squared_length, 0.02 * squared_length);
}

}  // namespace
}  // namespace autosmote
