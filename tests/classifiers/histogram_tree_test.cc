#include "classifiers/histogram_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "classifiers/coded_columns.h"
#include "classifiers/made_rows.h"
#include "classifiers/refit.h"
#include "classifiers/tree.h"
#include "core/random.h"

namespace autosmote {
namespace {

struct Problem {
  Matrix<double> base;
  std::vector<int> labels;
  std::vector<double> weights;
  Matrix<double> candidates;
  std::vector<int> candidate_labels;
  Matrix<double> evaluation;
  std::vector<WeightedRow> sample_set;

  RefitData data() const {
    return {base.view(), labels, candidates.view(), candidate_labels, evaluation.view(),
            2,           weights};
  }
};

// `share`: of class 1. Labels depend on the rows, with noise.
Problem made_problem(std::size_t rows, double share, std::uint64_t seed) {
  RandomStream random(seed, Purpose::kTest);
  Problem problem;
  problem.base = rows_of_counts(rows, random);
  problem.candidates = rows_of_counts(rows / 10, random);
  problem.evaluation = rows_of_counts(500, random);
  for (std::size_t i = 0; i < rows; ++i) {
    const bool likely = problem.base(i, 0) > 20.0 || problem.base(i, 4) > 30.0;
    problem.labels.push_back(random.uniform() < (likely ? 4.0 : 1.0) * share ? 1 : 0);
  }
  problem.labels.front() = 0;
  problem.labels.back() = 1;
  for (std::uint32_t c = 0; c < problem.candidates.rows(); c += 1 + random.below(4)) {
    problem.sample_set.push_back({c, 1 + random.below(5)});
  }
  return problem;
}

Predictions predict(const RefitClassifier& refit, const TrainingWeights& weights) {
  const auto workspace = refit.make_workspace();
  Predictions out;
  refit.fit_predict({1.0, 1.0, {}}, *workspace, out);  // leaves no trace
  refit.fit_predict(weights, *workspace, out);
  return out;
}

// Null where trees are not grown so.
std::unique_ptr<RefitClassifier> histogram_tree(const ClassifierOptions& options,
                                                const RefitData& data) {
  auto refits = make_histogram_tree_refits(options, std::span(&data, 1), {});
  return refits.empty() ? nullptr : std::move(refits.front());
}

void expect_presorted(const Problem& problem, const TrainingWeights& weights,
                      const ClassifierOptions& options) {
  const auto refit = histogram_tree(options, problem.data());
  ASSERT_NE(refit, nullptr);
  const Predictions found = predict(*refit, weights);
  const Predictions twin =
      predict(*make_presorted_tree_refit(options, problem.data(), {}), weights);
  EXPECT_EQ(found.labels, twin.labels);
  EXPECT_EQ(found.scores, twin.scores);
}

TEST(HistogramTree, EqualsThePresortedTree) {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    for (const double share : {0.002, 0.02, 0.2}) {
      const Problem problem = made_problem(6000, share, seed);
      ClassifierOptions options;
      options.seed = seed;
      options.max_depth = seed == 0 ? 3 : 0;
      expect_presorted(problem, {1.0, 1.0, problem.sample_set}, options);
      expect_presorted(problem, {1.0, 1.0, {}}, options);
      expect_presorted(problem, {2.0, 35.0, problem.sample_set}, options);
      expect_presorted(problem, {0.0, 1.0, problem.sample_set}, options);
    }
  }
}

TEST(HistogramTree, EqualsThePresortedTreeWithCandidatesOfBothClasses) {
  Problem problem = made_problem(6000, 0.05, 11);
  for (std::size_t c = 0; c < problem.candidates.rows(); ++c) {
    problem.candidate_labels.push_back(c % 3 == 0 ? 1 : 0);
  }
  expect_presorted(problem, {1.0, 1.0, problem.sample_set}, {});
}

// Flags, whose nodes get histograms down to few rows.
TEST(HistogramTree, EqualsThePresortedTreeOfFlags) {
  for (std::uint64_t seed = 40; seed < 46; ++seed) {
    RandomStream random(seed, Purpose::kTest);
    const auto flags = [&](std::size_t rows) {
      Matrix<double> x(rows, 12);
      for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < 12; ++j) x(i, j) = random.below(4) == 0 ? 1.0 : -1.0;
      }
      return x;
    };
    Problem problem;
    problem.base = flags(800);
    problem.candidates = flags(60);
    problem.evaluation = flags(300);
    for (std::size_t i = 0; i < 800; ++i) {
      const bool likely = problem.base(i, 0) > 0.0 && problem.base(i, 5) < 0.0;
      problem.labels.push_back(random.uniform() < (likely ? 0.6 : 0.1) ? 1 : 0);
    }
    for (std::uint32_t c = 0; c < 60; c += 2) problem.sample_set.push_back({c, 1 + c % 3});
    expect_presorted(problem, {1.0, 1.0, problem.sample_set}, {});
    expect_presorted(problem, {1.0, 3.0, {}}, {});
  }
}

// Class weights such as n / (2 n_class) are no whole numbers; only leaves of equal rows of both
// classes then have sums that are rounded otherwise.
TEST(HistogramTree, BalancedWeightsGiveThePresortedTree) {
  for (std::uint64_t seed = 20; seed < 24; ++seed) {
    const Problem problem = made_problem(6000, 0.01, seed);
    const auto ones = static_cast<double>(std::ranges::count(problem.labels, 1));
    const TrainingWeights weights{6000.0 / (2.0 * (6000.0 - ones)), 6000.0 / (2.0 * ones), {}};
    const Predictions found = predict(*histogram_tree({}, problem.data()), weights);
    const Predictions twin = predict(*make_presorted_tree_refit({}, problem.data(), {}), weights);
    EXPECT_EQ(found.labels, twin.labels);
    for (std::size_t i = 0; i < twin.scores.size(); ++i) {
      EXPECT_NEAR(found.scores[i], twin.scores[i], 1e-9);
    }
  }
}

// Class weights of several classes come as weights of rows, in multiples of 2^-20.
TEST(HistogramTree, FractionalWeightsOfRowsGiveThePresortedTree) {
  for (std::uint64_t seed = 30; seed < 34; ++seed) {
    Problem problem = made_problem(2000, 0.05, seed);
    RandomStream random(seed, Purpose::kTest);
    for (std::size_t i = 0; i < 2000; ++i) {
      problem.weights.push_back((1.0 + random.below(1U << 22U)) * 0x1p-20);
    }
    expect_presorted(problem, {1.0, 1.0, problem.sample_set}, {});
  }
}

// Rows that stand for several give the tree of the rows written out.
TEST(HistogramTree, RowWeightsAreCopies) {
  Problem problem = made_problem(4000, 0.02, 3);
  Problem written = made_problem(4000, 0.02, 3);
  RandomStream random(4, Purpose::kTest);
  std::vector<double> values(written.base.data(), written.base.data() + 4000 * 7);
  for (std::size_t i = 0; i < 4000; ++i) {
    const std::uint32_t copies = problem.labels[i] == 1 ? 1 : 1 + random.below(4);
    problem.weights.push_back(copies);
    for (std::uint32_t c = 1; c < copies; ++c) {
      const auto row = problem.base.row(i);
      values.insert(values.end(), row.begin(), row.end());
      written.labels.push_back(problem.labels[i]);
    }
  }
  written.base = Matrix<double>(written.labels.size(), 7);
  std::ranges::copy(values, written.base.data());
  const TrainingWeights weights{1.0, 1.0, problem.sample_set};
  const Predictions found = predict(*histogram_tree({}, problem.data()), weights);
  const Predictions sorted = predict(*make_presorted_tree_refit({}, problem.data(), {}), weights);
  const Predictions twin = predict(*make_presorted_tree_refit({}, written.data(), {}), weights);
  EXPECT_EQ(found.labels, twin.labels);
  EXPECT_EQ(found.scores, twin.scores);
  EXPECT_EQ(sorted.labels, twin.labels);
  EXPECT_EQ(sorted.scores, twin.scores);
}

// As many rows as runs need.
Problem made_problem_of_numbers(double share, std::uint64_t seed) {
  RandomStream random(seed, Purpose::kTest);
  Problem problem;
  problem.base = rows_of_numbers(CodedColumns::kManyRows, random);
  problem.candidates = rows_of_numbers(400, random);
  problem.evaluation = rows_of_numbers(2000, random);
  for (std::size_t i = 0; i < problem.base.rows(); ++i) {
    const bool likely = problem.base(i, 0) + problem.base(i, 1) > 2.0 || problem.base(i, 2) > 0.028;
    problem.labels.push_back(random.uniform() < (likely ? 5.0 : 1.0) * share ? 1 : 0);
  }
  for (std::uint32_t c = 0; c < problem.candidates.rows(); c += 1 + random.below(3)) {
    problem.sample_set.push_back({c, 1 + random.below(60)});
  }
  return problem;
}

TEST(HistogramTree, EqualsThePresortedTreeOfRuns) {
  for (std::uint64_t seed = 50; seed < 54; ++seed) {
    Problem problem = made_problem_of_numbers(seed % 2 == 0 ? 0.0005 : 0.002, seed);
    ClassifierOptions options;
    options.seed = seed;
    options.max_depth = seed == 50 ? 4 : 0;
    expect_presorted(problem, {1.0, 1.0, problem.sample_set}, options);
    expect_presorted(problem, {1.0, 40.0, {}}, options);
    expect_presorted(problem, {0.0, 1.0, problem.sample_set}, options);
    RandomStream random(seed, Purpose::kTest);
    for (std::size_t i = 0; i < problem.base.rows(); ++i) {
      problem.weights.push_back(seed % 2 == 0 ? 1.0 + random.below(4)
                                              : (1.0 + random.below(1U << 21U)) * 0x1p-20);
    }
    expect_presorted(problem, {1.0, 1.0, problem.sample_set}, options);
  }
}

TEST(HistogramTree, EqualsThePresortedTreeOfRunsWithCandidatesOfBothClasses) {
  Problem problem = made_problem_of_numbers(0.002, 60);
  for (std::size_t c = 0; c < problem.candidates.rows(); ++c) {
    problem.candidate_labels.push_back(c % 3 == 0 ? 1 : 0);
  }
  expect_presorted(problem, {1.0, 1.0, problem.sample_set}, {});
  // The class of most rows may as well be class 1.
  for (int& label : problem.labels) label = 1 - label;
  expect_presorted(problem, {1.0, 1.0, problem.sample_set}, {});
}

// Each of three classes against the others: runs are of the largest one whatever the labels.
TEST(HistogramTree, EqualsThePresortedTreesOfRunsOfThreeClasses) {
  const Problem problem = made_problem_of_numbers(0.002, 61);
  std::vector<std::vector<int>> labels(3);
  std::vector<std::vector<int>> candidate_labels(3);
  for (std::size_t row = 0; row < problem.labels.size(); ++row) {
    const int own = problem.labels[row] == 0 ? 0 : 1 + static_cast<int>(row % 2);
    for (int c = 0; c < 3; ++c) labels[c].push_back(own == c ? 1 : 0);
  }
  for (std::size_t row = 0; row < problem.candidates.rows(); ++row) {
    const int own = 1 + static_cast<int>(row % 2);
    for (int c = 0; c < 3; ++c) candidate_labels[c].push_back(own == c ? 1 : 0);
  }
  std::vector<RefitData> data(3, problem.data());
  for (std::size_t c = 0; c < 3; ++c) {
    data[c].base_labels = labels[c];
    data[c].candidate_labels = candidate_labels[c];
  }
  const auto refits = make_histogram_tree_refits({}, data, {});
  ASSERT_EQ(refits.size(), 3U);
  for (std::size_t c = 0; c < 3; ++c) {
    const TrainingWeights weights{1.0, 1.0, problem.sample_set};
    const Predictions found = predict(*refits[c], weights);
    const Predictions twin = predict(*make_presorted_tree_refit({}, data[c], {}), weights);
    EXPECT_EQ(found.labels, twin.labels);
    EXPECT_EQ(found.scores, twin.scores);
  }
}

TEST(HistogramTree, IsForFewBins) {
  Problem problem = made_problem(3000, 0.02, 5);
  EXPECT_NE(histogram_tree({}, problem.data()), nullptr);
  RandomStream random(6, Purpose::kTest);
  for (std::size_t i = 0; i < 3000; ++i) problem.base(i, 4) = random.normal();
  EXPECT_EQ(histogram_tree({}, problem.data()), nullptr);  // too many values
  problem.base = Matrix<double>(3000, 40);
  problem.candidates = Matrix<double>(0, 40);
  problem.evaluation = Matrix<double>(1, 40);
  for (std::size_t i = 0; i < 3000UL * 40; ++i) problem.base.data()[i] = random.normal();
  EXPECT_EQ(histogram_tree({}, problem.data()), nullptr);  // in all columns together
  const auto dice = [&random](std::size_t rows) {
    Matrix<double> x(rows, 3);
    for (std::size_t i = 0; i < rows * 3; ++i) x.data()[i] = random.below(6);
    return x;
  };
  problem = made_problem(3000, 0.02, 7);
  problem.base = dice(3000);
  problem.candidates = dice(300);
  problem.evaluation = dice(10);
  EXPECT_EQ(histogram_tree({}, problem.data()), nullptr);      // no value is usual
  constexpr std::size_t kMany = (std::size_t{1} << 16) - 300;  // without the candidates
  problem.labels.resize(kMany);
  problem.base = dice(kMany);
  EXPECT_NE(histogram_tree({}, problem.data()), nullptr);  // but rows are many
  problem.labels.resize(kMany - 1);
  problem.base = dice(kMany - 1);
  EXPECT_EQ(histogram_tree({}, problem.data()), nullptr);
}

}  // namespace
}  // namespace autosmote
