#include "classifiers/one_vs_rest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "autosmote/matrix_view.h"
#include "classifiers/refit.h"
#include "core/abandon.h"
#include "core/random.h"

namespace autosmote {
namespace {

constexpr int kClasses = 4;

struct Problem {
  Matrix<double> base{90, 3};
  std::vector<int> labels;
  Matrix<double> candidates{30, 3};
  std::vector<int> candidate_labels;
  Matrix<double> evaluation{70, 3};
  std::vector<WeightedRow> sample_set;

  RefitData data() const {
    return {base.view(), labels, candidates.view(), candidate_labels, evaluation.view(), kClasses};
  }
};

Problem make_problem(std::uint64_t seed) {
  RandomStream random(seed, Purpose::kTest);
  Problem problem;
  const auto fill = [&](Matrix<double>& rows, std::vector<int>* labels) {
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      const int label = static_cast<int>(i % (kClasses + 2)) % kClasses;  // 0 and 1 twice as often
      if (labels != nullptr) labels->push_back(label);
      for (std::size_t j = 0; j < rows.cols(); ++j) {
        rows(i, j) = random.normal() + (static_cast<int>(j) + 1 == label ? 2.0 : 0.0);
      }
    }
  };
  fill(problem.base, &problem.labels);
  fill(problem.candidates, &problem.candidate_labels);
  fill(problem.evaluation, nullptr);
  for (std::uint32_t c = 0; c < problem.candidates.rows(); c += 2) {
    problem.sample_set.push_back({c, 1 + c % 3});
  }
  return problem;
}

ClassifierOptions options_of(ClassifierKind kind) {
  ClassifierOptions options;
  options.kind = kind;
  return options;
}

Predictions predict(const ClassifierOptions& options, const RefitData& data,
                    std::span<const WeightedRow> sample_set) {
  const auto classifier = make_refit_classifier(options, data, Context{});
  const auto workspace = classifier->make_workspace();
  Predictions out;
  classifier->fit_predict({1.0, 1.0, sample_set}, *workspace, out);
  return out;
}

// Fits on rows that stand there as often as they weigh, one class after the other.
std::vector<std::vector<double>> slow_scores(const ClassifierOptions& options,
                                             const Problem& problem) {
  std::size_t rows = problem.base.rows();
  for (const WeightedRow& row : problem.sample_set) rows += row.weight;
  Matrix<double> x(rows, problem.base.cols());
  std::vector<int> labels = problem.labels;
  for (std::size_t i = 0; i < problem.base.rows(); ++i) {
    std::ranges::copy(problem.base.row(i), x.row(i).begin());
  }
  for (const WeightedRow& row : problem.sample_set) {
    for (std::uint32_t copy = 0; copy < row.weight; ++copy) {
      std::ranges::copy(problem.candidates.row(row.row), x.row(labels.size()).begin());
      labels.push_back(problem.candidate_labels[row.row]);
    }
  }
  std::vector<std::vector<double>> scores;
  for (int own = 0; own < kClasses; ++own) {
    std::vector<int> against(labels.size());
    for (std::size_t i = 0; i < labels.size(); ++i) against[i] = labels[i] == own ? 1 : 0;
    scores.push_back(
        predict(options, {x.view(), against, {}, {}, problem.evaluation.view()}, {}).scores);
  }
  return scores;
}

class OneVsRest : public testing::TestWithParam<ClassifierKind> {};

TEST_P(OneVsRest, EqualsOneFitAClassOnMaterializedRows) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Problem problem = make_problem(seed);
    const ClassifierOptions options = options_of(GetParam());
    const Predictions fast = predict(options, problem.data(), problem.sample_set);
    const auto slow = slow_scores(options, problem);
    for (std::size_t row = 0; row < problem.evaluation.rows(); ++row) {
      ASSERT_GE(fast.labels[row], 0);
      ASSERT_LT(fast.labels[row], kClasses);
      double best = slow[0][row];
      for (int own = 1; own < kClasses; ++own) best = std::max(best, slow[own][row]);
      EXPECT_NEAR(fast.scores[row], best, 1e-6);
      for (std::size_t own = 0; own < kClasses; ++own) {
        EXPECT_NEAR(fast.class_scores[row * kClasses + own], slow[own][row], 1e-6);
      }
      EXPECT_NEAR(slow[static_cast<std::size_t>(fast.labels[row])][row], best, 1e-6);
    }
    for (int own = 0; own < kClasses; ++own) EXPECT_TRUE(std::ranges::count(fast.labels, own) > 0);
  }
}

// The classifiers of all classes use one workspace, fit after fit.
TEST_P(OneVsRest, DependsOnNothingButItsArguments) {
  const Problem problem = make_problem(7);
  const auto classifier = make_refit_classifier(options_of(GetParam()), problem.data(), Context{});
  const auto used = classifier->make_workspace();
  Predictions first;
  Predictions other;
  Predictions again;
  classifier->fit_predict({1.0, 1.0, problem.sample_set}, *used, first);
  classifier->fit_predict({}, *used, other);
  classifier->fit_predict({1.0, 1.0, problem.sample_set}, *used, again);
  EXPECT_NE(first.scores, other.scores);
  EXPECT_EQ(first.labels, again.labels);
  EXPECT_EQ(first.scores, again.scores);
}

// The slow twin: each row stands there as often as one of its class weighs.
TEST_P(OneVsRest, WeighsEveryRowInTheFitsOfAllClasses) {
  if (!takes_class_weights(GetParam())) GTEST_SKIP() << "takes no weights";
  const Problem problem = make_problem(3);
  std::vector<double> weights;
  Problem repeated = problem;
  std::vector<double> values;
  repeated.labels.clear();
  for (std::size_t i = 0; i < problem.base.rows(); ++i) {
    const int copies = 1 + 2 * problem.labels[i];
    weights.push_back(copies);
    for (int copy = 0; copy < copies; ++copy) {
      values.insert(values.end(), problem.base.row(i).begin(), problem.base.row(i).end());
      repeated.labels.push_back(problem.labels[i]);
    }
  }
  repeated.base = Matrix<double>(repeated.labels.size(), problem.base.cols());
  std::ranges::copy(values, repeated.base.data());
  RefitData weighted = problem.data();
  weighted.base_weights = weights;
  const Predictions fast = predict(options_of(GetParam()), weighted, {});
  const Predictions slow = predict(options_of(GetParam()), repeated.data(), {});
  const Predictions plain = predict(options_of(GetParam()), problem.data(), {});
  EXPECT_EQ(fast.labels, slow.labels);
  for (std::size_t row = 0; row < fast.scores.size(); ++row) {
    EXPECT_NEAR(fast.scores[row], slow.scores[row], 1e-6);
  }
  EXPECT_NE(fast.labels, plain.labels);
}

TEST_P(OneVsRest, StopsWhenTheCallIsAbandoned) {
  const Problem problem = make_problem(7);
  CancellationToken token;
  Context context;
  context.cancellation = &token;
  context.abandon = true;
  const auto classifier = make_refit_classifier(options_of(GetParam()), problem.data(), context);
  const auto workspace = classifier->make_workspace();
  Predictions out;
  classifier->fit_predict({}, *workspace, out);
  token.cancel();
  EXPECT_THROW(classifier->fit_predict({}, *workspace, out), Abandoned);
}

INSTANTIATE_TEST_SUITE_P(Classifiers, OneVsRest,
                         testing::Values(ClassifierKind::kSvm, ClassifierKind::kKnn,
                                         ClassifierKind::kTree, ClassifierKind::kAdaboost,
                                         ClassifierKind::kLogistic));

TEST(OneVsRest, OfEquallyHighScoresTheLargerClassWins) {
  Problem problem = make_problem(1);
  for (std::size_t i = 0; i < problem.base.rows(); ++i) {
    for (double& value : problem.base.row(i)) value = 1.0;
  }
  for (std::size_t i = 0; i < problem.evaluation.rows(); ++i) {
    for (double& value : problem.evaluation.row(i)) value = 1.0;
  }
  const Predictions same = predict(options_of(ClassifierKind::kTree), problem.data(), {});
  EXPECT_EQ(std::ranges::count(same.labels, 0), std::ssize(same.labels));
}

}  // namespace
}  // namespace autosmote
