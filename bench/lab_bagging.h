#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/random.h"
#include "search/cross_fit.h"
#include "search/fold_classifier.h"
#include "search/reward.h"
#include "search/search.h"

namespace autosmote::lab {

/// Of `fold` with a bootstrap sample of its training rows, as many as it has of either class (two
/// classes); the evaluation rows stay. O(n d).
inline Fold bootstrap_of(const Fold& fold, RandomStream& random) {
  std::vector<std::size_t> rows[2];
  for (std::size_t i = 0; i < fold.train_labels.size(); ++i) {
    const double copies = fold.train_weights.empty() ? 1.0 : fold.train_weights[i];
    rows[fold.train_labels[i]].insert(rows[fold.train_labels[i]].end(),
                                      static_cast<std::size_t>(copies), i);
  }
  Fold drawn;
  drawn.train = Matrix<double>(rows[0].size() + rows[1].size(), fold.train.cols());
  for (int label = 0; label < 2; ++label) {
    const auto count = static_cast<std::uint32_t>(rows[label].size());
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::size_t at = drawn.train_labels.size();
      std::ranges::copy(fold.train.row(rows[label][random.below(count)]),
                        drawn.train.row(at).begin());
      drawn.train_labels.push_back(label);
      if (label == 1) drawn.minority.push_back(static_cast<std::uint32_t>(at));
    }
  }
  drawn.evaluation = fold.evaluation;
  drawn.evaluation_labels = fold.evaluation_labels;
  return drawn;
}

/// The mean of the scores that `members` classifiers give the evaluation rows of `fold`, each
/// fitted on a bootstrap sample of its training rows.
inline Predictions bagged_predictions(const SearchProblem& problem, const Fold& fold, int members,
                                      RandomStream& random, const Context& context) {
  Predictions mean;
  mean.scores.resize(fold.evaluation_labels.size());
  for (int m = 0; m < members; ++m) {
    const Predictions own =
        predict_evaluation(bootstrap_of(fold, random), {}, {}, problem.classifier, context);
    for (std::size_t i = 0; i < own.scores.size(); ++i) mean.scores[i] += own.scores[i] / members;
  }
  for (const double score : mean.scores) mean.labels.push_back(score > 0.0 ? 1 : 0);
  return mean;
}

/// Bagging (Breiman 1996) without a synthetic row, the threshold tuned: what an ensemble of the
/// user's classifier does by itself. Validated like the cheap alternatives. members * (folds + 1)
/// fits.
inline MethodScore score_bagging(const SearchProblem& problem, int members,
                                 const Context& context) {
  RandomStream random(context.seed, Purpose::kTest, 78);  // not the one of make_part
  Predictions pooled;
  for (const Fold& fold : problem.folds) {
    append(bagged_predictions(problem, fold, members, random, context), pooled);
  }
  const PooledRows rows(problem.folds, problem.metric, !problem.metric.uses_scores(), 1);
  std::vector<double> offsets;
  const Threshold best = rows.score(pooled, offsets);
  const std::vector<FoldOutcome> outcomes = rows.outcomes(pooled);
  Predictions test = bagged_predictions(problem, problem.final, members, random, context);
  apply_threshold(best.threshold, test);
  MethodScore score;
  score.validation = unflattered(std::span(&outcomes, 1), 1, problem.metric, best.value);
  score.threshold = best.threshold;
  score.test_labels = std::move(test.labels);
  score.test_scores = std::move(test.scores);
  return score;
}

}  // namespace autosmote::lab
