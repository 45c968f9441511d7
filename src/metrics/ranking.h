#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace autosmote {

/// All rows with scores from `score` down to `lowest`.
struct ScoreGroup {
  double score = 0.0;
  double lowest = 0.0;
  std::uint64_t positives = 0;  ///< rows of class 1
  std::uint64_t negatives = 0;  ///< rows of class 0
};

/// The distinct scores, largest first, with the classes of their rows; -0 equals 0. `truth` holds
/// 0 or 1. O(n), by a radix sort. Throws DataError where the lengths differ, there is no row, a
/// truth is neither 0 nor 1, or a score is not a number.
std::vector<ScoreGroup> group_by_score(std::span<const int> truth, std::span<const double> scores);

/// The same with neighbouring groups of class 0 alone made one: what rankings need, and thresholds
/// (see best_threshold). A group with positives still has one score. O(n log P) without a sort of
/// the n rows where at most an eighth of them, P, are positive: a reward with a tuned threshold
/// does this after every fit. Throws as group_by_score.
std::vector<ScoreGroup> group_between_positives(std::span<const int> truth,
                                                std::span<const double> scores);

/// Area under the ROC curve: the share of (positive, negative) pairs in which the positive has
/// the larger score, ties counting one half. Needs both classes.
double roc_auc(std::span<const ScoreGroup> groups);

/// Sum over the distinct scores, largest first, of precision times the gain in recall (no
/// interpolation; average_precision_score of scikit-learn); 0 where there is no positive.
double average_precision(std::span<const ScoreGroup> groups);

}  // namespace autosmote
