#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "core/portable_math.h"
#include "samplers/smote.h"
#include "search/repeated_samples.h"
#include "search/scoring.h"
#include "search/search.h"
#include "search/set_scorer.h"

namespace autosmote {
namespace {

constexpr std::size_t kSmoteNeighbors = 6;  // five and the instance itself

// Samples added, as shares of what would balance the classes: twelve on a logarithmic scale from 1
// in 32 to twice the balance, so that unpruned trees, which want few, and linear models, which want
// many, both find theirs. A given amount stands by itself.
std::vector<double> amounts(const Fold& fold) {
  if (!fold.given_amounts.empty()) return {1.0};
  std::vector<double> shares;
  for (int a = 0; a < 12; ++a)
    shares.push_back(portable_exp((-5.0 + a * 6.0 / 11.0) * std::numbers::ln2));
  return shares;
}

std::size_t samples_of_share(const Fold& fold, int label, double share) {
  const std::size_t wanted = rows_wanted(fold, label);
  if (!fold.given_amounts.empty()) return wanted;
  return static_cast<std::size_t>(std::llround(std::max(1.0, share * static_cast<double>(wanted))));
}

// Calls `sample` for each class that has instances to make samples of.
void for_each_class(
    const Fold& fold,
    const std::function<void(int label, const std::vector<std::uint32_t>& own)>& sample) {
  for (int label = 1; label < fold.classes; ++label) {
    const std::vector<std::uint32_t> own = instances_of(fold, label);
    if (!own.empty()) sample(label, own);
  }
}

SampledFold over_sample_at_random(const Fold& fold, std::uint64_t seed, std::uint32_t fold_number) {
  SampledFold result{minority_rows_of(fold), {}, {}};
  for (std::uint32_t i = 0; i < fold.minority.size(); ++i) result.points.push_back({i, i, 0.0});
  for (const double share : amounts(fold)) {
    RandomStream random(seed, Purpose::kRandomOverSampler, fold_number);
    std::vector<std::uint32_t> copies(fold.minority.size());
    for_each_class(fold, [&](int label, const std::vector<std::uint32_t>& own) {
      const auto drawn =
          random_over_sample(own.size(), samples_of_share(fold, label, share), random);
      for (std::size_t i = 0; i < own.size(); ++i) copies[own[i]] = drawn[i];
    });
    FoldSamples samples;
    for (std::uint32_t i = 0; i < copies.size(); ++i) {
      if (copies[i] > 0) samples.candidates.push_back({i, copies[i]});
    }
    result.ways.push_back(std::move(samples));
  }
  return result;
}

// Of each class as many as the largest amount needs, and of these the first for a smaller one;
// where that would not fit (repeated_samples.h), fewer and repeated ones.
SampledFold sample_smote(const Fold& fold, std::uint64_t seed, std::uint32_t fold_number,
                         const Context& context) {
  RandomStream random(seed, Purpose::kSmote, fold_number);
  SampledFold result;
  const std::vector<double> shares = amounts(fold);
  result.ways.resize(shares.size());
  const auto neighbors =
      minority_neighbors(fold, std::min(kSmoteNeighbors, fold.minority.size()), context);
  for_each_class(fold, [&](int label, const std::vector<std::uint32_t>& own) {
    const auto first = static_cast<std::uint32_t>(result.points.size());
    const std::size_t distinct = distinct_samples(samples_of_share(fold, label, shares.back()),
                                                  own.size(), fold.train.cols());
    for (const Interpolation& sample : smote(neighbors_within(neighbors, own), distinct, random)) {
      result.points.push_back({own[sample.source], own[sample.neighbor], sample.lambda});
    }
    for (std::size_t a = 0; a < shares.size(); ++a) {
      append_repeated(first, distinct, samples_of_share(fold, label, shares[a]),
                      result.ways[a].candidates);
    }
  });
  result.candidates = Matrix<double>(result.points.size(), fold.train.cols());
  for (std::size_t s = 0; s < result.points.size(); ++s) {
    const CandidatePoint& point = result.points[s];
    fold.generator->generate(point.source, point.neighbor, point.lambda, result.candidates.row(s));
  }
  return result;
}

// "offsets 0, 0.21, 1.5", by descending size of the classes; of many the ends.
std::string offsets_note(const std::vector<double>& offsets) {
  if (offsets.empty()) return {};
  constexpr std::size_t kMost = 10;
  if (offsets.size() <= kMost) return fmt::format("offsets {:.3g}", fmt::join(offsets, ", "));
  const auto [least, most] = std::ranges::minmax(offsets);
  return fmt::format("{} offsets, {:.3g} to {:.3g}", offsets.size(), least, most);
}

std::uint64_t count_samples(const FoldSamples& samples) {
  std::uint64_t sum = 0;
  for (const WeightedRow& row : samples.candidates) sum += row.weight;
  return sum;
}

// Scores an over-sampler at every amount on the folds, and the best amount on the test rows.
MethodScore score_over_sampler(
    const std::string& name, const SearchProblem& problem, bool tune, const Context& context,
    const std::function<SampledFold(const Fold&, std::uint32_t)>& sample) {
  const std::vector<Evaluation> evaluations = score_fold_by_fold(problem, sample, tune, context);
  const std::vector<double> shares = amounts(problem.final);
  std::vector<Threshold> scores;
  std::vector<std::vector<FoldOutcome>> outcomes;
  for (const Evaluation& evaluation : evaluations) {
    scores.push_back(evaluation.score);
    outcomes.push_back(evaluation.outcomes);
  }
  const auto best =
      std::max_element(scores.begin(), scores.end(),
                       [](const Threshold& a, const Threshold& b) { return a.value < b.value; });
  const auto chosen = static_cast<std::size_t>(best - scores.begin());
  MethodScore score;
  score.method = name;
  score.validation = unflattered(outcomes, 1, problem.metric, best->value);
  score.threshold = best->threshold;
  score.fits = shares.size() * problem.folds.size();
  score.note = problem.growth.empty()
                   ? fmt::format("best of {} amounts: {:.2f} of what balances the classes",
                                 shares.size(), shares[chosen])
                   : "the given amount";
  score.offsets = evaluations[chosen].offsets;
  if (!score.offsets.empty()) score.note += "; " + offsets_note(score.offsets);
  const SampledFold final = sample(problem.final, static_cast<std::uint32_t>(problem.folds.size()));
  score.synthetic_rows = count_samples(final.ways[chosen]);
  score_on_test(problem, {final.candidates, final.points}, final.ways[chosen], context, score);
  return score;
}

// Scores the training rows alone, with class weights and threshold as given.
MethodScore score_without_samples(const std::string& name, const SearchProblem& problem,
                                  bool balanced, bool tune, const Context& context) {
  const auto weigh = [balanced](const Fold& fold) {
    FoldSamples samples;
    if (balanced) samples.class_weights = balanced_weights(fold);
    return samples;
  };
  const auto alone = [&weigh](const Fold& fold, std::uint32_t) {
    return SampledFold{Matrix<double>(0, fold.train.cols()), {}, {weigh(fold)}};
  };
  const Evaluation evaluation = score_fold_by_fold(problem, alone, tune, context).front();
  MethodScore score;
  score.method = name;
  score.validation =
      unflattered(std::span(&evaluation.outcomes, 1), 1, problem.metric, evaluation.score.value);
  score.threshold = evaluation.score.threshold;
  score.offsets = evaluation.offsets;
  score.note = offsets_note(score.offsets);
  score.fits = problem.folds.size();
  const Matrix<double> none(0, problem.final.train.cols());
  score_on_test(problem, none, weigh(problem.final), context, score);
  return score;
}

bool takes_class_weights(const SearchProblem& problem) {
  return problem.external ? problem.external->class_weights()
                          : takes_class_weights(problem.classifier.kind);
}

MethodScore not_applicable(const std::string& name, const std::string& why) {
  MethodScore score;
  score.method = name;
  score.note = why;
  return score;
}

}  // namespace

MethodScore score_baseline(Baseline baseline, const SearchProblem& problem,
                           const SearchOptions& options, const Context& context) {
  const bool tune = baselines_tune(options, problem);
  switch (baseline) {
    case Baseline::kNothing:
      return score_without_samples("nothing", problem, false, false, context);
    case Baseline::kClassWeight:
      return takes_class_weights(problem)
                 ? score_without_samples("class weight", problem, true, tune, context)
                 : not_applicable("class weight", "this classifier has no class weights");
    case Baseline::kThreshold:
      if (problem.metric.uses_scores()) {
        return not_applicable("tuned threshold", "the metric does not depend on a threshold");
      }
      if (!has_graded_scores(problem)) {
        return not_applicable("tuned threshold",
                              problem.external ? "this classifier gives no scores"
                                               : "the scores of a full-grown tree are 0 and 1");
      }
      return score_without_samples("tuned threshold", problem, false, true, context);
    case Baseline::kRandomOver:
      return score_over_sampler("random over-sampling", problem, tune, context,
                                [&](const Fold& fold, std::uint32_t number) {
                                  return over_sample_at_random(fold, context.seed, number);
                                });
    case Baseline::kSmote:
      break;
  }
  return score_over_sampler("SMOTE", problem, tune, context,
                            [&](const Fold& fold, std::uint32_t number) {
                              return sample_smote(fold, context.seed, number, context);
                            });
}

std::vector<MethodScore> score_baselines(const SearchProblem& problem, const SearchOptions& options,
                                         const Context& context) {
  std::vector<MethodScore> scores;
  for (const Baseline baseline : {Baseline::kNothing, Baseline::kClassWeight, Baseline::kThreshold,
                                  Baseline::kRandomOver, Baseline::kSmote}) {
    scores.push_back(score_baseline(baseline, problem, options, context));
  }
  return scores;
}

}  // namespace autosmote
