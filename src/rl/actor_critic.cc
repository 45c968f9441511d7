#include "rl/actor_critic.h"

#include <algorithm>

#include "core/check.h"
#include "core/portable_math.h"
#include "nn/softmax.h"
#include "rl/vtrace.h"

namespace autosmote::rl {
namespace {

// Of every state once: probabilities, log of the normaliser, entropy.
struct PolicyTable {
  Matrix<float> probabilities;
  std::vector<float> maxima;
  std::vector<double> log_sums;
  std::vector<double> entropies;

  double log_probability(MatrixView<const float> logits, std::uint32_t state,
                         std::uint32_t action) const {
    return static_cast<double>(logits(state, action) - maxima[state]) - log_sums[state];
  }
};

PolicyTable tabulate(MatrixView<const float> logits) {
  PolicyTable table{Matrix<float>(logits.rows, logits.cols), std::vector<float>(logits.rows),
                    std::vector<double>(logits.rows), std::vector<double>(logits.rows)};
  for (std::size_t s = 0; s < logits.rows; ++s) {
    const std::span<float> p = table.probabilities.row(s);
    const double sum = nn::softmax_unnormalised(logits.row(s), p, table.maxima[s]);
    table.log_sums[s] = portable_log(sum);
    const auto scale = static_cast<float>(1.0 / sum);
    double expected_logit = 0.0;
    for (std::size_t a = 0; a < logits.cols; ++a) {
      p[a] *= scale;
      expected_logit +=
          static_cast<double>(p[a]) * static_cast<double>(logits(s, a) - table.maxima[s]);
    }
    table.entropies[s] = table.log_sums[s] - expected_logit;
  }
  return table;
}

// V-trace of one unroll: targets and advantages of its steps.
struct Unroll {
  std::vector<double> log_ratios, rewards, discounts, values, targets, advantages;

  explicit Unroll(std::size_t length)
      : log_ratios(length),
        rewards(length),
        discounts(length),
        values(length),
        targets(length),
        advantages(length) {}

  void run(const LossInput& input, std::span<const Step> steps, std::uint32_t bootstrap_state,
           const PolicyTable& policy, const LearnOptions& options) {
    for (std::size_t t = 0; t < steps.size(); ++t) {
      const Step& step = steps[t];
      log_ratios[t] = policy.log_probability(input.logits, step.state, step.action) -
                      static_cast<double>(step.behaviour_log_prob);
      rewards[t] = static_cast<double>(step.reward);
      discounts[t] = step.terminal ? 0.0 : options.discount;
      values[t] = static_cast<double>(input.values[step.state]);
    }
    vtrace({log_ratios, rewards, discounts, values,
            static_cast<double>(input.values[bootstrap_state]), options.rho_clip, options.c_clip},
           targets, advantages);
  }
};

}  // namespace

LossGradient actor_critic_gradient(const LossInput& input, const LearnOptions& options) {
  const std::size_t states = input.logits.rows;
  const std::size_t actions = input.logits.cols;
  const std::size_t unrolls = input.bootstrap_states.size();
  const std::size_t length = input.steps.size() / unrolls;
  AUTOSMOTE_CHECK(length * unrolls == input.steps.size());
  const PolicyTable policy = tabulate(input.logits);
  LossGradient gradient{Matrix<float>(states, actions), std::vector<float>(states), {}};
  // -advantage dlog pi(a)/dlogit_b = advantage (p_b - [a = b]): the sum over the steps of a state
  // needs only the total advantage, each action's share of it, and the number of visits.
  std::vector<double> total_advantage(states), visits(states), d_values(states);
  Unroll unroll(length);
  for (std::size_t u = 0; u < unrolls; ++u) {
    const std::span<const Step> steps = input.steps.subspan(u * length, length);
    unroll.run(input, steps, input.bootstrap_states[u], policy, options);
    for (std::size_t t = 0; t < length; ++t) {
      const Step& step = steps[t];
      const double advantage = unroll.advantages[t];
      const double error = unroll.targets[t] - unroll.values[t];
      total_advantage[step.state] += advantage;
      visits[step.state] += 1.0;
      d_values[step.state] -= options.baseline_cost * error;
      gradient.d_logits(step.state, step.action) -= static_cast<float>(advantage);
      gradient.statistics.policy_loss -=
          advantage * policy.log_probability(input.logits, step.state, step.action);
      gradient.statistics.baseline_loss += 0.5 * options.baseline_cost * error * error;
      gradient.statistics.entropy += policy.entropies[step.state];
    }
  }
  gradient.statistics.entropy /= static_cast<double>(input.steps.size());
  // The entropy's part: d(-H)/dlogit_b = p_b (log p_b + H), once a visit.
  for (std::size_t s = 0; s < states; ++s) {
    gradient.d_values[s] = static_cast<float>(d_values[s]);
    const std::span<const float> p = policy.probabilities.row(s);
    const double cost = options.entropy_cost * visits[s];
    for (std::size_t b = 0; b < actions; ++b) {
      const double log_p = policy.log_probability(input.logits, static_cast<std::uint32_t>(s),
                                                  static_cast<std::uint32_t>(b));
      gradient.d_logits(s, b) += static_cast<float>(
          static_cast<double>(p[b]) * (total_advantage[s] + cost * (log_p + policy.entropies[s])));
    }
  }
  return gradient;
}

ActorCritic::ActorCritic(PolicyValueModel& model, const LearnOptions& options)
    : model_(model), options_(options), adam_(model.parameters().size(), options.adam) {}

LearnStatistics ActorCritic::learn(const UnrollBuffer& buffer, const Context& context) {
  const StateTable& states = buffer.states();
  Matrix<float> logits(states.size(), model_.actions());
  std::vector<float> values(states.size());
  model_.forward(states, context, logits.view(), values);
  const std::vector<std::uint32_t> bootstrap = buffer.bootstrap_states();
  LossGradient loss =
      actor_critic_gradient({buffer.steps(), bootstrap, logits.view(), values}, options_);
  const std::span<float> gradient = model_.gradient();
  std::fill(gradient.begin(), gradient.end(), 0.0F);
  model_.backward(states, context, loss.d_logits.view(), loss.d_values);
  loss.statistics.gradient_norm = nn::clip_gradient_norm(gradient, options_.gradient_norm_clip);
  adam_.step(model_.parameters(), gradient);
  model_.refresh();
  return loss.statistics;
}

}  // namespace autosmote::rl
