#include "search/fold_classifier.h"

#include <algorithm>
#include <climits>
#include <cmath>

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

// A classifier that is prepared for one fit.
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

}  // namespace

FoldClassifier::FoldClassifier(const Fold& fold, const CandidateRows& candidates,
                               const ClassifierOptions& classifier, const Context& context)
    : fold_(fold),
      candidates_(candidates),
      options_(classifier),
      sampled_(rows_to_fit(fold, classifier.kind)) {
  const Matrix<double>* all = candidates.all();
  if (all == nullptr) return;
  candidate_labels_ =
      candidate_labels(fold, candidates, candidates.size(), [](std::size_t c) { return c; });
  classifier_ =
      make_refit_classifier(fit_for(classifier, fold),
                            refit_data(fold, sampled_, all->view(), candidate_labels_), context);
}

std::unique_ptr<RefitClassifier::Workspace> FoldClassifier::make_workspace() const {
  return classifier_ ? classifier_->make_workspace() : nullptr;
}

void FoldClassifier::fit_predict(const FoldSamples& samples, RefitClassifier::Workspace* workspace,
                                 Predictions& out) const {
  // Classifiers for several classes are prepared for rows that weigh 1.
  const bool weighted = !samples.class_weights.empty() && fold_.classes > 2;
  if (classifier_ && !weighted) {
    classifier_->fit_predict(training_weights(samples, samples.candidates, fold_.classes),
                             *workspace, out);
    return;
  }
  Context own_thread;
  own_thread.threads = 1;
  out = predict_once(fold_, sampled_, candidates_, samples, options_, own_thread);
}

Predictions predict_evaluation(const Fold& fold, const CandidateRows& candidates,
                               const FoldSamples& samples, const ClassifierOptions& classifier,
                               const Context& context) {
  return predict_once(fold, std::nullopt, candidates, samples, classifier, context);
}

}  // namespace autosmote
