#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace autosmote {

/// All rows that have one score.
struct ScoreGroup {
  double score = 0.0;
  std::uint64_t positives = 0;  ///< rows of class 1
  std::uint64_t negatives = 0;  ///< rows of class 0
};

/// The distinct scores, largest first, with the classes of their rows; -0 equals 0. `truth` holds
/// 0 or 1. O(n): a radix sort, because a reward with a tuned threshold does this after every fit.
/// Throws DataError where the lengths differ, there is no row, a truth is neither 0 nor 1, or a
/// score is not a number.
std::vector<ScoreGroup> group_by_score(std::span<const int> truth, std::span<const double> scores);

/// Area under the ROC curve: the share of (positive, negative) pairs in which the positive has
/// the larger score, ties counting one half. Needs both classes.
double roc_auc(std::span<const ScoreGroup> groups);

/// Sum over the distinct scores, largest first, of precision times the gain in recall (no
/// interpolation; average_precision_score of scikit-learn); 0 where there is no positive.
double average_precision(std::span<const ScoreGroup> groups);

}  // namespace autosmote
