#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "autosmote/matrix_view.h"
#include "classifiers/refit.h"

namespace autosmote {

/// A few rows with many equal values, for comparing a classifier with its slow twin.
struct SmallProblem {
  Matrix<double> base;
  std::vector<int> base_labels;
  Matrix<double> candidates;
  std::vector<int> candidate_labels;
  Matrix<double> evaluation;
  std::vector<WeightedRow> sample_set;

  RefitData data() const {
    return {base.view(), base_labels, candidates.view(), candidate_labels, evaluation.view()};
  }
};

/// The rows that a slow twin trains on: each candidate as often as its weight.
struct MaterializedRows {
  std::vector<std::vector<double>> x;
  std::vector<int> labels;
  std::vector<double> weights;
};

inline MaterializedRows materialize(const RefitData& data, const TrainingWeights& weights) {
  MaterializedRows rows;
  const auto add = [&](std::span<const double> row, int label, double weight) {
    if (weight == 0.0) return;
    rows.x.emplace_back(row.begin(), row.end());
    rows.labels.push_back(label);
    rows.weights.push_back(weight);
  };
  for (std::size_t i = 0; i < data.base.rows; ++i) {
    const int label = data.base_labels[i];
    add(data.base.row(i), label, label == 1 ? weights.minority_weight : weights.majority_weight);
  }
  for (const WeightedRow& candidate : weights.candidates) {
    for (std::uint32_t copy = 0; copy < candidate.weight; ++copy) {
      add(data.candidates.row(candidate.row), data.candidate_label(candidate.row), 1.0);
    }
  }
  return rows;
}

inline Matrix<double> arbitrary_matrix(std::size_t rows, std::size_t cols, int distinct) {
  const auto values =
      *rc::gen::container<std::vector<int>>(rows * cols, rc::gen::inRange(0, distinct));
  Matrix<double> matrix(rows, cols);
  for (std::size_t i = 0; i < values.size(); ++i) matrix.data()[i] = 0.25 * values[i];
  return matrix;
}

/// An arbitrary problem: 2 to 40 base rows with both classes, down to one row a class; 1 to 4
/// features of 1 (constant) to 12 distinct values; candidates of one class or
/// of both, with multiplicities.
inline SmallProblem arbitrary_problem() {
  const auto base_rows = *rc::gen::inRange<std::size_t>(2, 41);
  const auto cols = *rc::gen::inRange<std::size_t>(1, 5);
  const auto pool = *rc::gen::inRange<std::size_t>(1, 16);
  const int distinct = *rc::gen::inRange(1, 13);
  SmallProblem problem;
  problem.base = arbitrary_matrix(base_rows, cols, distinct);
  problem.base_labels = *rc::gen::container<std::vector<int>>(base_rows, rc::gen::inRange(0, 2));
  problem.base_labels.front() = 0;
  problem.base_labels.back() = 1;
  problem.candidates = arbitrary_matrix(pool, cols, distinct);
  // All of class 1, all of class 0, or of both.
  const int kind = *rc::gen::inRange(0, 4);
  if (kind == 1) problem.candidate_labels.assign(pool, 0);
  if (kind > 1) {
    problem.candidate_labels = *rc::gen::container<std::vector<int>>(pool, rc::gen::inRange(0, 2));
  }
  problem.evaluation = arbitrary_matrix(20, cols, distinct + 1);
  for (std::uint32_t row = 0; row < pool; ++row) {
    const auto weight = *rc::gen::inRange<std::uint32_t>(0, 5);
    if (weight > 0) problem.sample_set.push_back({row, weight});
  }
  return problem;
}

}  // namespace autosmote
