#include "search/reward.h"

#include <algorithm>
#include <climits>
#include <cmath>

#include "core/abandon.h"
#include "core/check.h"
#include "core/parallel.h"
#include "metrics/class_offsets.h"
#include "metrics/threshold.h"

namespace autosmote {
namespace {

// No more neighbours than the fold has training rows; RoundSearch tells the user.
ClassifierOptions fit_for(ClassifierOptions classifier, const Fold& fold) {
  const auto rows = static_cast<int>(std::min<std::size_t>(fold.train.rows(), INT_MAX));
  if (classifier.neighbors > rows) classifier.neighbors = rows;
  return classifier;
}

// The classes of candidates `number(0)` to `number(count - 1)`, those of their sources. Empty for
// two classes, where all are of one.
template <class Number>
std::vector<int> candidate_labels(const Fold& fold, const CandidateRows& candidates,
                                  std::size_t count, const Number& number) {
  std::vector<int> labels;
  if (fold.classes == 2) return labels;
  for (std::size_t c = 0; c < count; ++c) {
    labels.push_back(fold.class_of(candidates.point(number(c)).source));
  }
  return labels;
}

RefitData refit_data(const Fold& fold, const std::optional<SampledRows>& sampled,
                     MatrixView<const double> candidates, std::span<const int> labels) {
  if (sampled) {
    return {sampled->train.view(),  sampled->labels, candidates,      labels,
            fold.evaluation.view(), fold.classes,    sampled->weights};
  }
  return {fold.train.view(),      fold.train_labels, candidates,        labels,
          fold.evaluation.view(), fold.classes,      fold.train_weights};
}

// The weight of each base row where each class has one. Rounded to whole multiples of 2^-20, so
// that the histograms of a tree add up exactly.
std::vector<double> row_weights(const RefitData& data, std::span<const double> class_weights) {
  constexpr double kUnit = 0x1p-20;
  std::vector<double> weights;
  weights.reserve(data.base.rows);
  for (std::size_t row = 0; row < data.base.rows; ++row) {
    const double weight = class_weights[static_cast<std::size_t>(data.base_labels[row])];
    weights.push_back(data.base_weight(row) * std::max(1.0, std::round(weight / kUnit)) * kUnit);
  }
  return weights;
}

// Of two classes, binary classifiers take a weight for each.
TrainingWeights training_weights(const FoldSamples& samples,
                                 std::span<const WeightedRow> candidates, int classes) {
  if (samples.class_weights.empty() || classes > 2) return {1.0, 1.0, candidates};
  return {samples.class_weights[0], samples.class_weights[1], candidates};
}

// As predict_evaluation, at the classifier's own threshold.
Predictions predict_once(const Fold& fold, const std::optional<SampledRows>& sampled,
                         const CandidateRows& candidates, const FoldSamples& samples,
                         const ClassifierOptions& classifier, const Context& context) {
  // Only the rows that occur: preparing a classifier for a whole pool would be for nothing.
  const Matrix<double> rows = candidates.gather(samples.candidates, fold.train.cols());
  std::vector<WeightedRow> weights;
  for (std::uint32_t r = 0; r < samples.candidates.size(); ++r) {
    weights.push_back({r, samples.candidates[r].weight});
  }
  const std::vector<int> labels =
      candidate_labels(fold, candidates, samples.candidates.size(),
                       [&](std::size_t c) { return samples.candidates[c].row; });
  RefitData data = refit_data(fold, sampled, rows.view(), labels);
  std::vector<double> of_rows;
  if (!samples.class_weights.empty() && fold.classes > 2) {
    of_rows = row_weights(data, samples.class_weights);
    data.base_weights = of_rows;
  }
  const auto refit = make_refit_classifier(fit_for(classifier, fold), data, context);
  const auto workspace = refit->make_workspace();
  Predictions predictions;
  refit->fit_predict(training_weights(samples, weights, fold.classes), *workspace, predictions);
  return predictions;
}

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

Reward::Scratch::Scratch(const Reward& reward) {
  for (const auto& classifier : reward.classifiers_) {
    workspaces_.push_back(classifier ? classifier->make_workspace() : nullptr);
  }
}

Reward::Reward(std::span<const Fold> folds, std::span<const CandidateRows> candidates,
               const ClassifierOptions& classifier, const Metric& metric, bool tune_threshold,
               const Context& context, std::size_t repeats)
    : folds_(folds),
      candidates_(candidates.begin(), candidates.end()),
      classifier_(classifier),
      rows_(folds, metric, tune_threshold, repeats),
      context_(context) {
  AUTOSMOTE_CHECK(folds.size() == candidates.size() && !folds.empty());
  // Classifiers look at them where they are.
  candidate_labels_.reserve(folds.size());
  sampled_.reserve(folds.size());
  for (std::size_t f = 0; f < folds.size(); ++f) {
    const Fold& fold = folds[f];
    const Matrix<double>* all = candidates[f].all();
    candidate_labels_.emplace_back();
    classifiers_.emplace_back();
    sampled_.push_back(rows_to_fit(fold, classifier.kind));
    if (all == nullptr) continue;
    candidate_labels_[f] = candidate_labels(fold, candidates[f], candidates[f].size(),
                                            [](std::size_t c) { return c; });
    classifiers_[f] = make_refit_classifier(
        fit_for(classifier, fold), refit_data(fold, sampled_[f], all->view(), candidate_labels_[f]),
        context);
  }
}

Threshold Reward::evaluate(std::span<const FoldSamples> samples, Scratch& scratch) const {
  AUTOSMOTE_CHECK(samples.size() == folds_.size());
  Predictions& pooled = scratch.pooled_;
  pooled.labels.clear();
  pooled.scores.clear();
  pooled.class_scores.clear();
  Context own_thread;
  own_thread.threads = 1;
  for (std::size_t f = 0; f < samples.size(); ++f) {
    stop_if_abandoned(context_);
    Predictions& fold = scratch.fold_predictions_;
    // Classifiers for several classes are prepared for rows that weigh 1.
    const bool weighted = !samples[f].class_weights.empty() && folds_[f].classes > 2;
    if (classifiers_[f] && !weighted) {
      classifiers_[f]->fit_predict(
          training_weights(samples[f], samples[f].candidates, folds_[f].classes),
          *scratch.workspaces_[f], fold);
    } else {
      fold =
          predict_once(folds_[f], sampled_[f], candidates_[f], samples[f], classifier_, own_thread);
    }
    pooled.labels.insert(pooled.labels.end(), fold.labels.begin(), fold.labels.end());
    pooled.scores.insert(pooled.scores.end(), fold.scores.begin(), fold.scores.end());
    pooled.class_scores.insert(pooled.class_scores.end(), fold.class_scores.begin(),
                               fold.class_scores.end());
  }
  return rows_.score(pooled, scratch.offsets_);
}

std::vector<FoldOutcome> Reward::outcomes(const Scratch& scratch) const {
  return rows_.outcomes(scratch.pooled_);
}

Predictions predict_evaluation(const Fold& fold, const CandidateRows& candidates,
                               const FoldSamples& samples, const ClassifierOptions& classifier,
                               double threshold, const Context& context) {
  Predictions predictions =
      predict_once(fold, std::nullopt, candidates, samples, classifier, context);
  apply_threshold(threshold, predictions);
  return predictions;
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
