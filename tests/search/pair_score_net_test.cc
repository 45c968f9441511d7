#include "search/pair_score_net.h"

#include <gtest/gtest.h>

#include <cmath>

#include "nn/mlp.h"

namespace autosmote {
namespace {

constexpr PairScoreShape kShape{3, 4, 5, 32};

template <class T>
Matrix<T> some_instances(std::size_t m) {
  RandomStream random(21, Purpose::kTest);
  Matrix<T> rows(m, kShape.features);
  for (std::size_t i = 0; i < m * kShape.features; ++i) {
    rows.data()[i] = static_cast<T>(static_cast<float>(random.normal()));
  }
  return rows;
}

std::vector<CountedPair> some_pairs(std::size_t count, std::size_t m) {
  RandomStream random(22, Purpose::kTest);
  std::vector<CountedPair> pairs(count);
  for (CountedPair& pair : pairs) {
    pair = {random.below(static_cast<std::uint32_t>(m)),
            random.below(static_cast<std::uint32_t>(m)), static_cast<std::uint8_t>(random.below(4)),
            static_cast<std::uint8_t>(random.below(4))};
  }
  return pairs;
}

// The net as the paper writes it: one concatenated input row for each (state, neighbour, lambda).
double score_of_concatenated_input(const PairScoreNet<double>& net, const Matrix<double>& instances,
                                   const CountedPair& pair, std::size_t lambda) {
  std::vector<double> input;  // in the order of the parameters
  const auto append = [&](std::uint32_t instance, std::uint8_t bin) {
    for (const double x : instances.row(instance)) input.push_back(x);
    for (std::size_t b = 0; b < kShape.bins; ++b) input.push_back(b == bin ? 1.0 : 0.0);
  };
  append(pair.source, pair.source_bin);
  append(pair.neighbor, pair.neighbor_bin);
  for (std::size_t l = 0; l < kShape.lambdas; ++l) input.push_back(l == lambda ? 1.0 : 0.0);
  const std::size_t h = kShape.hidden;
  const double* p = net.parameters().data();
  const auto layer = [&p, h](const std::vector<double>& x, std::size_t outputs) {
    std::vector<double> y(outputs);
    for (std::size_t j = 0; j < outputs; ++j) {
      y[j] = p[x.size() * outputs + j];
      for (std::size_t i = 0; i < x.size(); ++i) y[j] += x[i] * p[i * outputs + j];
    }
    p += x.size() * outputs + outputs;
    return y;
  };
  auto hidden = layer(input, h);
  for (double& v : hidden) v = std::max(v, 0.0);
  hidden = layer(hidden, h);
  for (double& v : hidden) v = std::max(v, 0.0);
  return layer(hidden, 1)[0];
}

TEST(PairScoreNet, FactorisedFirstLayerEqualsTheConcatenatedInput) {
  const auto instances = some_instances<double>(9);
  RandomStream random(23, Purpose::kTest);
  const PairScoreNet<double> net(kShape, instances, random);
  const auto pairs = some_pairs(40, 9);
  std::vector<double> scores(pairs.size() * 5), kept(pairs.size() * 5);
  net.score(pairs, scores);
  PairScoreNet<double>::Activations activations;
  net.forward(pairs, Context{}, activations, kept);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    for (std::size_t l = 0; l < 5; ++l) {
      const double expected = score_of_concatenated_input(net, instances, pairs[i], l);
      EXPECT_NEAR(scores[i * 5 + l], expected, 1e-12);
      EXPECT_NEAR(kept[i * 5 + l], expected, 1e-12);
    }
  }
}

TEST(PairScoreNet, GradientEqualsTheNumericalOneInDouble) {
  const auto instances = some_instances<double>(6);
  RandomStream random(24, Purpose::kTest);
  PairScoreNet<double> net(kShape, instances, random);
  const auto pairs = some_pairs(11, 6);
  std::vector<double> d_scores(pairs.size() * 5), scores(pairs.size() * 5);
  for (double& d : d_scores) d = random.normal();
  PairScoreNet<double>::Activations activations;
  net.forward(pairs, Context{}, activations, scores);
  std::vector<double> gradient(net.parameters().size(), 0.0);
  net.backward(pairs, Context{}, activations, d_scores, gradient);
  const auto loss = [&] {
    net.refresh();
    net.score(pairs, scores);
    double sum = 0.0;
    for (std::size_t i = 0; i < scores.size(); ++i) sum += scores[i] * d_scores[i];
    return sum;
  };
  for (std::size_t p = 0; p < gradient.size(); p += 3) {
    const double before = net.parameters()[p];
    net.parameters()[p] = before + 1e-6;
    const double up = loss();
    net.parameters()[p] = before - 1e-6;
    const double down = loss();
    net.parameters()[p] = before;
    ASSERT_NEAR(gradient[p], (up - down) / 2e-6, 1e-5 * (1.0 + std::fabs(gradient[p]))) << p;
  }
}

TEST(PairScoreNet, ManyPairsGiveWhatEachGivesAlone) {
  const auto instances = some_instances<double>(20);
  RandomStream random(26, Purpose::kTest);
  const PairScoreNet<double> net(kShape, instances, random);
  const auto pairs = some_pairs(431, 20);  // more than two blocks, the last one cut
  std::vector<double> d_scores(pairs.size() * 5), scores(pairs.size() * 5), alone(5);
  for (double& d : d_scores) d = random.normal();
  PairScoreNet<double>::Activations activations;
  std::vector<double> gradient(net.parameters().size(), 0.0), sum(gradient);
  net.forward(pairs, Context{}, activations, scores);
  net.backward(pairs, Context{}, activations, d_scores, gradient);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    PairScoreNet<double>::Activations own;
    net.forward({&pairs[i], 1}, Context{}, own, alone);
    net.backward({&pairs[i], 1}, Context{}, own, std::span(d_scores).subspan(i * 5, 5), sum);
    for (std::size_t l = 0; l < 5; ++l) ASSERT_EQ(scores[i * 5 + l], alone[l]);
  }
  for (std::size_t p = 0; p < gradient.size(); ++p) ASSERT_NEAR(gradient[p], sum[p], 1e-9) << p;
}

TEST(PairScoreNet, GivesTheSameBytesForAnyNumberOfThreads) {
  const auto instances = some_instances<float>(30);
  RandomStream random(25, Purpose::kTest);
  const PairScoreNet<float> net(kShape, instances, random);
  const auto pairs = some_pairs(700, 30);
  std::vector<float> d_scores(pairs.size() * 5);
  for (float& d : d_scores) d = static_cast<float>(random.normal());
  std::vector<std::vector<float>> gradients, scores;
  for (const int threads : {1, 2, 8}) {
    Context context;
    context.threads = threads;
    PairScoreNet<float>::Activations activations;
    scores.emplace_back(pairs.size() * 5);
    gradients.emplace_back(net.parameters().size(), 0.0F);
    net.forward(pairs, context, activations, scores.back());
    net.backward(pairs, context, activations, d_scores, gradients.back());
  }
  EXPECT_EQ(gradients[0], gradients[1]);
  EXPECT_EQ(gradients[0], gradients[2]);
  EXPECT_EQ(scores[0], scores[1]);
  EXPECT_EQ(scores[0], scores[2]);
}

}  // namespace
}  // namespace autosmote
