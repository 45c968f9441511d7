// The agent's two costs on the paper's networks, as a share of what the core can do. Operations are
// counted as those that must happen: 2 h^2 for each distinct (instance, bin, slot, bin, lambda)
// score of a round, 6 h^2 for each distinct row of an update (forward once, backward twice), h =
// 128. The first layer, the heads, the value nets, sampling and Adam are in the time but not in the
// count.
#include <benchmark/benchmark.h>

#include <memory>

#include "bench_agent.h"
#include "fma_peak.h"

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

void report(benchmark::State& state, double operations) {
  static const double peak = measure_fma_peak();
  const double done = operations * static_cast<double>(state.iterations());
  state.counters["GFLOP/s"] = benchmark::Counter(done * 1e-9, benchmark::Counter::kIsRate);
  state.counters["peak_GFLOP/s"] = peak * 1e-9;
  if (peak > 0.0) {
    state.counters["share_of_peak"] = benchmark::Counter(done / peak, benchmark::Counter::kIsRate);
  }
}

// A round of sixteen episodes with one version of the weights, one thread.
void policy_round(benchmark::State& state) {
  const auto made = make_agent(state);
  if (made == nullptr) return;
  BenchAgent& agent = *made;
  Context context;
  context.threads = 1;
  std::uint64_t samples = 0;
  for (auto _ : state) {
    agent.hierarchy->prepare_to_act(context);
    samples = 0;
    for (std::uint64_t e = 0; e < kRound; ++e) samples += agent.walk->play(0, e).samples;
    benchmark::DoNotOptimize(samples);
  }
  const auto scores = static_cast<double>(agent.hierarchy->shared_cache()->known());
  report(state, 2.0 * kHiddenSquared * scores);
  state.counters["draws_per_episode"] = static_cast<double>(samples) / kRound;
  state.counters["scores_per_episode"] = scores / kRound;
}
BENCHMARK(policy_round)->Unit(benchmark::kMillisecond);

// One update of the low level from a full buffer: 8 unrolls of 300 steps, one thread.
void low_level_update(benchmark::State& state) {
  const auto made = make_agent(state);
  if (made == nullptr) return;
  BenchAgent& agent = *made;
  Context context;
  context.threads = 1;
  agent.hierarchy->prepare_to_act(context);
  LowLevelModel& model = *agent.hierarchy->low_level();
  const rl::UnrollBuffer buffer = play_full_buffer(agent);
  rl::ActorCritic learner(model, {});
  for (auto _ : state) learner.learn(buffer, context);
  const auto rows = static_cast<double>(model.pairs().size() * kLambdaCount);
  report(state, 6.0 * kHiddenSquared * rows);
  state.counters["distinct_rows"] = rows;
}
BENCHMARK(low_level_update)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace autosmote
