// What a reward pays beside the classifier: a metric, or the best threshold, of n predictions.

#include <benchmark/benchmark.h>

#include "core/random.h"
#include "metrics/threshold.h"

namespace autosmote {
namespace {

struct Case {
  std::vector<int> truth, labels;
  std::vector<double> scores;
};

/// One minority row in 101; `levels` distinct scores, 0 for as many as there are rows.
Case make_case(std::size_t n, std::uint32_t levels) {
  RandomStream random(0, Purpose::kTest);
  Case made;
  for (std::size_t i = 0; i < n; ++i) {
    made.truth.push_back(random.below(101) == 0 ? 1 : 0);
    const double score = levels == 0 ? random.normal() : random.below(levels) - levels / 2.0;
    made.scores.push_back(score + made.truth.back());
    made.labels.push_back(made.scores.back() > 0.0 ? 1 : 0);
  }
  made.truth[0] = 1;
  return made;
}

void metric_value(benchmark::State& state, const char* name) {
  const Case data = make_case(static_cast<std::size_t>(state.range(0)), 0);
  const Metric metric = parse_metric(name);
  for (auto _ : state) {
    benchmark::DoNotOptimize(evaluate_metric(metric, data.truth, data.labels, data.scores));
  }
}
BENCHMARK_CAPTURE(metric_value, macro_f1, "macro-f1")->Arg(2108)->Arg(10000);
BENCHMARK_CAPTURE(metric_value, mcc, "mcc")->Arg(2108);
BENCHMARK_CAPTURE(metric_value, roc_auc, "roc-auc")->Arg(2108)->Arg(10000);
BENCHMARK_CAPTURE(metric_value, average_precision, "average-precision")->Arg(2108);

void threshold(benchmark::State& state, const char* name, std::uint32_t levels) {
  const Case data = make_case(static_cast<std::size_t>(state.range(0)), levels);
  const Metric metric = parse_metric(name);
  for (auto _ : state) {
    benchmark::DoNotOptimize(best_threshold(metric, data.truth, data.scores));
  }
}
BENCHMARK_CAPTURE(threshold, macro_f1, "macro-f1", 0)->Arg(2108)->Arg(10000);
BENCHMARK_CAPTURE(threshold, macro_f1_knn, "macro-f1", 6)->Arg(2108)->Arg(10000);
BENCHMARK_CAPTURE(threshold, mcc, "mcc", 0)->Arg(2108);

}  // namespace
}  // namespace autosmote
