#include "refit_bench.h"

namespace autosmote {
namespace {

void tree_fit_predict(benchmark::State& state, const char* name, bool nominal) {
  time_refit(state, ClassifierKind::kTree, name, nominal);
}
BENCHMARK_CAPTURE(tree_fit_predict, mozilla4, "mozilla4", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tree_fit_predict, phoneme, "phoneme", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tree_fit_predict, phishing, "phishing_websites", true)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace autosmote
