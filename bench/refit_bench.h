#pragma once

#include <benchmark/benchmark.h>

#include <exception>

#include "bench_data.h"
#include "classifiers/refit.h"

namespace autosmote {

/// One refit in an episode: base rows of the paper's protocol at IR 100 and a sample set that
/// balances the classes, fitted and evaluated.
inline void time_refit(benchmark::State& state, ClassifierKind kind, const char* name,
                       bool nominal) {
  BenchData data;
  try {
    data = load_bench_data(name, 100.0, nominal);
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
    return;
  }
  ClassifierOptions options;
  options.kind = kind;
  const auto refit = make_refit_classifier(options, data.refit_data(), {});
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

}  // namespace autosmote
