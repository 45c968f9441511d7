#include "rl/actor_critic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/random.h"
#include "nn/softmax.h"
#include "rl/mlp_model.h"
#include "rl/vtrace.h"

namespace autosmote::rl {
namespace {

double log_softmax(const std::vector<double>& logits, std::size_t row, std::size_t actions,
                   std::size_t a) {
  double sum = 0.0;
  for (std::size_t b = 0; b < actions; ++b) sum += std::exp(logits[row * actions + b]);
  return logits[row * actions + a] - std::log(sum);
}

// A random batch: 3 unrolls of 4 steps over 5 states with 3 actions.
struct Batch {
  std::vector<Step> steps;
  std::vector<std::uint32_t> bootstrap{0, 3, 4};
  Matrix<float> logits{5, 3};
  std::vector<float> values = std::vector<float>(5);

  explicit Batch(std::uint32_t key) {
    RandomStream random(2, Purpose::kTest, key);
    for (int i = 0; i < 12; ++i) {
      steps.push_back({random.below(5), random.below(3),
                       static_cast<float>(-0.5 - random.uniform()),
                       static_cast<float>(random.normal()), random.below(4) == 0});
    }
    for (std::size_t i = 0; i < 15; ++i) logits.data()[i] = static_cast<float>(random.normal());
    for (float& v : values) v = static_cast<float>(random.normal());
  }
};

// The loss step by step, with the advantages and targets held at what `fixed` gives.
double loss_of(const Batch& batch, const LearnOptions& options, const std::vector<double>& logits,
               const std::vector<double>& values, const std::vector<double>& advantages,
               const std::vector<double>& targets) {
  double loss = 0.0;
  for (std::size_t t = 0; t < batch.steps.size(); ++t) {
    const Step& step = batch.steps[t];
    loss -= advantages[t] * log_softmax(logits, step.state, 3, step.action);
    const double error = targets[t] - values[step.state];
    loss += 0.5 * options.baseline_cost * error * error;
    for (std::size_t a = 0; a < 3; ++a) {
      const double log_p = log_softmax(logits, step.state, 3, a);
      loss += options.entropy_cost * std::exp(log_p) * log_p;
    }
  }
  return loss;
}

TEST(ActorCriticGradient, EqualsTheNumericalDerivativeOfTheLossStepByStep) {
  LearnOptions options;
  options.entropy_cost = 0.05;
  for (std::uint32_t key = 0; key < 5; ++key) {
    const Batch batch(key);
    std::vector<double> logits(batch.logits.data(), batch.logits.data() + 15);
    std::vector<double> values(batch.values.begin(), batch.values.end());
    std::vector<double> advantages(12), targets(12);
    for (std::size_t u = 0; u < 3; ++u) {
      std::vector<double> ratios(4), rewards(4), discounts(4), v(4);
      for (std::size_t t = 0; t < 4; ++t) {
        const Step& step = batch.steps[u * 4 + t];
        ratios[t] = log_softmax(logits, step.state, 3, step.action) -
                    static_cast<double>(step.behaviour_log_prob);
        rewards[t] = static_cast<double>(step.reward);
        discounts[t] = step.terminal ? 0.0 : 1.0;
        v[t] = values[step.state];
      }
      vtrace({ratios, rewards, discounts, v, values[batch.bootstrap[u]], 1.0, 1.0},
             std::span(targets).subspan(u * 4, 4), std::span(advantages).subspan(u * 4, 4));
    }
    const LossGradient gradient = actor_critic_gradient(
        {batch.steps, batch.bootstrap, batch.logits.view(), batch.values}, options);
    const auto numerical = [&](std::vector<double>& variable, std::size_t i) {
      const double before = variable[i];
      variable[i] = before + 1e-6;
      const double up = loss_of(batch, options, logits, values, advantages, targets);
      variable[i] = before - 1e-6;
      const double down = loss_of(batch, options, logits, values, advantages, targets);
      variable[i] = before;
      return (up - down) / 2e-6;
    };
    for (std::size_t i = 0; i < 15; ++i) {
      EXPECT_NEAR(static_cast<double>(gradient.d_logits.data()[i]), numerical(logits, i), 1e-5);
    }
    for (std::size_t i = 0; i < 5; ++i) {
      EXPECT_NEAR(static_cast<double>(gradient.d_values[i]), numerical(values, i), 1e-5);
    }
  }
}

// A corridor: eight cells, actions left and right, episodes of twelve steps, reward 1 at the end
// if the walk stops in the last cell. A uniform policy nearly never does.
class Corridor {
 public:
  static constexpr int kCells = 8;
  static constexpr int kSteps = 12;

  static void play(const MlpModel& model, std::uint32_t episode, UnrollBuffer& buffer,
                   double& reward) {
    RandomStream random(3, Purpose::kTest, episode);
    int cell = 0;
    for (int t = 0; t < kSteps; ++t) {
      const std::array<std::uint8_t, 2> seen{static_cast<std::uint8_t>(cell),
                                             static_cast<std::uint8_t>(t)};
      std::array<float, 2> logits{};
      model.logits_of(seen, logits);
      const double p_right = std::exp(nn::log_probability(logits, 1));
      const std::uint32_t action = random.uniform() < p_right ? 1 : 0;
      cell = std::clamp(cell + (action == 1 ? 1 : -1), 0, kCells - 1);
      const bool last = t + 1 == kSteps;
      reward = last && cell == kCells - 1 ? 1.0 : 0.0;
      buffer.append(seen, {0, action, static_cast<float>(nn::log_probability(logits, action)),
                           static_cast<float>(reward), last});
    }
  }

  static void encode(std::span<const std::uint8_t> seen, std::span<float> inputs) {
    std::fill(inputs.begin(), inputs.end(), 0.0F);
    inputs[seen[0]] = 1.0F;
    inputs[kCells] = static_cast<float>(seen[1]) / kSteps;
  }
};

double success_rate(const MlpModel& model, std::uint32_t first_episode) {
  UnrollBuffer ignored(1, 1, 2);
  double sum = 0.0;
  for (std::uint32_t e = 0; e < 200; ++e) {
    double reward = 0.0;
    Corridor::play(model, first_episode + e, ignored, reward);
    sum += reward;
  }
  return sum / 200.0;
}

TEST(ActorCritic, LearnsToWalkACorridorFromAFinalRewardAlone) {
  RandomStream random(4, Purpose::kTest);
  MlpModel model(Corridor::kCells + 1, 32, 2, Corridor::encode, random);
  LearnOptions options;
  options.adam.learning_rate = 0.003;
  ActorCritic learner(model, options);
  UnrollBuffer buffer(10, 8, 2);  // unrolls cross the episodes of 12 steps
  const double before = success_rate(model, 100000);
  std::uint32_t episode = 0;
  for (int update = 0; update < 400; ++update) {
    double reward = 0.0;
    while (!buffer.full()) Corridor::play(model, episode++, buffer, reward);
    learner.learn(buffer, Context{});
    buffer.consume();
  }
  EXPECT_LT(before, 0.3);
  EXPECT_GT(success_rate(model, 200000), 0.9);
}

}  // namespace
}  // namespace autosmote::rl
