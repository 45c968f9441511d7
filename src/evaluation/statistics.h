#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "autosmote/matrix_view.h"

namespace autosmote {

/// A mean with the interval that covers the true one with 95 % confidence (Student's t).
struct MeanInterval {
  double mean = 0.0;
  double lower = 0.0;  ///< NaN for fewer than two values
  double upper = 0.0;  ///< NaN for fewer than two values
  std::size_t count = 0;
};

/// Mean of at least one value, mean -+ t(0.975, n - 1) s / sqrt(n). O(n).
MeanInterval mean_interval(std::span<const double> values);

/// Rank of each value, 1 for the largest; equal values share the mean of their ranks. O(n log n).
std::vector<double> average_ranks(std::span<const double> values);

/// How often one method is better than, as good as and worse than another.
struct WinTieLoss {
  std::size_t wins = 0;
  std::size_t ties = 0;  ///< differences of at most 1e-12: sums in another order
  std::size_t losses = 0;
};

/// Of a[i] against b[i].
WinTieLoss win_tie_loss(std::span<const double> a, std::span<const double> b);

/// A test statistic and its p-value.
struct TestResult {
  double statistic = 0.0;
  double p = 1.0;
};

/// Wilcoxon's signed-rank test of paired values, two-sided, as scipy.stats.wilcoxon with its
/// defaults: zero differences are left out, no continuity correction; the p-value is exact up to 50
/// pairs without zero or equal differences and up to 13 pairs with them, else that of the normal
/// approximation with tie correction. Where all differences are zero, p is 1. The statistic is the
/// smaller rank sum. O(n log n), exact O(n^3).
TestResult wilcoxon_signed_rank(std::span<const double> a, std::span<const double> b);

/// Friedman's test that k >= 3 methods (columns) rank alike in n >= 1 blocks (rows), with tie
/// correction, as scipy.stats.friedmanchisquare. Where every block is one tie, p is 1.
TestResult friedman(MatrixView<const double> scores);

/// Nemenyi's critical difference: average ranks of k methods over n blocks that differ by more are
/// different at level `alpha` (Demsar 2006, "Statistical comparisons of classifiers over multiple
/// data sets", section 3.2.2): q sqrt(k (k + 1) / (6 n)) with the studentised range's quantile over
/// sqrt(2).
double nemenyi_critical_difference(std::size_t methods, std::size_t blocks, double alpha);

}  // namespace autosmote
