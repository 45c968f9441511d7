#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "autosmote/classifier.h"

namespace autosmote {

/// What a classifier's score says of the probability of the minority.
enum class ScoreMeaning {
  kLogOdds,   ///< logistic, xgboost: log(p / (1 - p))
  kShare,     ///< knn, tree: p - 1/2
  kDecision,  ///< svm, adaboost: only its order means something
};

ScoreMeaning score_meaning(ClassifierKind kind);

/// Probabilities of the minority from scores, row by row. Decision values are mapped by Platt's
/// logistic curve (Platt 1999, "Probabilistic outputs for support vector machines", with its
/// smoothed targets), fitted for each fold on the rows of all other folds. `fold`: of each row;
/// only read for decision values. A fold whose other rows have one class gets that class's smoothed
/// share. O(n * folds).
std::vector<double> minority_probabilities(ScoreMeaning meaning, std::span<const int> truth,
                                           std::span<const double> scores,
                                           std::span<const std::uint32_t> fold);

/// p as it is where the minority has weight `minority` and the majority `majority` instead of the
/// same: p * minority / (p * minority + (1 - p) * majority). With the ratios of the original to the
/// resampled shares of the classes it undoes the shift that resampling brings (Elkan 2001, "The
/// foundations of cost-sensitive learning", theorem 2).
double reweighted_probability(double p, double minority, double majority);

/// How well probabilities fit what happened.
struct Calibration {
  double brier = 0.0;  ///< mean squared error
  /// Calibration in the large: the b of logit P(y = 1) = logit(p) + b; 0 is ideal, below 0 means
  /// that probabilities are too high. Empty where one class is missing.
  std::optional<double> intercept;
  /// The s of logit P(y = 1) = a + s logit(p); 1 is ideal, below 1 means that probabilities are too
  /// extreme. Empty where it is not finite: with one class or one value of p, or where p separates
  /// the classes.
  std::optional<double> slope;
};

/// Of probabilities against labels 0 and 1, one row at least (Van Calster et al. 2019,
/// "Calibration: the Achilles heel of predictive analytics"). For logits, p is cut to [1e-4,
/// 1 - 1e-4]. O(n).
Calibration measure_calibration(std::span<const int> truth, std::span<const double> probabilities);

/// Rows of like probability: what was said of them, and what happened.
struct ReliabilityBin {
  double probability = 0.0;  ///< mean
  double share = 0.0;        ///< of minority rows
  std::size_t rows = 0;
};

/// At most `bins` groups of about equally many rows each, in ascending order of their probability
/// (a reliability diagram; Niculescu-Mizil and Caruana 2005). Rows of one probability stay
/// together, so there can be fewer. O(n log n).
std::vector<ReliabilityBin> reliability_bins(std::span<const int> truth,
                                             std::span<const double> probabilities,
                                             std::size_t bins = 10);

}  // namespace autosmote
