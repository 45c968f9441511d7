// What holds for every linear base classifier, against the plain objective of linear_twin.h.

#include "classifiers/linear_refit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "autosmote/error.h"
#include "classifiers/linear_twin.h"
#include "classifiers/logistic.h"
#include "classifiers/svm.h"
#include "core/parallel.h"

namespace autosmote {
namespace {

struct Family {
  std::string name;
  LinearTwin twin;
  std::size_t wide_from;
  LinearModel (*fit)(MatrixView<const double>, std::span<const int>, std::span<const double>,
                     double);
  std::unique_ptr<RefitClassifier> (*make)(const ClassifierOptions&, const RefitData&,
                                           const Context&);
};

const Family kSvm{"svm", {false}, kWideSvm, fit_linear_svm, make_svm_refit};
const Family kLogistic{
    "logistic", {true}, kWideLogistic, fit_logistic_regression, make_logistic_refit};

class LinearFamily : public testing::TestWithParam<Family> {
 protected:
  // The gradient at an optimum is the rounding error of a sum of n terms; `size` bounds the terms.
  void expect_optimal(const Matrix<double>& x, std::span<const int> y, std::span<const double> w,
                      double c, const LinearModel& model) const {
    const auto value = GetParam().twin.evaluate(x, y, w, c, model);
    EXPECT_NEAR(model.objective, value.objective, 1e-12 * value.objective);
    LinearModel zero = model;
    zero.coefficients.assign(x.cols(), 0.0);
    zero.intercept = 0.0;
    const double start = norm(GetParam().twin.evaluate(x, y, w, c, zero).gradient);
    EXPECT_LE(norm(value.gradient), 1e-9 * (start + norm(model.coefficients)));
  }

  std::vector<double> refit_scores(const LinearProblem& problem, const TrainingWeights& weights,
                                   std::span<const int> candidate_labels = {}) const {
    const auto refit = GetParam().make({}, problem.data(candidate_labels), {});
    const auto workspace = refit->make_workspace();
    Predictions out;
    refit->fit_predict(weights, *workspace, out);
    return out.scores;
  }

  std::vector<double> scores_of(const LinearProblem& problem, const LinearModel& model) const {
    std::vector<double> scores;
    for (std::size_t i = 0; i < problem.evaluation.rows(); ++i) {
      double f = model.intercept;
      for (std::size_t j = 0; j < problem.evaluation.cols(); ++j) {
        f += problem.evaluation(i, j) * model.coefficients[j];
      }
      scores.push_back(f);
    }
    return scores;
  }

  static void expect_near(std::span<const double> actual, std::span<const double> expected,
                          double tolerance) {
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
      EXPECT_NEAR(actual[i], expected[i], tolerance * (1.0 + std::abs(expected[i]))) << i;
    }
  }
};

TEST_P(LinearFamily, GradientVanishesAtTheResult) {
  for (const std::size_t features : {1, 2, 5, 30}) {
    for (const double separation : {0.0, 1.0, 6.0}) {
      const LinearProblem problem = make_linear_problem(1, 200, 40, features, 0, separation);
      for (const double c : {0.01, 1.0, 100.0}) {
        const LinearModel model = GetParam().fit(problem.base.view(), problem.labels, {}, c);
        expect_optimal(problem.base, problem.labels, {}, c, model);
        EXPECT_LT(model.iterations, 80);
      }
    }
  }
}

TEST_P(LinearFamily, NoNearbyPointIsBetter) {
  const LinearProblem problem = make_linear_problem(2, 150, 30, 3, 0, 1.0);
  const LinearModel model = GetParam().fit(problem.base.view(), problem.labels, {}, 1.0);
  for (std::size_t j = 0; j <= 3; ++j) {
    for (const double delta : {-1e-3, 1e-3}) {
      LinearModel moved = model;
      (j < 3 ? moved.coefficients[j] : moved.intercept) += delta;
      EXPECT_GT(GetParam().twin.evaluate(problem.base, problem.labels, {}, 1.0, moved).objective,
                model.objective);
    }
  }
}

TEST_P(LinearFamily, RefitEqualsAFitOnMaterializedRows) {
  for (const std::size_t features : {1, 4, 11}) {
    for (const std::uint32_t kinds : {1U, 2U, 3U}) {  // all of class 0, all of 1, both
      const LinearProblem problem = make_linear_problem(3, 220, 20, features, 75, 1.5);
      std::vector<int> candidate_labels(problem.candidates.rows(), kinds == 1 ? 0 : 1);
      for (std::size_t c = 0; kinds == 3 && c < candidate_labels.size(); c += 2) {
        candidate_labels[c] = 0;
      }
      Matrix<double> x;
      std::vector<int> y;
      problem.materialize(candidate_labels, x, y);
      const LinearModel model = GetParam().fit(x.view(), y, {}, 1.0);
      expect_optimal(x, y, {}, 1.0, model);
      expect_near(refit_scores(problem, {1.0, 1.0, problem.sample_set}, candidate_labels),
                  scores_of(problem, model), 1e-9);
    }
  }
}

// From so many columns on, steps are found by conjugate gradients.
TEST_P(LinearFamily, ManyColumns) {
  const std::size_t features = GetParam().wide_from + 7;
  for (const std::size_t rows : {60, 700}) {
    const LinearProblem problem = make_linear_problem(16, rows, 50, features, 75, 0.3);
    const std::vector<int> candidate_labels(problem.candidates.rows(), 1);
    Matrix<double> x;
    std::vector<int> y;
    problem.materialize(candidate_labels, x, y);
    const LinearModel model = GetParam().fit(x.view(), y, {}, 1.0);
    expect_optimal(x, y, {}, 1.0, model);
    // Inexact last steps leave the coefficients of both within some 1e-8.
    expect_near(refit_scores(problem, {1.0, 1.0, problem.sample_set}), scores_of(problem, model),
                1e-7);
    // Weights far from those of the start.
    std::vector<double> weights(y.size(), 1.0);
    for (std::size_t i = 0; i < rows; ++i) weights[i] = y[i] == 1 ? 1000.0 : 0.01;
    const LinearModel weighted = GetParam().fit(x.view(), y, weights, 1.0);
    expect_optimal(x, y, weights, 1.0, weighted);
    expect_near(refit_scores(problem, {0.01, 1000.0, problem.sample_set}),
                scores_of(problem, weighted), 1e-7);
  }
}

TEST_P(LinearFamily, ClassWeightsAreSampleWeights) {
  const LinearProblem problem = make_linear_problem(4, 130, 13, 4, 20, 1.0);
  std::vector<double> weights;
  for (const int label : problem.labels) weights.push_back(label == 1 ? 5.25 : 0.75);
  const LinearModel model = GetParam().fit(problem.base.view(), problem.labels, weights, 1.0);
  expect_optimal(problem.base, problem.labels, weights, 1.0, model);
  expect_near(refit_scores(problem, {0.75, 5.25, {}}), scores_of(problem, model), 1e-9);
}

TEST_P(LinearFamily, WithoutCandidatesItIsTheFitOnTheBaseRows) {
  const LinearProblem problem = make_linear_problem(5, 90, 9, 3, 0, 1.0);
  const LinearModel model = GetParam().fit(problem.base.view(), problem.labels, {}, 1.0);
  expect_near(refit_scores(problem, {}), scores_of(problem, model), 1e-10);
}

TEST_P(LinearFamily, LabelsAreTheSignsOfTheScores) {
  const LinearProblem problem = make_linear_problem(6, 90, 40, 3, 30, 1.0);
  const auto refit = GetParam().make({}, problem.data(), {});
  const auto workspace = refit->make_workspace();
  Predictions out;
  out.labels.assign(100, 7);
  refit->fit_predict({1.0, 1.0, problem.sample_set}, *workspace, out);
  ASSERT_EQ(out.labels.size(), 17U);
  for (std::size_t i = 0; i < 17; ++i) EXPECT_EQ(out.labels[i], out.scores[i] > 0.0 ? 1 : 0);
  EXPECT_THAT(out.labels, testing::Contains(0));
  EXPECT_THAT(out.labels, testing::Contains(1));
}

TEST_P(LinearFamily, ResultDependsNeitherOnFitsBeforeNorOnThreads) {
  for (const std::size_t features : {std::size_t{5}, GetParam().wide_from}) {
    const LinearProblem problem = make_linear_problem(7, 300, 30, features, 200, 1.0);
    const auto refit = GetParam().make({}, problem.data(), {});
    const std::size_t fits = 24;
    const auto arguments = [&](std::size_t i) {
      TrainingWeights weights{1.0, 1.0 + static_cast<double>(i % 3), problem.sample_set};
      weights.candidates = weights.candidates.first(problem.sample_set.size() * (i % 8) / 7);
      return weights;
    };
    std::vector<Predictions> alone(fits);
    for (std::size_t i = 0; i < fits; ++i) {
      const auto workspace = refit->make_workspace();
      refit->fit_predict(arguments(i), *workspace, alone[i]);
    }
    for (const int threads : {1, 4}) {
      Context context;
      context.threads = threads;
      std::vector<std::unique_ptr<RefitClassifier::Workspace>> workspaces(threads);
      for (auto& workspace : workspaces) workspace = refit->make_workspace();
      std::vector<Predictions> shared(fits);
      parallel_for_slots(context, fits, [&](std::size_t i, std::size_t slot) {
        const std::size_t item = fits - 1 - i;
        refit->fit_predict(arguments(item), *workspaces[slot], shared[item]);
      });
      for (std::size_t i = 0; i < fits; ++i) EXPECT_EQ(shared[i].scores, alone[i].scores);
    }
  }
}

TEST_P(LinearFamily, ConstantAndZeroFeaturesAreHarmless) {
  LinearProblem problem = make_linear_problem(8, 100, 20, 3, 40, 1.0);
  for (std::size_t i = 0; i < 100; ++i) {
    problem.base(i, 0) = 0.0;
    problem.base(i, 1) = 3.0;
  }
  LinearModel model = GetParam().fit(problem.base.view(), problem.labels, {}, 1.0);
  expect_optimal(problem.base, problem.labels, {}, 1.0, model);
  EXPECT_EQ(model.coefficients[0], 0.0);
  for (std::size_t i = 0; i < 100; ++i) problem.base(i, 1) = problem.base(i, 2) = 0.0;
  model = GetParam().fit(problem.base.view(), problem.labels, {}, 1.0);
  expect_optimal(problem.base, problem.labels, {}, 1.0, model);
  EXPECT_THAT(model.coefficients, testing::Each(0.0));
  EXPECT_LT(model.intercept, 0.0);
}

TEST_P(LinearFamily, NoFeaturesLeaveTheIntercept) {
  const LinearProblem problem = make_linear_problem(9, 50, 10, 0, 0, 1.0);
  const LinearModel model = GetParam().fit(problem.base.view(), problem.labels, {}, 1.0);
  expect_optimal(problem.base, problem.labels, {}, 1.0, model);
}

TEST_P(LinearFamily, FewerRowsThanFeatures) {
  const LinearProblem problem = make_linear_problem(10, 12, 4, 60, 10, 0.5);
  const LinearModel model = GetParam().fit(problem.base.view(), problem.labels, {}, 1.0);
  expect_optimal(problem.base, problem.labels, {}, 1.0, model);
}

TEST_P(LinearFamily, OneHugeWeight) {
  const LinearProblem problem = make_linear_problem(11, 200, 10, 4, 5, 1.0);
  std::vector<WeightedRow> sample_set{{0, 1}, {3, 1000000}};
  Matrix<double> x(202, 4);
  std::vector<int> y = problem.labels;
  std::vector<double> w(202, 1.0);
  w[201] = 1e6;
  y.insert(y.end(), {1, 1});
  for (std::size_t j = 0; j < 4; ++j) {
    for (std::size_t i = 0; i < 200; ++i) x(i, j) = problem.base(i, j);
    x(200, j) = problem.candidates(0, j);
    x(201, j) = problem.candidates(3, j);
  }
  const LinearModel model = GetParam().fit(x.view(), y, w, 1.0);
  expect_optimal(x, y, w, 1.0, model);
  expect_near(refit_scores(problem, {1.0, 1.0, sample_set}), scores_of(problem, model), 1e-7);
}

TEST_P(LinearFamily, FeaturesOfVeryDifferentSize) {
  LinearProblem problem = make_linear_problem(12, 200, 40, 3, 0, 1.0);
  for (std::size_t i = 0; i < 200; ++i) {
    problem.base(i, 0) *= 1e-5;
    problem.base(i, 1) *= 1e5;
  }
  const LinearModel model = GetParam().fit(problem.base.view(), problem.labels, {}, 1.0);
  expect_optimal(problem.base, problem.labels, {}, 1.0, model);
}

TEST_P(LinearFamily, RowsOfWeightZeroDoNotCount) {
  const LinearProblem problem = make_linear_problem(13, 100, 20, 3, 0, 1.0);
  std::vector<double> weights(100, 1.0);
  for (std::size_t i = 60; i < 100; ++i) weights[i] = 0.0;
  const LinearModel with = GetParam().fit(problem.base.view(), problem.labels, weights, 1.0);
  const LinearModel without =
      GetParam().fit({problem.base.data(), 60, 3}, std::span(problem.labels).first(60), {}, 1.0);
  EXPECT_EQ(with.coefficients, without.coefficients);
}

TEST_P(LinearFamily, AnEmptyEvaluationIsAnEmptyPrediction) {
  LinearProblem problem = make_linear_problem(14, 60, 20, 3, 20, 1.0);
  problem.evaluation = Matrix<double>(0, 3);
  EXPECT_TRUE(refit_scores(problem, {1.0, 1.0, problem.sample_set}).empty());
}

TEST_P(LinearFamily, SaysWhatIsWrong) {
  const LinearProblem problem = make_linear_problem(15, 20, 5, 2, 0, 1.0);
  const std::string& name = GetParam().name;
  const auto message = [](const auto& call) -> std::string {
    try {
      call();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  const std::vector<int> majority(20, 0);
  const std::vector<int> minority(20, 1);
  EXPECT_EQ(message([&] { GetParam().fit(problem.base.view(), majority, {}, 1.0); }),
            name +
                ": needs training rows of both classes, but the minority class has none; check "
                "the target column and the weights");
  EXPECT_EQ(message([&] { GetParam().fit(problem.base.view(), minority, {}, 1.0); }),
            name +
                ": needs training rows of both classes, but the majority class has none; check "
                "the target column and the weights");
  EXPECT_EQ(message([&] { GetParam().fit(problem.base.view(), problem.labels, {}, 0.0); }),
            name + ": C must be a number above 0, but it is 0");
  ClassifierOptions options;
  options.c = -2.5;
  EXPECT_EQ(message([&] { GetParam().make(options, problem.data(), {}); }),
            name + ": C must be a number above 0, but it is -2.5");
}

INSTANTIATE_TEST_SUITE_P(All, LinearFamily, testing::Values(kSvm, kLogistic),
                         [](const auto& family) { return family.param.name; });

// Any small problem with any weights, rows repeated and features constant included: the result is
// optimal, and the refit agrees with the fresh fit.
void check_random_problem(const Family& family) {
  const auto features = *rc::gen::inRange<std::size_t>(1, 7);
  const auto rows = *rc::gen::inRange<std::size_t>(2, 60);
  const auto minority = *rc::gen::inRange<std::size_t>(1, rows);
  const auto count = *rc::gen::inRange<std::size_t>(0, 30);
  const auto cells =
      *rc::gen::container<std::vector<int>>((rows + count + 8) * features, rc::gen::inRange(-8, 9));
  const double c = *rc::gen::element(0.1, 1.0, 10.0);
  const double majority_weight = *rc::gen::element(0.5, 1.0, 3.0);
  const double minority_weight = *rc::gen::element(1.0, 7.0, 50.0);
  Matrix<double> all(rows + count, features);
  for (std::size_t k = 0; k < (rows + count) * features; ++k) all.data()[k] = 0.5 * cells[k];
  Matrix<double> evaluation(8, features);
  for (std::size_t k = 0; k < 8 * features; ++k) {
    evaluation.data()[k] = 0.5 * cells[(rows + count) * features + k];
  }
  std::vector<int> labels(rows + count, 1);
  std::vector<double> weights(rows + count, minority_weight);
  for (std::size_t i = minority; i < rows; ++i) {
    labels[i] = 0;
    weights[i] = majority_weight;
  }
  std::vector<WeightedRow> sample_set;
  for (std::uint32_t k = 0; k < count; ++k) {
    const auto weight = *rc::gen::inRange<std::uint32_t>(0, 40);
    weights[rows + k] = weight;
    if (weight > 0) sample_set.push_back({k, weight});
  }
  const LinearModel model = family.fit(all.view(), labels, weights, c);
  const auto value = family.twin.evaluate(all, labels, weights, c, model);
  RC_ASSERT(std::abs(value.objective - model.objective) <= 1e-11 * value.objective);
  LinearModel zero = model;
  zero.coefficients.assign(features, 0.0);
  zero.intercept = 0.0;
  const double start = norm(family.twin.evaluate(all, labels, weights, c, zero).gradient);
  RC_ASSERT(norm(value.gradient) <= 1e-8 * (1.0 + start));

  ClassifierOptions options;
  options.c = c;
  const RefitData data{{all.data(), rows, features},
                       std::span(labels).first(rows),
                       {all.data() + rows * features, count, features},
                       {},
                       evaluation.view()};
  const auto refit = family.make(options, data, {});
  const auto workspace = refit->make_workspace();
  Predictions out;
  refit->fit_predict({majority_weight, minority_weight, sample_set}, *workspace, out);
  for (std::size_t i = 0; i < 8; ++i) {
    double f = model.intercept;
    for (std::size_t j = 0; j < features; ++j) f += evaluation(i, j) * model.coefficients[j];
    RC_ASSERT(std::abs(out.scores[i] - f) <= 1e-6 * (1.0 + std::abs(f)));
  }

  // Weights of base rows instead of classes.
  RefitData weighted = data;
  weighted.base_weights = std::span(weights).first(rows);
  const auto refit_weighted = family.make(options, weighted, {});
  const auto other_workspace = refit_weighted->make_workspace();
  Predictions same;
  refit_weighted->fit_predict({1.0, 1.0, sample_set}, *other_workspace, same);
  for (std::size_t i = 0; i < 8; ++i) {
    RC_ASSERT(std::abs(same.scores[i] - out.scores[i]) <= 1e-6 * (1.0 + std::abs(out.scores[i])));
  }
}

RC_GTEST_PROP(LinearSvm, IsOptimalOnAnySmallProblem, ()) { check_random_problem(kSvm); }
RC_GTEST_PROP(LogisticRegression, IsOptimalOnAnySmallProblem, ()) {
  check_random_problem(kLogistic);
}

}  // namespace
}  // namespace autosmote
