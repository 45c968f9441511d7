#include "search/scoring.h"

#include <utility>

#include "autosmote/error.h"

namespace autosmote {

void score_on_test(const SearchProblem& problem, const CandidateRows& candidates,
                   const FoldSamples& samples, const Context& context, MethodScore& score) {
  const Fold& final = problem.final;
  if (final.evaluation_labels.empty()) return;
  Predictions predictions =
      predict_evaluation(final, candidates, samples, problem.classifier, score.threshold, context);
  score.test_labels = std::move(predictions.labels);
  score.test_scores = std::move(predictions.scores);
  try {
    score.test = evaluate_metric(problem.metric, final.evaluation_labels, score.test_labels,
                                 score.test_scores);
  } catch (const DataError& error) {
    score.note = error.what();
  }
}

}  // namespace autosmote
