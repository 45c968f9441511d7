#include "search/set_scorer.h"

#include <utility>

#include "core/check.h"
#include "core/parallel.h"

namespace autosmote {
namespace {

class RewardScorer : public SetScorer {
 public:
  RewardScorer(const SearchProblem& problem, std::span<const CandidateRows> candidates,
               bool tune_threshold, const Context& context)
      : reward_(problem.folds, candidates, problem.classifier, problem.metric, tune_threshold,
                context, problem.repeats),
        context_(context),
        scratch_(static_cast<std::size_t>(resolve_threads(context))) {}

  std::vector<std::optional<Evaluation>> score_all(std::size_t n,
                                                   const std::function<Sets(std::size_t)>& make,
                                                   const std::function<bool()>& stop) override {
    std::vector<std::optional<Evaluation>> evaluations(n);
    parallel_for_slots(context_, n, [&](std::size_t i, std::size_t slot) {
      if (stop()) return;
      auto& scratch = scratch_[slot];
      if (!scratch) scratch = std::make_unique<Reward::Scratch>(reward_);
      const Threshold score = reward_.evaluate(make(i), *scratch);
      evaluations[i] = Evaluation{score, reward_.outcomes(*scratch), reward_.offsets(*scratch)};
    });
    return evaluations;
  }

 private:
  Reward reward_;
  Context context_;
  std::vector<std::unique_ptr<Reward::Scratch>> scratch_;  // one a thread, made when needed
};

class ExternalScorer : public SetScorer {
 public:
  ExternalScorer(const SearchProblem& problem, std::span<const CandidateRows> candidates,
                 bool tune_threshold)
      : external_(*problem.external),
        candidates_(candidates.begin(), candidates.end()),
        pooled_(problem.folds, problem.metric, tune_threshold, problem.repeats),
        own_metric_(problem.metric.kind == MetricKind::kCustom) {}

  std::vector<std::optional<Evaluation>> score_all(std::size_t n,
                                                   const std::function<Sets(std::size_t)>& make,
                                                   const std::function<bool()>& stop) override {
    std::vector<std::optional<Evaluation>> evaluations(n);
    if (stop()) return evaluations;
    std::vector<ExternalFit> fits;
    for (std::size_t i = 0; i < n; ++i) {
      const Sets sets = make(i);
      for (std::size_t f = 0; f < sets.size(); ++f) {
        fits.push_back(external_fit(f, candidates_[f], sets[f]));
      }
    }
    const std::vector<ExternalPredictions> fitted = external_.fit_predict(fits);
    AUTOSMOTE_CHECK(fitted.size() == fits.size());
    const std::size_t folds = candidates_.size();
    for (std::size_t i = 0; i < n; ++i) {
      evaluations[i] = evaluate(std::span(fitted).subspan(i * folds, folds));
    }
    return evaluations;
  }

 private:
  Evaluation evaluate(std::span<const ExternalPredictions> folds) const {
    if (own_metric_) {
      double sum = 0.0;
      for (const ExternalPredictions& fold : folds) sum += fold.value;
      return {{0.0, sum / static_cast<double>(folds.size())}, {}, {}};
    }
    Predictions all;
    for (const ExternalPredictions& fold : folds) {
      const Predictions& own = fold.predictions;
      all.labels.insert(all.labels.end(), own.labels.begin(), own.labels.end());
      all.scores.insert(all.scores.end(), own.scores.begin(), own.scores.end());
    }
    std::vector<double> offsets;
    const Threshold score = pooled_.score(all, offsets);
    return {score, pooled_.outcomes(all), std::move(offsets)};
  }

  const ExternalClassifier& external_;
  std::vector<CandidateRows> candidates_;
  PooledRows pooled_;
  bool own_metric_;
};

}  // namespace

Evaluation SetScorer::score(const Sets& sets) {
  return *score_all(
              1, [&sets](std::size_t) { return sets; }, [] { return false; })
              .front();
}

std::unique_ptr<SetScorer> make_set_scorer(const SearchProblem& problem,
                                           std::span<const CandidateRows> candidates,
                                           bool tune_threshold, const Context& context) {
  if (problem.external) {
    return std::make_unique<ExternalScorer>(problem, candidates, tune_threshold);
  }
  return std::make_unique<RewardScorer>(problem, candidates, tune_threshold, context);
}

ExternalFit external_fit(std::size_t fold, const CandidateRows& candidates,
                         const FoldSamples& samples) {
  ExternalFit fit;
  fit.fold = fold;
  if (!samples.class_weights.empty()) {
    fit.majority_weight = samples.class_weights[0];
    fit.minority_weight = samples.class_weights[1];
  }
  fit.samples.reserve(samples.candidates.size());
  for (const WeightedRow& row : samples.candidates) {
    fit.samples.push_back({candidates.point(row.row), row.weight});
  }
  return fit;
}

}  // namespace autosmote
