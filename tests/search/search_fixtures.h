#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/random.h"
#include "search/fold.h"
#include "search/search.h"

namespace autosmote {

/// Linear interpolation of given rows: the simplest RowGenerator.
class RowsGenerator : public RowGenerator {
 public:
  explicit RowsGenerator(Matrix<double> rows) : rows_(std::move(rows)) {}
  std::size_t width() const override { return rows_.cols(); }
  void generate(std::size_t source, std::size_t neighbor, double lambda,
                std::span<double> encoded) const override {
    for (std::size_t j = 0; j < rows_.cols(); ++j) {
      encoded[j] = rows_(source, j) + lambda * (rows_(neighbor, j) - rows_(source, j));
    }
  }

 private:
  Matrix<double> rows_;
};

/// A fold of two overlapping clouds: `majority` rows around the origin and `minority` rows, every
/// fourth row until they are used up, shifted by `shift` in each of d columns.
inline Fold cloud_fold(std::size_t majority, std::size_t minority, std::size_t d, double shift,
                       std::uint32_t key, std::size_t evaluation_rows = 60) {
  RandomStream random(17, Purpose::kTest, key);
  Fold fold;
  const std::size_t n = majority + minority;
  fold.train = Matrix<double>(n, d);
  for (std::size_t i = 0, left = minority; i < n; ++i) {
    const bool positive = left > 0 && (i % 4 == 1 || n - i == left);
    fold.train_labels.push_back(positive ? 1 : 0);
    if (positive) {
      --left;
      fold.minority.push_back(static_cast<std::uint32_t>(i));
    }
    for (std::size_t j = 0; j < d; ++j) fold.train(i, j) = random.normal() + (positive ? shift : 0);
  }
  fold.evaluation = Matrix<double>(evaluation_rows, d);
  for (std::size_t i = 0; i < evaluation_rows; ++i) {
    const bool positive = i % 6 == 0;
    fold.evaluation_labels.push_back(positive ? 1 : 0);
    for (std::size_t j = 0; j < d; ++j) {
      fold.evaluation(i, j) = random.normal() + (positive ? shift : 0);
    }
  }
  fold.generator = std::make_shared<RowsGenerator>(minority_rows_of(fold));
  return fold;
}

/// The same of several classes: `rows[c]` rows of class c, of which there are fewest of the last,
/// mixed; class c > 0 is shifted in column c - 1.
inline Fold classes_fold(const std::vector<std::size_t>& rows, double shift, std::uint32_t key) {
  RandomStream random(18, Purpose::kTest, key);
  Fold fold;
  fold.classes = static_cast<int>(rows.size());
  const std::size_t d = rows.size() - 1;
  const auto fill = [&](std::vector<int>& labels, std::size_t share) {
    for (std::size_t c = 0; c < rows.size(); ++c) {
      labels.insert(labels.end(), (rows[c] + share - 1) / share, static_cast<int>(c));
    }
    shuffle(std::span<int>(labels), random);
    Matrix<double> x(labels.size(), d);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      for (std::size_t j = 0; j < d; ++j) {
        x(i, j) = random.normal() + (static_cast<int>(j) + 1 == labels[i] ? shift : 0.0);
      }
    }
    return x;
  };
  fold.train = fill(fold.train_labels, 1);
  fold.evaluation = fill(fold.evaluation_labels, 3);
  for (std::uint32_t i = 0; i < fold.train_labels.size(); ++i) {
    if (fold.train_labels[i] != 0) fold.minority.push_back(i);
  }
  fold.generator = std::make_shared<RowsGenerator>(minority_rows_of(fold));
  return fold;
}

/// A problem of four classes, the last with three rows a fold.
inline SearchProblem classes_problem(std::size_t folds) {
  SearchProblem problem;
  const std::vector<std::size_t> rows{150, 40, 12, 3};
  for (std::uint32_t f = 0; f < folds; ++f) problem.folds.push_back(classes_fold(rows, 1.5, f));
  problem.final = classes_fold(rows, 1.5, 99);
  return problem;
}

inline SearchProblem cloud_problem(std::size_t folds) {
  SearchProblem problem;
  for (std::uint32_t f = 0; f < folds; ++f) problem.folds.push_back(cloud_fold(200, 14, 3, 1.2, f));
  problem.final = cloud_fold(200, 14, 3, 1.2, folds == 1 ? 0 : 99, 90);
  return problem;
}

/// Amounts as they are when given: with four classes none for class 1, twice the rows for class 2
/// and 7 for the 3 of class 3; with two classes one and a half times the rows.
inline void give_amounts(SearchProblem& problem) {
  problem.growth = problem.final.classes == 2 ? std::vector<double>{0.0, 1.5}
                                              : std::vector<double>{0.0, 0.0, 2.0, 7.0 / 3.0};
  const auto give = [&problem](Fold& fold) {
    std::vector<std::size_t> rows(problem.growth.size());
    for (const int label : fold.train_labels) ++rows[static_cast<std::size_t>(label)];
    for (std::size_t c = 0; c < rows.size(); ++c) {
      rows[c] =
          static_cast<std::size_t>(std::llround(problem.growth[c] * static_cast<double>(rows[c])));
    }
    fold.given_amounts = std::move(rows);
  };
  for (Fold& fold : problem.folds) give(fold);
  give(problem.final);
}

}  // namespace autosmote
