#include "evaluation/run_method.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "autosmote/error.h"
#include "core/check.h"
#include "evaluation/resample_fold.h"
#include "metrics/weighted_metric.h"
#include "search/reward.h"

namespace autosmote {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Matrix<double> stacked(const Matrix<double>& a, const Matrix<double>& b) {
  Matrix<double> rows(a.rows() + b.rows(), a.cols());
  std::copy_n(a.data(), a.rows() * a.cols(), rows.data());
  std::copy_n(b.data(), b.rows() * b.cols(), rows.data() + a.rows() * a.cols());
  return rows;
}

// The training rows as a method without a search leaves them, and how they are weighted.
struct PlainSet {
  Fold fold;  // evaluation: validation rows, then test rows
  FoldSamples weights;
  std::string note;
  bool applied = true;
};

PlainSet make_plain_set(const Method& method, const SplitProblem& split, const Context& context) {
  const Fold& source = split.holdout.folds.front();
  PlainSet set;
  set.fold.classes = source.classes;
  if (method.kind == Method::Kind::kResampler) {
    try {
      ResampledRows rows = resample_fold(method.name, source, context);
      set.fold.train = std::move(rows.x);
      set.fold.train_labels = std::move(rows.labels);
    } catch (const Error& error) {
      set.applied = false;
      set.note = error.what();
    }
  }
  if (set.fold.train_labels.empty()) {
    set.fold.train = source.train;
    set.fold.train_labels = source.train_labels;
  }
  if (method.balanced_weights) set.weights.class_weights = balanced_weights(source);
  set.fold.evaluation = stacked(source.evaluation, split.holdout.final.evaluation);
  return set;
}

// Empty, with a note, where the metric is not defined on the rows.
std::optional<double> score_of(const Metric& metric, std::span<const int> truth,
                               std::span<const int> labels, std::span<const double> scores,
                               int classes, std::string& note) {
  try {
    return evaluate_metric(metric, truth, labels, scores, classes);
  } catch (const DataError& error) {
    note = error.what();
    return std::nullopt;
  }
}

// Scores the predictions of final's evaluation rows: test rows alone, and with the minority rows
// that undersampling left out.
void score_test(const Metric& metric, const SplitProblem& split, std::span<const int> labels,
                std::span<const double> scores, RunScore& result) {
  const std::span<const int> truth(split.holdout.final.evaluation_labels);
  const std::size_t n = split.test_rows;
  result.test = score_of(metric, truth.first(n), labels.first(n), scores.first(n),
                         split.holdout.final.classes, result.note);
  if (n == truth.size() || !result.test) {
    result.test_all = result.test;
    return;
  }
  const auto kept = static_cast<std::uint64_t>(std::ranges::count(truth.first(n), 1));
  const std::uint64_t all = kept + (truth.size() - n);
  result.test_all = evaluate_weighted_metric(metric, truth, labels, scores, {all, kept});
}

RunScore run_score(const SplitProblem& split, const Metric& metric, const MethodScore& score) {
  RunScore result;
  result.validation = score.validation;
  result.threshold = score.threshold;
  result.rows = split.holdout.final.train.rows() + score.synthetic_rows;
  result.fits = score.fits;
  result.note = score.note;
  if (!score.test_labels.empty()) {
    score_test(metric, split, score.test_labels, score.test_scores, result);
  }
  return result;
}

}  // namespace

std::vector<RunScore> run_plain_method(const Method& method, const SplitProblem& split,
                                       std::span<const ClassifierOptions> classifiers,
                                       std::span<const Metric> metrics, const Context& context) {
  const Clock::time_point start = Clock::now();
  const PlainSet set = make_plain_set(method, split, context);
  const double preparation = seconds_since(start);
  const std::vector<int>& validation = split.holdout.folds.front().evaluation_labels;
  const Matrix<double> none(0, set.fold.train.cols());
  std::vector<RunScore> results;
  for (const ClassifierOptions& classifier : classifiers) {
    const Clock::time_point fit_start = Clock::now();
    const bool weightless = method.balanced_weights && !takes_class_weights(classifier.kind);
    const FoldSamples weights = weightless ? FoldSamples{} : set.weights;
    const Predictions predictions =
        predict_evaluation(set.fold, none, weights, classifier, context);
    const double seconds = preparation + seconds_since(fit_start);
    const std::span<const int> labels(predictions.labels);
    const std::span<const double> scores(predictions.scores);
    for (const Metric& metric : metrics) {
      RunScore result;
      result.applied = set.applied && !weightless;
      result.note = weightless ? "this classifier has no class weights" : set.note;
      const std::size_t v = validation.size();
      result.validation = score_of(metric, validation, labels.first(v), scores.first(v),
                                   set.fold.classes, result.note);
      score_test(metric, split, labels.subspan(v), scores.subspan(v), result);
      result.rows = set.fold.train.rows();
      result.fits = 1;
      result.seconds = seconds;
      results.push_back(std::move(result));
    }
  }
  return results;
}

RunScore run_tuned_method(const Method& method, const SplitProblem& split,
                          const ClassifierOptions& classifier, const Metric& metric,
                          std::uint64_t episodes, const Context& context) {
  const Clock::time_point start = Clock::now();
  SearchOptions options;
  options.profile = method.profile;
  options.kind = method.search;
  options.ablation = method.ablation;
  options.budget = method.budget;
  options.threshold = method.threshold;
  // The small budget is what it is; a length is that of the searches proper.
  options.episodes = method.budget == SearchBudget::kSmall ? 0 : episodes;
  SearchProblem problem = method.profile == Profile::kPaper ? split.holdout : split.folds;
  problem.classifier = classifier;
  problem.metric = metric;
  RunScore result;
  if (method.kind == Method::Kind::kSearch) {
    const SearchResult found = run_search(problem, options, context, nullptr);
    result = run_score(split, metric, found.score);
    result.fits = found.fits;
    result.interrupted = found.interrupted;
  } else {
    AUTOSMOTE_CHECK(method.kind == Method::Kind::kBaseline);
    MethodScore score = score_baseline(method.baseline, problem, options, context);
    const bool applied = score.validation.has_value();
    if (!applied) {
      std::string why = std::move(score.note);
      score = score_baseline(Baseline::kNothing, problem, options, context);
      score.note = std::move(why);
    }
    result = run_score(split, metric, score);
    result.applied = applied;
  }
  result.seconds = seconds_since(start);
  return result;
}

}  // namespace autosmote
