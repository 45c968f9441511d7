// One refit of AdaBoost in an episode: base rows of the paper's protocol at IR 100 and a sample
// set that balances the classes, fitted and evaluated.

#include <benchmark/benchmark.h>

#include <exception>

#include "bench_data.h"
#include "classifiers/adaboost.h"

namespace autosmote {
namespace {

void adaboost_fit_predict(benchmark::State& state, const char* name, bool nominal) {
  BenchData data;
  try {
    data = load_bench_data(name, 100.0, nominal);
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
    return;
  }
  const auto refit = make_adaboost_refit({}, data.refit_data(), {});
  const auto workspace = refit->make_workspace();
  Predictions out;
  for (auto _ : state) {
    refit->fit_predict({1.0, 1.0, data.sample_set}, *workspace, out);
    benchmark::DoNotOptimize(out.scores.data());
  }
  state.counters["base"] = static_cast<double>(data.base.rows());
  state.counters["rows"] = static_cast<double>(data.sample_set.size());
  state.counters["features"] = static_cast<double>(data.base.cols());
}
BENCHMARK_CAPTURE(adaboost_fit_predict, mozilla4, "mozilla4", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(adaboost_fit_predict, phoneme, "phoneme", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(adaboost_fit_predict, phishing, "phishing_websites", true)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace autosmote
