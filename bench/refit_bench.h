#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <exception>
#include <span>
#include <stdexcept>

#include "bench_data.h"
#include "classifiers/refit.h"
#include "classifiers/sorted_columns.h"
#include "roofline.h"

namespace autosmote {

/// Counts what one refit with the sample set of `data` and its predictions must do; may set
/// counters of its own.
using CountWork = PhaseWork (*)(const BenchData& data, const ClassifierOptions& options,
                                benchmark::State& state);

/// What a fresh workspace predicts.
inline Predictions fit_once(const RefitClassifier& refit, const BenchData& data) {
  Predictions out;
  refit.fit_predict({1.0, 1.0, data.sample_set}, *refit.make_workspace(), out);
  return out;
}

/// A count is taken from a fit of its own, which must be the one that is timed.
inline void check_same_fit(const Predictions& counted, const Predictions& timed) {
  if (counted.scores != timed.scores) {
    throw std::logic_error("the fit whose work is counted is not the one that is timed");
  }
}

/// Whether a split by `feature` can lie between any of `rows`.
inline bool can_split(const SortedColumns& columns, std::span<const std::uint32_t> rows,
                      std::size_t feature) {
  const std::span<const float> values = columns.values(feature);
  float low = values[rows.front()];
  float high = low;
  for (const std::uint32_t row : rows) {
    low = std::min(low, values[row]);
    high = std::max(high, values[row]);
  }
  return separable(low, high);
}

/// One refit in an episode: base rows of the paper's protocol at IR 100 and a sample set that
/// balances the classes, fitted and evaluated. With `count` also its roofline.
inline void time_refit(benchmark::State& state, ClassifierKind kind, const char* name, bool nominal,
                       CountWork count = nullptr) {
  BenchData data;
  ClassifierOptions options;
  options.kind = kind;
  PhaseWork work;
  try {
    data = load_bench_data(name, 100.0, nominal);
    if (count != nullptr) work = count(data, options, state);
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
    return;
  }
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
  if (count != nullptr) report_roofline(state, work);
}

}  // namespace autosmote
