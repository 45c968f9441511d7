#include "search/placement_search.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/parallel.h"
#include "search/checkpoint.h"
#include "search/policy_file.h"
#include "search/scoring.h"

namespace autosmote {
namespace {

constexpr std::uint64_t kEpisodes = 200;
constexpr std::size_t kAveraged = 10;  // candidates whose mean is the answer

// The start of the search. Amount: around a quarter of the balance; duplication: around a half;
// weights: none, with room for strong preferences on features of deviation 1.
std::vector<double> start_mean() { return {-2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0}; }
std::vector<double> start_deviation() { return {1.5, 1.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0}; }

std::uint64_t count_samples(std::span<const FoldSamples> folds) {
  std::uint64_t sum = 0;
  for (const FoldSamples& fold : folds) {
    for (const WeightedRow& row : fold.candidates) sum += row.weight;
  }
  return sum / folds.size();
}

}  // namespace

PlacementSearch::PlacementSearch(const SearchProblem& problem, const SearchOptions& options,
                                 const Context& context)
    : RoundSearch(problem, options, context, kEpisodes),
      method_(start_mean(), start_deviation(), {}, context.seed) {
  if (options.kind == SearchKind::kFlat) {
    throw ConfigError("the flat policy belongs to the paper's profile; add --profile paper");
  }
  neighbors_ =
      affordable_neighbors(problem.folds, static_cast<std::size_t>(options.neighbors), notes_);
  std::vector<const Matrix<double>*> candidates;
  for (std::uint32_t f = 0; f < problem.folds.size(); ++f) {
    folds_.push_back(
        std::make_unique<PlacementFold>(problem.folds[f], neighbors_, context.seed, f, context));
    candidates.push_back(&folds_.back()->pool().rows());
  }
  reward_ = std::make_unique<Reward>(problem.folds, candidates, problem.classifier, problem.metric,
                                     tunes_threshold(options, problem.classifier, problem.metric),
                                     context);
  for (int t = 0; t < resolve_threads(context); ++t) {
    scratch_.push_back(std::make_unique<Reward::Scratch>(*reward_));
  }
  nothing_ = reward_->evaluate(std::vector<FoldSamples>(folds_.size()), *scratch_.front());
}

PlacementPolicy PlacementSearch::policy_of(const std::vector<double>& parameters) const {
  PlacementPolicy policy;
  std::copy(parameters.begin(), parameters.end(), policy.values.begin());
  const Ablation& ablated = options_.ablation;
  if (ablated.cross_instance) policy.values[0] = 0.0;
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

std::uint64_t PlacementSearch::round_size() const { return method_.options().population; }

bool PlacementSearch::run_round(std::uint64_t candidates) {
  std::vector<std::vector<double>> points(candidates);
  std::vector<double> scores(candidates);
  std::vector<std::uint64_t> samples(candidates);
  parallel_for_slots(context_, candidates, [&](std::size_t c, std::size_t slot) {
    if (context_.cancelled()) return;
    points[c] = method_.candidate(round_, c);
    const auto placed = place_on_folds(policy_of(points[c]));
    samples[c] = count_samples(placed);
    scores[c] = reward_->evaluate(placed, *scratch_[slot]).value;
  });
  if (context_.cancelled()) return false;
  for (std::size_t c = 0; c < candidates; ++c) {
    const double best =
        history_.empty() ? scores[c] : std::max(scores[c], history_.back().best_validation);
    history_.push_back({history_.size(), round_, samples[c], scores[c], best, 0.0});
    tried_.push_back(points[c]);
    scores_.push_back(scores[c]);
  }
  if (options_.kind == SearchKind::kRl && candidates == method_.options().population) {
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
    if (tried_.back().size() != PlacementPolicy::kParameters) reader.fail();
    scores_.push_back(record.validation);
  }
  if (!reader.at_end()) reader.fail();
}

SearchResult PlacementSearch::answer() {
  SearchResult result;
  Threshold score = nothing_;
  FoldSamples samples;
  const auto stream = static_cast<std::uint32_t>(folds_.size());
  const PlacementFold final(problem_.final, neighbors_, context_.seed, stream, context_);
  PlacementPolicy policy = PlacementPolicy::nothing();
  if (!tried_.empty()) {
    policy = policy_of(rl::mean_of(tried_, rl::best_of(scores_, kAveraged)));
    score = reward_->evaluate(place_on_folds(policy), *scratch_.front());
    samples = final.place(policy);
  }
  result.samples = samples_of(final.pool(), samples.candidates, history_.size());
  result.score.validation = score.value;
  result.score.threshold = score.threshold;
  result.score.synthetic_rows = result.samples.size();
  result.score.fits = (history_.size() + 2) * folds_.size();
  score_on_test(problem_, final.pool().rows(), samples, context_, result.score);
  PolicyFile learned;
  learned.search = options_.kind;
  learned.neighbors = static_cast<std::uint32_t>(neighbors_);
  learned.threshold = score.threshold;
  learned.placement = policy;
  learned.stream = stream;
  result.policy = render_policy(learned);
  result.fits = result.score.fits;
  return result;
}

}  // namespace autosmote
