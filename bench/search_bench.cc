// The agent's two costs on the paper's networks, as a share of what the machine can do. Operations
// are counted as those that must happen: 2 h^2 for each distinct (instance, bin, slot, bin, lambda)
// score of a round, 6 h^2 for each distinct row of an update (forward once, backward twice), h =
// 128. Bytes: each parameter of the score net is read (policy), or each of the model and its two
// moments of Adam are read and written (learning), and each score is written. The first layer, the
// heads, the value nets, sampling and Adam are in the time but not in the operations.
#include <benchmark/benchmark.h>

#include <memory>
#include <numeric>
#include <vector>

#include "bench_agent.h"
#include "core/parallel.h"
#include "roofline.h"

namespace autosmote {
namespace {

constexpr std::uint64_t kRound = 16;
constexpr double kHiddenSquared = 128.0 * 128.0;

std::unique_ptr<BenchAgent> make_agent(benchmark::State& state) {
  try {
    return std::make_unique<BenchAgent>(load_bench_data("mozilla4", 100.0, false));
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
    return nullptr;
  }
}

void report(benchmark::State& state, double operations, double bytes, double parameters,
            int threads) {
  const double done = operations * static_cast<double>(state.iterations());
  state.counters["GFLOP/s"] = benchmark::Counter(done * 1e-9, benchmark::Counter::kIsRate);
  if (fma_peak() > 0.0) {
    state.counters["share_of_peak"] =
        benchmark::Counter(done / (threads * fma_peak()), benchmark::Counter::kIsRate);
  }
  const PhaseWork work{
      .float_operations = operations, .bytes = bytes, .working_set = 4.0 * parameters};
  report_roofline(state, work, threads);
}

// A round of sixteen episodes with one version of the weights.
void play_round(benchmark::State& state, int threads) {
  const auto made = make_agent(state);
  if (made == nullptr) return;
  BenchAgent& agent = *made;
  Context context;
  context.threads = threads;
  std::vector<std::unique_ptr<Walk>> walks;
  for (int t = 0; t < threads; ++t) walks.push_back(std::make_unique<Walk>(*agent.hierarchy));
  std::vector<std::uint64_t> samples(kRound);
  for (auto _ : state) {
    agent.hierarchy->prepare_to_act(context);
    parallel_for_slots(context, kRound, [&](std::size_t e, std::size_t slot) {
      samples[e] = walks[slot]->play(0, e).samples;
    });
    benchmark::DoNotOptimize(samples.data());
  }
  const auto scores = static_cast<double>(agent.hierarchy->shared_cache()->known());
  const auto parameters =
      static_cast<double>(agent.hierarchy->low_level()->scores().parameters().size());
  report(state, 2.0 * kHiddenSquared * scores, 4.0 * (parameters + scores), parameters, threads);
  const auto draws = std::accumulate(samples.begin(), samples.end(), std::uint64_t{0});
  state.counters["draws_per_episode"] = static_cast<double>(draws) / kRound;
  state.counters["scores_per_episode"] = scores / kRound;
}

// One update of the low level from a full buffer: 8 unrolls of 300 steps.
void update_low_level(benchmark::State& state, int threads) {
  const auto made = make_agent(state);
  if (made == nullptr) return;
  BenchAgent& agent = *made;
  Context context;
  context.threads = threads;
  agent.hierarchy->prepare_to_act(context);
  LowLevelModel& model = *agent.hierarchy->low_level();
  const rl::UnrollBuffer buffer = play_full_buffer(agent);
  rl::ActorCritic learner(model, {});
  for (auto _ : state) learner.learn(buffer, context);
  const auto rows = static_cast<double>(model.pairs().size() * kLambdaCount);
  const auto parameters = static_cast<double>(model.parameters().size());
  report(state, 6.0 * kHiddenSquared * rows, 4.0 * (6.0 * parameters + rows), parameters, threads);
  state.counters["distinct_rows"] = rows;
  state.counters["distinct_states"] = static_cast<double>(buffer.states().size());
}

void policy_round(benchmark::State& state) { play_round(state, 1); }
void policy_round_two_threads(benchmark::State& state) { play_round(state, 2); }
void low_level_update(benchmark::State& state) { update_low_level(state, 1); }
void low_level_update_two_threads(benchmark::State& state) { update_low_level(state, 2); }

// With two threads elapsed time counts: what a thread waits for the other is lost, too.
BENCHMARK(policy_round)->Unit(benchmark::kMillisecond);
BENCHMARK(policy_round_two_threads)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(low_level_update)->Unit(benchmark::kMillisecond);
BENCHMARK(low_level_update_two_threads)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace autosmote
