#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "autosmote/matrix_view.h"
#include "classifiers/linear_model.h"
#include "classifiers/refit.h"
#include "core/random.h"

namespace autosmote {

/// What a linear classifier minimises, written down plainly, in long double.
struct LinearTwin {
  bool logistic = false;  ///< log loss with a free intercept, else squared hinge

  struct Value {
    double objective = 0.0;
    std::vector<double> gradient;  ///< features, then intercept
  };

  Value evaluate(const Matrix<double>& x, std::span<const int> labels,
                 std::span<const double> weights, double c, const LinearModel& model) const {
    const std::size_t d = x.cols();
    std::vector<long double> gradient(d + 1, 0.0L);
    long double objective = 0.0L;
    for (std::size_t j = 0; j < d; ++j) {
      objective += 0.5L * model.coefficients[j] * model.coefficients[j];
      gradient[j] = model.coefficients[j];
    }
    if (!logistic) {
      objective += 0.5L * model.intercept * model.intercept;
      gradient[d] = model.intercept;
    }
    for (std::size_t i = 0; i < x.rows(); ++i) {
      long double f = model.intercept;
      for (std::size_t j = 0; j < d; ++j)
        f += static_cast<long double>(x(i, j)) * model.coefficients[j];
      const long double y = labels[i] == 1 ? 1.0L : -1.0L;
      const long double z = y * f;
      const long double weight = c * static_cast<long double>(weights.empty() ? 1.0 : weights[i]);
      long double loss = 0.0L;
      long double slope = 0.0L;
      if (logistic) {
        loss = z > 0 ? std::log1p(std::exp(-z)) : std::log1p(std::exp(z)) - z;
        slope = -1.0L / (1.0L + std::exp(z));
      } else if (z < 1.0L) {
        loss = (1.0L - z) * (1.0L - z);
        slope = -2.0L * (1.0L - z);
      }
      objective += weight * loss;
      for (std::size_t j = 0; j < d; ++j) gradient[j] += weight * slope * y * x(i, j);
      gradient[d] += weight * slope * y;
    }
    Value value;
    value.objective = static_cast<double>(objective);
    value.gradient.assign(gradient.begin(), gradient.end());
    return value;
  }
};

inline double norm(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += value * value;
  return std::sqrt(sum);
}

/// A small two-class problem: base rows, candidates between minority rows, evaluation rows.
struct LinearProblem {
  Matrix<double> base;
  std::vector<int> labels;
  Matrix<double> candidates;
  Matrix<double> evaluation;
  std::vector<WeightedRow> sample_set;

  /// `candidate_labels`: see RefitData.
  RefitData data(std::span<const int> candidate_labels = {}) const {
    return {base.view(), labels, candidates.view(), candidate_labels, evaluation.view()};
  }

  /// The training rows as the fast path never sees them: each candidate `weight` times.
  void materialize(std::span<const int> candidate_labels, Matrix<double>& x,
                   std::vector<int>& y) const {
    std::size_t rows = base.rows();
    for (const WeightedRow& row : sample_set) rows += row.weight;
    x = Matrix<double>(rows, base.cols());
    y = labels;
    for (std::size_t i = 0; i < base.rows(); ++i) {
      for (std::size_t j = 0; j < base.cols(); ++j) x(i, j) = base(i, j);
    }
    std::size_t next = base.rows();
    for (const WeightedRow& row : sample_set) {
      for (std::uint32_t copy = 0; copy < row.weight; ++copy, ++next) {
        for (std::size_t j = 0; j < base.cols(); ++j) x(next, j) = candidates(row.row, j);
        y.push_back(data(candidate_labels).candidate_label(row.row));
      }
    }
  }
};

inline LinearProblem make_linear_problem(std::uint32_t seed, std::size_t rows, std::size_t minority,
                                         std::size_t features, std::size_t candidates,
                                         double separation) {
  RandomStream random(seed, Purpose::kTest);
  LinearProblem problem;
  problem.base = Matrix<double>(rows, features);
  for (std::size_t i = 0; i < rows; ++i) {
    problem.labels.push_back(i < minority ? 1 : 0);
    for (std::size_t j = 0; j < features; ++j) {
      problem.base(i, j) = random.normal() + (i < minority ? separation : 0.0);
    }
  }
  problem.candidates = Matrix<double>(candidates, features);
  for (std::size_t i = 0; i < candidates; ++i) {
    const std::size_t a = random.below(static_cast<std::uint32_t>(rows));
    const std::size_t b = random.below(static_cast<std::uint32_t>(rows));
    const double lambda = random.uniform();
    for (std::size_t j = 0; j < features; ++j) {
      problem.candidates(i, j) =
          problem.base(a, j) + lambda * (problem.base(b, j) - problem.base(a, j));
    }
    if (random.below(3) > 0) {
      problem.sample_set.push_back({static_cast<std::uint32_t>(i), 1 + random.below(5)});
    }
  }
  problem.evaluation = Matrix<double>(17, features);
  for (std::size_t i = 0; i < 17; ++i) {
    for (std::size_t j = 0; j < features; ++j) problem.evaluation(i, j) = random.normal();
  }
  return problem;
}

}  // namespace autosmote
