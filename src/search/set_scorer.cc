#include "search/set_scorer.h"

#include <algorithm>
#include <utility>

#include "core/abandon.h"
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
    for (const ExternalPredictions& fold : folds) append(fold.predictions, all);
    std::vector<double> offsets;
    const Threshold score = pooled_.score(all, offsets);
    return {score, pooled_.outcomes(all), std::move(offsets)};
  }

  const ExternalClassifier& external_;
  std::vector<CandidateRows> candidates_;
  PooledRows pooled_;
  bool own_metric_;
};

using SampleFold = std::function<SampledFold(const Fold&, std::uint32_t)>;

// Appends the predictions of each way for one fold to those for the folds before it.
void predict_ways(const SearchProblem& problem, const Fold& fold, const SampledFold& sampled,
                  const Context& context, std::vector<Predictions>& pooled) {
  // Weights of several classes are those of rows, for which a classifier is prepared anew.
  const bool anew = fold.classes > 2 && std::ranges::none_of(sampled.ways, [](const auto& way) {
                      return way.class_weights.empty();
                    });
  const FoldClassifier classifier(
      fold, anew ? CandidateRows() : CandidateRows(sampled.candidates, sampled.points),
      problem.classifier, context);
  std::vector<std::unique_ptr<RefitClassifier::Workspace>> workspaces(
      static_cast<std::size_t>(resolve_threads(context)));
  pooled.resize(sampled.ways.size());
  parallel_for_slots(context, sampled.ways.size(), [&](std::size_t way, std::size_t slot) {
    stop_if_abandoned(context);
    auto& workspace = workspaces[slot];
    if (!workspace) workspace = classifier.make_workspace();
    Predictions own;
    classifier.fit_predict(sampled.ways[way], workspace.get(), own);
    append(own, pooled[way]);
  });
}

std::vector<Evaluation> score_builtin_fold_by_fold(const SearchProblem& problem,
                                                   const SampleFold& sample, bool tune_threshold,
                                                   const Context& context) {
  std::vector<Predictions> pooled;
  for (std::uint32_t f = 0; f < problem.folds.size(); ++f) {
    const Fold& fold = problem.folds[f];
    predict_ways(problem, fold, sample(fold, f), context, pooled);
  }
  const PooledRows rows(problem.folds, problem.metric, tune_threshold, problem.repeats);
  std::vector<Evaluation> evaluations(pooled.size());
  parallel_for(context, pooled.size(), [&](std::size_t way) {
    Evaluation& evaluation = evaluations[way];
    evaluation.score = rows.score(pooled[way], evaluation.offsets);
    evaluation.outcomes = rows.outcomes(pooled[way]);
  });
  return evaluations;
}

std::vector<Evaluation> score_external_at_once(const SearchProblem& problem,
                                               const SampleFold& sample, bool tune_threshold) {
  std::vector<SampledFold> sampled;
  for (std::uint32_t f = 0; f < problem.folds.size(); ++f) {
    sampled.push_back(sample(problem.folds[f], f));
  }
  std::vector<CandidateRows> candidates;
  for (const SampledFold& fold : sampled) candidates.emplace_back(fold.candidates, fold.points);
  const auto found = ExternalScorer(problem, candidates, tune_threshold)
                         .score_all(
                             sampled.front().ways.size(),
                             [&sampled](std::size_t way) {
                               SetScorer::Sets sets;
                               for (const SampledFold& fold : sampled) {
                                 sets.push_back(fold.ways[way]);
                               }
                               return sets;
                             },
                             [] { return false; });
  std::vector<Evaluation> evaluations;
  for (const std::optional<Evaluation>& evaluation : found) evaluations.push_back(*evaluation);
  return evaluations;
}

}  // namespace

std::vector<Evaluation> score_fold_by_fold(const SearchProblem& problem, const SampleFold& sample,
                                           bool tune_threshold, const Context& context) {
  return problem.external ? score_external_at_once(problem, sample, tune_threshold)
                          : score_builtin_fold_by_fold(problem, sample, tune_threshold, context);
}

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
