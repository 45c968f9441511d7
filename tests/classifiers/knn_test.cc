#include "classifiers/knn.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "autosmote/error.h"
#include "core/check.h"
#include "core/random.h"

namespace autosmote {
namespace {

struct Problem {
  Matrix<double> base, candidates, evaluation;
  std::vector<int> labels;
  std::vector<int> candidate_labels;

  RefitData data() const {
    return {base.view(), labels, candidates.view(), candidate_labels, evaluation.view()};
  }
};

/// `levels` 0: normal numbers; otherwise integers in [0, levels), so that ties abound.
Matrix<double> random_matrix(std::size_t n, std::size_t d, std::uint32_t levels,
                             RandomStream& random) {
  Matrix<double> matrix(n, d);
  for (std::size_t i = 0; i < n; ++i) {
    for (double& value : matrix.row(i))
      value = levels == 0 ? random.normal() : random.below(levels);
  }
  return matrix;
}

Problem make_problem(std::size_t n, std::size_t p, std::size_t v, std::size_t d,
                     std::uint32_t levels, RandomStream& random) {
  Problem problem{random_matrix(n, d, levels, random),
                  random_matrix(p, d, levels, random),
                  random_matrix(v, d, levels, random),
                  {},
                  {}};
  for (std::size_t i = 0; i < n; ++i) problem.labels.push_back(random.below(3) == 0 ? 1 : 0);
  return problem;
}

std::vector<WeightedRow> random_weights(std::size_t p, std::uint32_t most, RandomStream& random) {
  std::vector<WeightedRow> weights;
  for (std::uint32_t row = 0; row < p; ++row) {
    if (random.below(3) == 0) weights.push_back({row, 1 + random.below(most)});
  }
  return weights;
}

/// Materialises base rows, then each candidate `weight` times, and compares with every row.
Predictions slow_knn(const Problem& problem, std::size_t k,
                     const std::vector<WeightedRow>& weights) {
  Predictions out;
  for (std::size_t v = 0; v < problem.evaluation.rows(); ++v) {
    std::vector<std::pair<double, std::size_t>> order;
    std::vector<int> labels = problem.labels;
    const auto add = [&](std::span<const double> row) {
      double distance = 0.0;
      for (std::size_t j = 0; j < row.size(); ++j) {
        const double difference = problem.evaluation(v, j) - row[j];
        distance += difference * difference;
      }
      order.emplace_back(distance, order.size());
    };
    for (std::size_t i = 0; i < problem.base.rows(); ++i) add(problem.base.row(i));
    for (const WeightedRow& entry : weights) {
      for (std::uint32_t copy = 0; copy < entry.weight; ++copy) {
        add(problem.candidates.row(entry.row));
        labels.push_back(problem.data().candidate_label(entry.row));
      }
    }
    std::sort(order.begin(), order.end());
    std::size_t votes = 0;
    for (std::size_t i = 0; i < k; ++i) votes += labels[order[i].second] == 1 ? 1 : 0;
    out.labels.push_back(votes > k - votes ? 1 : 0);
    out.scores.push_back(static_cast<double>(votes) / static_cast<double>(k) - 0.5);
  }
  return out;
}

std::unique_ptr<RefitClassifier> make_knn(const Problem& problem, int k, int threads = 1) {
  ClassifierOptions options;
  options.kind = ClassifierKind::kKnn;
  options.neighbors = k;
  Context context;
  context.threads = threads;
  return make_knn_refit(options, problem.data(), context);
}

Predictions fit(const RefitClassifier& classifier, RefitClassifier::Workspace& workspace,
                const std::vector<WeightedRow>& weights) {
  Predictions out;
  classifier.fit_predict({1.0, 1.0, weights}, workspace, out);
  return out;
}

RC_GTEST_PROP(KnnRefit, AgreesWithMaterialisedRows, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 80);
  const auto p = *rc::gen::inRange<std::size_t>(0, 80);
  const auto k = *rc::gen::inRange<std::size_t>(1, n + 1);
  const auto levels = *rc::gen::inRange<std::uint32_t>(0, 4);
  RandomStream random(*rc::gen::arbitrary<std::uint64_t>(), Purpose::kTest);
  Problem problem = make_problem(n, p, 20, 1 + random.below(4), levels, random);
  if (random.below(2) == 1) {  // else all of class 1
    for (std::size_t c = 0; c < p; ++c) {
      problem.candidate_labels.push_back(static_cast<int>(random.below(2)));
    }
  }
  const auto classifier = make_knn(problem, static_cast<int>(k));
  const auto workspace = classifier->make_workspace();
  for (const std::uint32_t most : {1U, 3U, 50U}) {
    const auto weights = random_weights(p, most, random);
    const Predictions fast = fit(*classifier, *workspace, weights);
    const Predictions slow = slow_knn(problem, k, weights);
    RC_ASSERT(fast.labels == slow.labels);
    RC_ASSERT(fast.scores == slow.scores);
  }
}

TEST(KnnRefit, CandidatesChangeVotesInTheRandomProblems) {
  RandomStream random(1, Purpose::kTest);
  const Problem problem = make_problem(200, 100, 300, 2, 0, random);
  const auto classifier = make_knn(problem, 5);
  const auto workspace = classifier->make_workspace();
  const auto without = fit(*classifier, *workspace, {});
  const auto with = fit(*classifier, *workspace, random_weights(100, 3, random));
  int changed = 0;
  for (std::size_t v = 0; v < 300; ++v) changed += with.labels[v] != without.labels[v] ? 1 : 0;
  EXPECT_GT(changed, 30);
  EXPECT_LT(changed, 200);
}

TEST(KnnRefit, PutsBaseRowsBeforeCandidatesAtOneDistance) {
  Problem problem;
  problem.base = Matrix<double>(3, 1);
  problem.base(0, 0) = -1.0;
  problem.base(1, 0) = 1.0;
  problem.base(2, 0) = 5.0;
  problem.labels = {0, 0, 0};
  problem.candidates = Matrix<double>(2, 1);
  problem.candidates(0, 0) = 1.0;
  problem.candidates(1, 0) = 4.0;
  problem.evaluation = Matrix<double>(1, 1);
  const auto classifier = make_knn(problem, 3);
  const auto workspace = classifier->make_workspace();
  // The candidate at 1 comes after both base rows at distance 1: one place of three is left.
  EXPECT_DOUBLE_EQ(fit(*classifier, *workspace, {{0, 100}}).scores[0], 1.0 / 3 - 0.5);
  EXPECT_DOUBLE_EQ(fit(*classifier, *workspace, {{1, 100}}).scores[0], 1.0 / 3 - 0.5);
  EXPECT_DOUBLE_EQ(fit(*classifier, *workspace, {}).scores[0], -0.5);
}

TEST(KnnRefit, GivesEqualVotesToTheMajority) {
  Problem problem;
  problem.base = Matrix<double>(2, 1);
  problem.base(1, 0) = 1.0;
  problem.labels = {0, 1};
  problem.candidates = Matrix<double>(0, 1);
  problem.evaluation = Matrix<double>(1, 1);
  const auto classifier = make_knn(problem, 2);
  const auto workspace = classifier->make_workspace();
  EXPECT_EQ(fit(*classifier, *workspace, {}).labels[0], 0);
  EXPECT_EQ(fit(*classifier, *workspace, {}).scores[0], 0.0);
}

TEST(KnnRefit, DependsOnNothingButItsArguments) {
  RandomStream random(2, Purpose::kTest);
  const Problem problem = make_problem(300, 200, 5000, 3, 5, random);
  const auto one = make_knn(problem, 5, 1);
  const auto many = make_knn(problem, 5, 4);
  const auto workspace = one->make_workspace();
  const auto weights = random_weights(200, 4, random);
  const Predictions first = fit(*one, *workspace, weights);
  fit(*one, *workspace, random_weights(200, 9, random));
  const Predictions again = fit(*one, *workspace, weights);
  EXPECT_EQ(first.scores, again.scores);
  EXPECT_EQ(first.labels, again.labels);
  std::vector<Predictions> results(4);
  std::vector<std::jthread> threads;
  for (Predictions& result : results) {
    threads.emplace_back([&] { result = fit(*many, *many->make_workspace(), weights); });
  }
  threads.clear();
  for (const Predictions& result : results) EXPECT_EQ(result.scores, first.scores);
}

TEST(KnnRefit, PredictsNothingForNoRows) {
  RandomStream random(3, Purpose::kTest);
  const Problem problem = make_problem(10, 5, 0, 2, 0, random);
  const auto classifier = make_knn(problem, 5);
  EXPECT_TRUE(fit(*classifier, *classifier->make_workspace(), {{1, 1}}).labels.empty());
}

std::string config_error(const Problem& problem, int k) {
  try {
    make_knn(problem, k);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "nothing thrown";
}

TEST(KnnRefit, SaysWhatIsWrongWithK) {
  RandomStream random(4, Purpose::kTest);
  const Problem problem = make_problem(4, 5, 3, 2, 0, random);
  EXPECT_EQ(config_error(problem, 5),
            "knn: the number of neighbors is 5, but there are only 4 training rows; choose at "
            "most that many");
  EXPECT_EQ(config_error(problem, 0), "knn: the number of neighbors is 0; it must be at least 1");
}

TEST(KnnRefit, RefusesClassWeightsAndUnknownCandidates) {
  RandomStream random(5, Purpose::kTest);
  const Problem problem = make_problem(10, 5, 3, 2, 0, random);
  const auto classifier = make_knn(problem, 5);
  const auto workspace = classifier->make_workspace();
  Predictions out;
  EXPECT_THROW(classifier->fit_predict({1.0, 2.0, {}}, *workspace, out), InternalError);
  EXPECT_THROW(classifier->fit_predict({0.5, 1.0, {}}, *workspace, out), InternalError);
  EXPECT_THROW(fit(*classifier, *workspace, {{5, 1}}), InternalError);
  Problem narrow = make_problem(10, 5, 3, 2, 0, random);
  narrow.candidates = Matrix<double>(5, 1);
  EXPECT_THROW(make_knn(narrow, 5), InternalError);
}

}  // namespace
}  // namespace autosmote
