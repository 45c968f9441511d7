#include "search/placement_search.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/memory.h"
#include "core/parallel.h"
#include "search/checkpoint.h"
#include "search/policy_file.h"
#include "search/reward_memory.h"
#include "search/scoring.h"

namespace autosmote {
namespace {

constexpr std::uint64_t kEpisodes = 200;
constexpr std::size_t kAveraged = 10;  // candidates whose mean is the answer

// With the small budget: amounts from 1 in 32 of the balance to twice it, averaged over the best
// three.
constexpr std::uint64_t kSmallEpisodes = 16;
constexpr std::uint64_t kSmallRound = 8;
constexpr std::size_t kSmallAveraged = 3;
constexpr double kSmallestAmount = -5.0;  // powers of two
constexpr double kLargestAmount = 1.0;

// Without samples, and the answer.
constexpr std::uint64_t kOwnEvaluations = 2;

// Random search, the control, knows nothing.
PlacementPrior start_of(const SearchProblem& problem, const SearchOptions& options,
                        const std::optional<PlacementPrior>& start) {
  if (start) return *start;
  return options.kind == SearchKind::kRandom
             ? neutral_prior()
             : learned_prior(problem.classifier.kind, problem.metric);
}

std::vector<double> first_of(const std::array<double, PlacementPolicy::kParameters>& values,
                             std::size_t count) {
  return {values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count)};
}

// The small budget tries amounts alone, of which there is one where it is given.
std::uint64_t default_episodes(const SearchProblem& problem, const SearchOptions& options) {
  if (options.budget != SearchBudget::kSmall) return kEpisodes;
  return problem.growth.empty() ? kSmallEpisodes : 1;
}

// The n-th number of the van der Corput sequence in base 2: any first numbers lie evenly in [0, 1).
double van_der_corput(std::uint64_t n) {
  double number = 0.0;
  for (double digit = 0.5; n > 0; n >>= 1, digit *= 0.5) number += (n & 1) != 0 ? digit : 0.0;
  return number;
}

std::uint64_t count_samples(std::span<const FoldSamples> folds) {
  std::uint64_t sum = 0;
  for (const FoldSamples& fold : folds) {
    for (const WeightedRow& row : fold.candidates) sum += row.weight;
  }
  return sum / folds.size();
}

}  // namespace

PlacementSearch::PlacementSearch(const SearchProblem& problem, const SearchOptions& options,
                                 const Context& context, const std::optional<PlacementPrior>& start)
    : RoundSearch(problem, options, context, default_episodes(problem, options), kOwnEvaluations),
      parameters_(PlacementPolicy::parameters(problem.final.classes)),
      method_(first_of(start_of(problem, options, start).mean, parameters_),
              first_of(start_of(problem, options, start).deviation, parameters_), {},
              context.seed) {
  if (options.kind == SearchKind::kFlat) {
    throw ConfigError("the flat policy belongs to the paper's profile; choose profile 'paper'");
  }
  check_budget(options);
  neighbors_ =
      available_neighbors(problem.folds, static_cast<std::size_t>(options.neighbors), notes_);
  // An external classifier gets rows of the table instead of encoded ones.
  const CandidatePool::Rows rows = problem.external
                                       ? CandidatePool::Rows::kWhenAsked
                                       : rows_of_pools(problem.folds, neighbors_, notes_);
  std::vector<CandidateRows> candidates;
  for (std::uint32_t f = 0; f < problem.folds.size(); ++f) {
    folds_.push_back(std::make_unique<PlacementFold>(problem.folds[f], neighbors_, rows,
                                                     context.seed, f, context));
    candidates.emplace_back(folds_.back()->pool());
  }
  if (!problem.external) {
    announce_reward_memory(
        reward_memory(problem.folds, candidates, problem.classifier, resolve_threads(context)),
        available_memory(), context);
  }
  scorer_ = make_set_scorer(problem, candidates, tunes_threshold(options, problem), context);
  const Evaluation nothing = scorer_->score(std::vector<FoldSamples>(folds_.size()));
  nothing_ = nothing.score;
  nothing_outcomes_ = nothing.outcomes;
}

// The policy of episode `number`.
std::vector<double> PlacementSearch::candidate(std::uint64_t number) const {
  if (!small()) return method_.candidate(round_, number - history_.size());
  const std::span<const double> placement = method_.mean();
  std::vector<double> point(placement.begin(), placement.end());
  point[0] = kSmallestAmount + (kLargestAmount - kSmallestAmount) * van_der_corput(number);
  return point;
}

PlacementPolicy PlacementSearch::policy_of(const std::vector<double>& parameters) const {
  PlacementPolicy policy;
  std::copy(parameters.begin(), parameters.end(), policy.values.begin());
  const Ablation& ablated = options_.ablation;
  if (ablated.cross_instance || amounts_given()) {
    policy.values.front() = policy.values.back() = 0.0;
  }
  if (ablated.instance_specific) std::fill_n(policy.values.begin() + 3, 4, 0.0);
  if (ablated.low_level) {
    policy.values[1] = policy.values[2] = 0.0;
    std::fill_n(policy.values.begin() + 7, 3, 0.0);
  }
  return policy;
}

std::vector<FoldSamples> PlacementSearch::place_on_folds(const PlacementPolicy& policy) const {
  std::vector<FoldSamples> samples;
  for (const auto& fold : folds_) samples.push_back(fold->place(policy));
  return samples;
}

std::uint64_t PlacementSearch::round_size() const {
  return small() ? kSmallRound : method_.options().population;
}

bool PlacementSearch::run_round(std::uint64_t candidates) {
  std::vector<std::vector<double>> points(candidates);
  std::vector<double> scores(candidates);
  std::vector<std::uint64_t> samples(candidates);
  const auto evaluations = scorer_->score_all(
      candidates,
      [&](std::size_t c) {
        points[c] = candidate(history_.size() + c);
        auto placed = place_on_folds(policy_of(points[c]));
        samples[c] = count_samples(placed);
        return placed;
      },
      [&] { return context_.cancelled() || budget_.out_of_time(); });
  if (context_.cancelled()) return false;
  bool all = true;
  for (std::size_t c = 0; c < candidates; ++c) {
    if (!evaluations[c]) {  // out of time
      all = false;
      continue;
    }
    scores[c] = evaluations[c]->score.value;
    const double best =
        history_.empty() ? scores[c] : std::max(scores[c], history_.back().best_validation);
    history_.push_back({history_.size(), round_, samples[c], scores[c], best, 0.0});
    tried_.push_back(points[c]);
    scores_.push_back(scores[c]);
    outcomes_.push_back(evaluations[c]->outcomes);
  }
  if (options_.kind == SearchKind::kRl && !small() && all && candidates == round_size()) {
    method_.learn(points, scores);
  }
  ++round_;
  return true;
}

std::string PlacementSearch::state() const {
  ByteWriter writer;
  put_history(writer, history_);
  writer.put(round_);
  writer.put_all(method_.mean());
  writer.put_all(method_.deviation());
  for (const auto& point : tried_) writer.put_all(std::span<const double>(point));
  for (const auto& outcomes : outcomes_) put_outcomes(writer, outcomes);
  return writer.bytes();
}

void PlacementSearch::restore(const std::string& state) {
  ByteReader reader(state, "the checkpoint");
  history_ = get_history(reader);
  round_ = reader.get<std::uint64_t>();
  const std::vector<double> mean = reader.get_all<double>();
  const std::vector<double> deviation = reader.get_all<double>();
  method_.restore(mean, deviation);
  for (const EpisodeRecord& record : history_) {
    tried_.push_back(reader.get_all<double>());
    if (tried_.back().size() != parameters_) reader.fail();
    scores_.push_back(record.validation);
  }
  for (std::size_t e = 0; e < history_.size(); ++e) {
    outcomes_.push_back(get_outcomes(reader, nothing_outcomes_.size(),
                                     static_cast<std::size_t>(problem_.final.classes)));
  }
  if (!reader.at_end()) reader.fail();
}

std::size_t PlacementSearch::averaged() const { return small() ? kSmallAveraged : kAveraged; }

std::optional<double> PlacementSearch::optimism() const {
  if (outcomes_.empty() || outcomes_.front().empty()) return std::nullopt;
  return history_.back().best_validation -
         cross_fitted_score(outcomes_, averaged(), problem_.metric);
}

PlacementSearch::Choice PlacementSearch::choose() {
  Choice nothing{PlacementPolicy::nothing(), nothing_, 0.0};
  nothing.validation =
      unflattered(std::span(&nothing_outcomes_, 1), 1, problem_.metric, nothing_.value);
  if (tried_.empty() && !amounts_given()) return nothing;
  if (tried_.empty()) {  // out of time at once: where the search would have started
    const PlacementPolicy start = policy_of(candidate(0));
    const Evaluation evaluation = scorer_->score(place_on_folds(start));
    return {start, evaluation.score,
            unflattered(std::span(&evaluation.outcomes, 1), 1, problem_.metric,
                        evaluation.score.value)};
  }
  const PlacementPolicy mean = policy_of(rl::mean_of(tried_, rl::best_of(scores_, averaged())));
  const Threshold score = scorer_->score(place_on_folds(mean)).score;
  if (score.value <= nothing_.value && !amounts_given()) return nothing;
  return {mean, score, unflattered(outcomes_, averaged(), problem_.metric, score.value)};
}

SearchResult PlacementSearch::answer() {
  const Choice choice = choose();
  const auto stream = static_cast<std::uint32_t>(folds_.size());
  const PlacementFold final(problem_.final, neighbors_, CandidatePool::Rows::kWhenAsked,
                            context_.seed, stream, context_);
  const FoldSamples samples = final.place(choice.policy);
  SearchResult result;
  result.samples = samples_of(final.pool(), samples.candidates, history_.size());
  result.score.validation = choice.validation;
  result.score.threshold = choice.score.threshold;
  result.score.synthetic_rows = result.samples.size();
  result.score.fits = (history_.size() + kOwnEvaluations) * folds_.size();
  score_on_test(problem_, final.pool(), samples, context_, result.score);
  PolicyFile learned;
  learned.search = options_.kind;
  learned.neighbors = static_cast<std::uint32_t>(neighbors_);
  learned.threshold = choice.score.threshold;
  learned.placement = choice.policy;
  learned.classes = problem_.final.classes;
  learned.growth = problem_.growth;
  learned.stream = stream;
  result.policy = render_policy(learned);
  result.fits = result.score.fits;
  return result;
}

}  // namespace autosmote
