#include "search/paper_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/memory.h"
#include "core/parallel.h"
#include "search/checkpoint.h"
#include "search/reward_memory.h"
#include "search/scoring.h"

namespace autosmote {
namespace {

constexpr std::uint64_t kEpisodes = 1000;     // paper
constexpr std::uint64_t kRoundEpisodes = 16;  // the paper's forty actors lag behind by more
constexpr std::size_t kBatch = 8;             // unrolls an update (paper)
constexpr std::size_t kCrossInstanceUnroll = 2;
constexpr std::size_t kInstanceUnroll = 300;

}  // namespace

PaperSearch::Level::Level(std::string level_name, rl::PolicyValueModel& level_model,
                          std::size_t unroll_length, std::size_t state_bytes)
    : name(std::move(level_name)),
      model(level_model),
      learner(level_model, rl::LearnOptions{}),
      buffer(unroll_length, kBatch, state_bytes) {}

PaperSearch::PaperSearch(const SearchProblem& problem, const SearchOptions& options,
                         const Context& context)
    : RoundSearch(problem, options, context, kEpisodes, 1) {
  check_budget(options);
  if (problem.folds.size() != 1) {
    throw ConfigError(
        "the paper's profile takes its reward from one validation split, not from "
        "cross-validation; set aside a fraction or rows of your own as validation, or choose "
        "profile 'default'");
  }
  const Fold& fold = problem.folds.front();
  if (fold.classes > 2) {
    throw ConfigError(fmt::format(
        "the paper's profile is for two classes, and there are {}; choose profile 'default'",
        fold.classes));
  }
  const Matrix<double> minority = minority_rows_of(fold);
  const std::size_t k =
      available_neighbors(problem.folds, static_cast<std::size_t>(options.neighbors), notes_);
  const double ratio = problem.imbalance_ratio > 0.0 ? problem.imbalance_ratio : imbalance_of(fold);
  const HierarchyShape shape{number_of_scales(ratio)};
  if (ratio * 4.0 / 10.0 < 2.0) {
    notes_.push_back(fmt::format(
        "imbalance ratio {:.2f} is so small that the paper's number of scales, ratio * 4 / 10, was "
        "raised to {}",
        ratio, shape.scales));
  }
  pool_ = std::make_unique<CandidatePool>(minority_neighbors(minority.view(), k, context),
                                          *fold.generator, rows_of_pools(problem.folds, k, notes_));
  hierarchy_ = std::make_unique<Hierarchy>(*pool_, as_float(minority), shape, options.kind,
                                           options.ablation, context.seed);
  const CandidateRows candidates = *pool_;
  announce_reward_memory(reward_memory(std::span(&fold, 1), std::span(&candidates, 1),
                                       problem.classifier, resolve_threads(context)),
                         available_memory(), context);
  reward_ =
      std::make_unique<Reward>(std::span(&fold, 1), std::span(&candidates, 1), problem.classifier,
                               problem.metric, tunes_threshold(options, problem), context);
  add_levels();
  for (int t = 0; t < resolve_threads(context); ++t) {
    walks_.push_back(std::make_unique<Walk>(*hierarchy_));
    scratch_.push_back(std::make_unique<Reward::Scratch>(*reward_));
  }
  const std::vector<FoldSamples> none(1);
  nothing_ = reward_->evaluate(none, *scratch_.front());
}

void PaperSearch::add_levels() {
  if (rl::PolicyValueModel* model = hierarchy_->cross_instance()) {
    levels_.push_back(std::make_unique<Level>("cross-instance", *model, kCrossInstanceUnroll,
                                              kInstanceStateBytes));
  }
  if (rl::PolicyValueModel* model = hierarchy_->instance_specific()) {
    levels_.push_back(
        std::make_unique<Level>("instance-specific", *model, kInstanceUnroll, kInstanceStateBytes));
  }
  if (LowLevelModel* model = hierarchy_->low_level()) {
    levels_.push_back(
        std::make_unique<Level>("low-level", *model, kInstanceUnroll, model->state_bytes()));
  }
}

std::uint64_t PaperSearch::round_size() const { return kRoundEpisodes; }

bool PaperSearch::run_round(std::uint64_t episodes) {
  hierarchy_->prepare_to_act(context_);
  const std::vector<PolicyNetwork> acting = networks();
  const std::uint64_t first = history_.size();
  std::vector<Episode> played(episodes);
  std::vector<Threshold> scores(episodes);
  parallel_for_slots(context_, episodes, [&](std::size_t e, std::size_t slot) {
    if (context_.cancelled()) return;
    played[e] = walks_[slot]->play(context_.seed, first + e);
    std::vector<FoldSamples> samples(1);
    samples[0].candidates = played[e].candidates;
    scores[e] = reward_->evaluate(samples, *scratch_[slot]);
  });
  if (context_.cancelled()) return false;
  for (std::size_t e = 0; e < episodes; ++e) {
    record(played[e], scores[e], acting);
    for (const auto& level : levels_) {
      LevelTrace& trace = level->name == "cross-instance"      ? played[e].cross_instance
                          : level->name == "instance-specific" ? played[e].instance_specific
                                                               : played[e].low_level;
      learn(*level, trace, scores[e].value);
    }
  }
  ++round_;
  return true;
}

std::vector<PolicyNetwork> PaperSearch::networks() const {
  std::vector<PolicyNetwork> networks;
  for (const auto& level : levels_) {
    const std::span<const float> parameters = level->model.parameters();
    networks.push_back({level->name, {parameters.begin(), parameters.end()}});
  }
  return networks;
}

void PaperSearch::record(const Episode& episode, const Threshold& score,
                         const std::vector<PolicyNetwork>& acting) {
  if (!best_.found || score.value > best_.score.value) {
    best_ = {episode.candidates, acting, score, history_.size(), true};
  }
  history_.push_back(
      {history_.size(), round_, episode.samples, score.value, best_.score.value, episode.entropy});
}

void PaperSearch::learn(Level& level, LevelTrace& trace, double reward) {
  for (std::size_t t = 0; t < trace.steps.size(); ++t) {
    rl::Step& step = trace.steps[t];
    if (step.terminal) step.reward = static_cast<float>(reward);
    level.buffer.append(trace.state(t), step);
    if (level.buffer.full()) {
      level.learner.learn(level.buffer, context_);
      level.buffer.consume();
    }
  }
}

std::string PaperSearch::state() const {
  ByteWriter writer;
  put_history(writer, history_);
  writer.put(round_);
  writer.put(best_.found);
  writer.put(best_.score);
  writer.put(best_.episode);
  writer.put_all(std::span<const WeightedRow>(best_.candidates));
  for (const PolicyNetwork& network : best_.networks) {
    writer.put_all(std::span<const float>(network.parameters));
  }
  for (const auto& level : levels_) {
    const nn::Adam& adam = level->learner.optimizer();
    writer.put_all(std::span<const float>(level->model.parameters()));
    writer.put(adam.steps());
    writer.put_all(adam.first_moment());
    writer.put_all(adam.second_moment());
    writer.put(level->buffer.pending().size());
    // Member by member: a Step has padding, whose bytes are not defined.
    for (const rl::Step& step : level->buffer.pending()) {
      writer.put_all(level->buffer.states().bytes(step.state));
      writer.put(step.action);
      writer.put(step.behaviour_log_prob);
      writer.put(step.reward);
      writer.put(step.terminal);
    }
  }
  return writer.bytes();
}

void PaperSearch::restore(const std::string& state) {
  ByteReader reader(state, "the checkpoint");
  history_ = get_history(reader);
  round_ = reader.get<std::uint64_t>();
  best_.found = reader.get<bool>();
  best_.score = reader.get<Threshold>();
  best_.episode = reader.get<std::uint64_t>();
  best_.candidates = reader.get_all<WeightedRow>();
  if (best_.found) best_.networks = networks();
  for (PolicyNetwork& network : best_.networks) {
    const std::vector<float> parameters = reader.get_all<float>();
    if (parameters.size() != network.parameters.size()) reader.fail();
    network.parameters = parameters;
  }
  for (const auto& level : levels_) {
    const std::vector<float> parameters = reader.get_all<float>();
    if (parameters.size() != level->model.parameters().size()) reader.fail();
    std::copy(parameters.begin(), parameters.end(), level->model.parameters().begin());
    level->model.refresh();
    const auto steps = reader.get<std::uint64_t>();
    const std::vector<float> first = reader.get_all<float>();
    const std::vector<float> second = reader.get_all<float>();
    level->learner.optimizer().restore(steps, first, second);
    const auto pending = reader.get<std::size_t>();
    for (std::size_t s = 0; s < pending; ++s) {
      const std::vector<std::uint8_t> seen = reader.get_all<std::uint8_t>();
      rl::Step step;
      step.action = reader.get<std::uint32_t>();
      step.behaviour_log_prob = reader.get<float>();
      step.reward = reader.get<float>();
      step.terminal = reader.get<bool>();
      level->buffer.append(seen, step);
    }
  }
  if (!reader.at_end()) reader.fail();
}

SearchResult PaperSearch::answer() {
  SearchResult result;
  const Threshold score = best_.found ? best_.score : nothing_;
  FoldSamples samples;
  samples.candidates = best_.candidates;
  result.samples = samples_of(*pool_, best_.candidates, best_.episode);
  result.score.validation = score.value;
  result.score.threshold = score.threshold;
  result.score.synthetic_rows = result.samples.size();
  result.score.fits = history_.size() + 1;
  score_on_test(problem_, *pool_, samples, context_, result.score);
  const PolicyFile learned = policy();
  result.policy = render_policy(learned);
  result.policy_weights = render_policy_weights(learned);
  result.fits = result.score.fits;
  return result;
}

PolicyFile PaperSearch::policy() const {
  PolicyFile policy;
  policy.profile = Profile::kPaper;
  policy.search = options_.kind;
  policy.neighbors = static_cast<std::uint32_t>(pool_->neighbors_per_instance());
  policy.threshold = best_.score.threshold;
  policy.features = static_cast<std::uint32_t>(problem_.folds.front().train.cols());
  policy.scales = static_cast<std::uint32_t>(hierarchy_->shape().scales);
  policy.multipliers = static_cast<std::uint32_t>(hierarchy_->shape().multipliers);
  policy.count_bins = static_cast<std::uint32_t>(hierarchy_->shape().bins);
  policy.uses_per_bin = hierarchy_->shape().bin_width;
  policy.best_episode = best_.episode;
  policy.networks = best_.found ? best_.networks : networks();
  return policy;
}

}  // namespace autosmote
