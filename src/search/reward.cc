#include "search/reward.h"

#include "core/abandon.h"
#include "core/check.h"
#include "core/parallel.h"
#include "metrics/class_offsets.h"
#include "metrics/threshold.h"

namespace autosmote {
namespace {

MatrixView<const double> class_scores(const Predictions& predictions, std::size_t classes) {
  return {predictions.class_scores.data(), predictions.class_scores.size() / classes, classes};
}

}  // namespace

PooledRows::PooledRows(std::span<const Fold> folds, const Metric& metric, bool tune_threshold,
                       std::size_t repeats)
    : folds_a_repeat_(folds.size() / repeats),
      classes_(static_cast<std::size_t>(folds.front().classes)),
      metric_(metric),
      tune_threshold_(tune_threshold) {
  for (const Fold& fold : folds) {
    truth_.insert(truth_.end(), fold.evaluation_labels.begin(), fold.evaluation_labels.end());
    fold_sizes_.push_back(fold.evaluation_labels.size());
  }
}

Threshold PooledRows::score(const Predictions& pooled, std::vector<double>& offsets) const {
  offsets.clear();
  if (tune_threshold_ && classes_ > 2) {
    ClassOffsets best = best_offsets(metric_, truth_, class_scores(pooled, classes_));
    offsets = std::move(best.offsets);
    return {0.0, best.value};
  }
  if (tune_threshold_) return best_threshold(metric_, truth_, pooled.scores);
  return {0.0, evaluate_metric(metric_, truth_, pooled.labels, pooled.scores,
                               static_cast<int>(classes_))};
}

std::vector<FoldOutcome> PooledRows::outcomes(const Predictions& pooled) const {
  return cross_fit({truth_, pooled.labels, pooled.scores, fold_sizes_, folds_a_repeat_, classes_,
                    pooled.class_scores},
                   metric_, tune_threshold_);
}

void append(const Predictions& fold, Predictions& pooled) {
  pooled.labels.insert(pooled.labels.end(), fold.labels.begin(), fold.labels.end());
  pooled.scores.insert(pooled.scores.end(), fold.scores.begin(), fold.scores.end());
  pooled.class_scores.insert(pooled.class_scores.end(), fold.class_scores.begin(),
                             fold.class_scores.end());
}

Reward::Scratch::Scratch(const Reward& reward) {
  for (const auto& classifier : reward.classifiers_) {
    workspaces_.push_back(classifier->make_workspace());
  }
}

Reward::Reward(std::span<const Fold> folds, std::span<const CandidateRows> candidates,
               const ClassifierOptions& classifier, const Metric& metric, bool tune_threshold,
               const Context& context, std::size_t repeats)
    : rows_(folds, metric, tune_threshold, repeats), context_(context) {
  AUTOSMOTE_CHECK(folds.size() == candidates.size() && !folds.empty());
  for (std::size_t f = 0; f < folds.size(); ++f) {
    classifiers_.push_back(
        std::make_unique<FoldClassifier>(folds[f], candidates[f], classifier, context));
  }
}

Threshold Reward::evaluate(std::span<const FoldSamples> samples, Scratch& scratch) const {
  AUTOSMOTE_CHECK(samples.size() == classifiers_.size());
  scratch.pooled_.labels.clear();
  scratch.pooled_.scores.clear();
  scratch.pooled_.class_scores.clear();
  for (std::size_t f = 0; f < samples.size(); ++f) {
    stop_if_abandoned(context_);
    Predictions& fold = scratch.fold_predictions_;
    classifiers_[f]->fit_predict(samples[f], scratch.workspaces_[f].get(), fold);
    append(fold, scratch.pooled_);
  }
  return rows_.score(scratch.pooled_, scratch.offsets_);
}

std::vector<FoldOutcome> Reward::outcomes(const Scratch& scratch) const {
  return rows_.outcomes(scratch.pooled_);
}

void apply_offsets(std::span<const double> offsets, Predictions& predictions) {
  if (offsets.empty()) return;
  predictions.labels = labels_at_offsets(class_scores(predictions, offsets.size()), offsets);
}

void apply_threshold(double threshold, Predictions& predictions) {
  if (threshold == 0.0) return;
  for (std::size_t i = 0; i < predictions.scores.size(); ++i) {
    predictions.labels[i] = predictions.scores[i] > threshold ? 1 : 0;
  }
}

namespace {

bool tunes(const SearchOptions& options, bool graded_scores, const Metric& metric) {
  if (metric.uses_scores() || !graded_scores) return false;
  if (options.threshold == ThresholdMode::kAuto) return options.profile == Profile::kDefault;
  return options.threshold == ThresholdMode::kTuned;
}

}  // namespace

bool tunes_threshold(const SearchOptions& options, const ClassifierOptions& classifier,
                     const Metric& metric) {
  return tunes(options, has_graded_scores(classifier.kind), metric);
}

bool tunes_threshold(const SearchOptions& options, const SearchProblem& problem) {
  return problem.final.classes == 2 && tunes(options, has_graded_scores(problem), problem.metric);
}

bool baselines_tune(const SearchOptions& options, const SearchProblem& problem) {
  return tunes(options, has_graded_scores(problem), problem.metric);
}

bool has_graded_scores(const SearchProblem& problem) {
  return problem.external ? problem.external->graded_scores()
                          : has_graded_scores(problem.classifier.kind);
}

}  // namespace autosmote
