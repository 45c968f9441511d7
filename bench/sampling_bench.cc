// Drawing, without the nets: episodes whose scores are all known; and SMOTE's two parts, the
// neighbours of a class and the rows between them. One thread.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <exception>
#include <optional>
#include <span>

#include "bench_agent.h"
#include "neighbors/neighbor_index.h"
#include "roofline.h"
#include "samplers/over_sampling.h"
#include "samplers/smote.h"

namespace autosmote {
namespace {

constexpr std::uint64_t kRound = 16;
constexpr std::size_t kNeighbors = 5;

Context one_thread() {
  Context context;
  context.threads = 1;
  return context;
}

std::optional<BenchData> load(benchmark::State& state) {
  try {
    return load_bench_data("mozilla4", 100.0, false);
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
    return std::nullopt;
  }
}

// What the distributions of an episode's recorded steps, those of ten instances, are made of.
struct Recorded {
  double steps = 0.0;
  double distributions = 0.0;
  double slots = 0.0;  // whose scores are others than in the distribution before

  void add(const LevelTrace& trace) {
    std::span<const std::uint8_t> last;
    for (std::size_t t = 0; t < trace.steps.size(); ++t) {
      const std::span<const std::uint8_t> state = trace.state(t);
      const std::size_t count = state.size() - kInstanceStateBytes;
      std::size_t changed = 0;
      if (t == 0 ||
          !std::ranges::equal(state.first(kInstanceStateBytes), last.first(kInstanceStateBytes))) {
        changed = count;
      } else {
        for (std::size_t i = kInstanceStateBytes; i < state.size(); ++i) {
          if (state[i] != last[i]) ++changed;
        }
      }
      steps += 1.0;
      distributions += changed > 0 ? 1.0 : 0.0;
      slots += static_cast<double>(changed);
      last = state;
    }
  }
};

// A distribution over A actions needs the scores of each slot that changed (4 bytes a lambda; two
// operations, one of them the exponential) and A running sums (8 bytes). Each draw scales a uniform
// number and finds it among the sums (8 bytes and a comparison for each halving), reads the numbers
// of its candidate and of the neighbour (8 bytes) and counts the candidate and two uses (24 bytes
// read and written). Once an episode all counts of the pool are read (4 bytes). How many
// distributions and changed slots there are is known of the recorded steps and taken to be in
// proportion for the others. The entropy, the random numbers (whole numbers only) and recording are
// in the time but not counted.
void draw_episodes(benchmark::State& state) {
  const std::optional<BenchData> data = load(state);
  if (!data) return;
  BenchAgent agent(*data);
  agent.hierarchy->prepare_to_act(one_thread());
  double draws = 0.0;
  Recorded recorded;
  for (std::uint64_t e = 0; e < kRound; ++e) {  // from here on all scores are known
    const Episode episode = agent.walk->play(0, e);
    draws += static_cast<double>(episode.samples);
    recorded.add(episode.low_level);
  }
  for (auto _ : state) {
    for (std::uint64_t e = 0; e < kRound; ++e) {
      benchmark::DoNotOptimize(agent.walk->play(0, e).samples);
    }
  }
  const std::size_t actions = agent.pool->actions();
  const auto a = static_cast<double>(actions);
  const auto halvings = static_cast<double>(std::bit_width(actions - 1));
  const double distributions = recorded.distributions / recorded.steps * draws;
  const double scores = recorded.slots / recorded.steps * draws * kLambdaCount;
  const auto pool = static_cast<double>(agent.pool->size());
  const auto known = static_cast<double>(agent.hierarchy->shared_cache()->known());
  const auto instances = static_cast<double>(agent.pool->instances());
  report_roofline(
      state, {.float_operations = 2.0 * scores,
              .double_operations = a * distributions + (1.0 + halvings) * draws,
              .bytes = 4.0 * scores + 8.0 * a * distributions + (8.0 * halvings + 32.0) * draws +
                       4.0 * pool * static_cast<double>(kRound),
              .working_set = 4.0 * (known + pool + instances * a) + 8.0 * a});
  state.counters["draws_per_episode"] = draws / kRound;
  state.counters["distributions_per_episode"] = distributions / kRound;
}
BENCHMARK(draw_episodes)->Unit(benchmark::kMillisecond);

// The five nearest other rows of each of mozilla4's training rows. Every row is read (8 d bytes)
// and every neighbour written with its distance (12 bytes); knowing k neighbours takes k distances
// of 3 d operations, each of which two rows may share. What else must be compared depends on the
// data; the index's own bounds and its building are in the time but not counted.
void smote_neighbors(benchmark::State& state) {
  const std::optional<BenchData> data = load(state);
  if (!data) return;
  for (auto _ : state) {
    benchmark::DoNotOptimize(k_neighbors_of_each(data->base.view(), kNeighbors, one_thread()));
  }
  const auto rows = static_cast<double>(data->base.rows());
  const auto d = static_cast<double>(data->base.cols());
  report_roofline(state, {.double_operations = 1.5 * d * kNeighbors * rows,
                          .bytes = rows * (8.0 * d + 12.0 * kNeighbors),
                          .working_set = 8.0 * rows * d});
}
BENCHMARK(smote_neighbors)->Unit(benchmark::kMillisecond);

// SMOTE's draws and rows from mozilla4's minority, as many as the argument says: 3 operations a
// number and 8 bytes written, and the origin of each row written. The largest result lies in memory
// that the system has to provide, which is in the time. The random numbers are not counted.
void smote_rows(benchmark::State& state) {
  const std::optional<BenchData> data = load(state);
  if (!data) return;
  const SamplerData table{data->base.view(), data->base_labels, 2, {}};
  const std::vector<std::uint32_t> members = rows_of_class(table, 1);
  const Matrix<double> minority = gather_rows(table.x, members);
  const Matrix<std::uint32_t> graph = minority_graph(minority.view(), kNeighbors, one_thread());
  const auto count = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    Resampled result;
    result.synthetic = Matrix<double>(0, table.x.cols);
    RandomStream random(0, Purpose::kSmote);
    append_interpolations(table, origins_of(smote(graph, count, random), members, members), 1,
                          one_thread(), result);
    benchmark::DoNotOptimize(result.synthetic.data());
  }
  const auto rows = static_cast<double>(count);
  const auto d = static_cast<double>(table.x.cols);
  const double bytes = rows * (8.0 * d + sizeof(SyntheticOrigin));
  report_roofline(state,
                  {.double_operations = 3.0 * d * rows, .bytes = bytes, .working_set = bytes});
}
BENCHMARK(smote_rows)->Arg(6'200)->Arg(2'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace autosmote
