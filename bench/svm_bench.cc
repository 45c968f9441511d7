#include "classifiers/linear_newton.h"
#include "classifiers/linear_refit.h"
#include "classifiers/squared_hinge.h"
#include "refit_bench.h"

namespace autosmote {
namespace {

struct Swept {
  double rows = 0.0;
  double inside_margin = 0.0;
};
Swept swept;

// A sweep that notes what it must do.
void sweep_and_count(const LossSweep& s) {
  sweep_loss<SquaredHinge>(s);
  for (std::size_t block = 0; block < s.blocks; ++block) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      swept.rows += s.weights[block][lane] != 0.0 ? 1.0 : 0.0;
      swept.inside_margin += s.curvature[block][lane] != 0.0 ? 1.0 : 0.0;
    }
  }
}

// Each evaluation of the objective reads all merged rows: 8 d bytes and 2 d operations for a row's
// decision value, and 2 d more for the gradient where it lies inside the margin. So does the
// prediction with the rows to predict. Evaluations are those of the fit that is timed. The loss,
// the Hessian and its solution, and packing the candidates are in the time but not counted.
PhaseWork count_svm(const BenchData& data, const ClassifierOptions& options,
                    benchmark::State& state) {
  const auto counting =
      make_linear_refit({sweep_and_count, true}, "svm", options.c, data.refit_data());
  swept = {};
  const Predictions counted = fit_once(*counting, data);
  check_same_fit(counted, fit_once(*make_refit_classifier(options, data.refit_data(), {}), data));
  const auto rows = static_cast<double>(data.base.rows() + data.sample_set.size());
  const auto d = static_cast<double>(data.base.cols());
  const auto v = static_cast<double>(data.evaluation.rows());
  state.counters["evaluations"] = swept.rows / rows;
  return {.double_operations = 2.0 * d * (swept.rows + swept.inside_margin + v),
          .bytes = 8.0 * d * (swept.rows + v) + 12.0 * v,
          .working_set = 8.0 * d * rows};
}

void svm_fit_predict(benchmark::State& state, const char* name, bool nominal) {
  time_refit(state, ClassifierKind::kSvm, name, nominal, count_svm);
}
BENCHMARK_CAPTURE(svm_fit_predict, mozilla4, "mozilla4", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(svm_fit_predict, phoneme, "phoneme", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(svm_fit_predict, phishing, "phishing_websites", true)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace autosmote
