#include "search/scoring.h"

#include <utility>

#include "autosmote/error.h"
#include "search/set_scorer.h"

namespace autosmote {
namespace {

Predictions predict_test(const SearchProblem& problem, const CandidateRows& candidates,
                         const FoldSamples& samples, const Context& context) {
  if (!problem.external) {
    return predict_evaluation(problem.final, candidates, samples, problem.classifier, context);
  }
  const ExternalFit fit = external_fit(problem.folds.size(), candidates, samples);
  return problem.external->fit_predict(std::span(&fit, 1)).front().predictions;
}

}  // namespace

void score_on_test(const SearchProblem& problem, const CandidateRows& candidates,
                   const FoldSamples& samples, const Context& context, MethodScore& score) {
  const Fold& final = problem.final;
  if (final.evaluation_labels.empty()) return;
  Predictions predictions = predict_test(problem, candidates, samples, context);
  apply_threshold(score.threshold, predictions);
  apply_offsets(score.offsets, predictions);
  score.test_labels = std::move(predictions.labels);
  score.test_scores = std::move(predictions.scores);
  try {
    score.test = evaluate_metric(problem.metric, final.evaluation_labels, score.test_labels,
                                 score.test_scores, final.classes);
  } catch (const DataError& error) {
    score.note = error.what();
  }
}

}  // namespace autosmote
