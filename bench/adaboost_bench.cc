#include "classifiers/frequent_values.h"
#include "refit_bench.h"

namespace autosmote {
namespace {

// Rounds of a fit: with fewer estimators than it made stumps its scores are others.
int rounds_of(const BenchData& data, ClassifierOptions options) {
  const auto scores = [&] {
    return fit_once(*make_refit_classifier(options, data.refit_data(), {}), data).scores;
  };
  const std::vector<double> all = scores();
  int rounds = options.estimators;
  for (options.estimators = rounds - 1; options.estimators > 0 && scores() == all;
       --options.estimators) {
    rounds = options.estimators;
  }
  return rounds;
}

// In each round the weights of the m rows are multiplied (read and written: 16 bytes), those of the
// rows in each sorted column are read and added to two sums, and of each feature with frequent
// values those of all rows, with a byte that tells the value, and are added to one sum; the rows to
// predict read a value (4 bytes) and add a vote. Once, the columns of all N rows are read (8 bytes)
// and scores and labels written. The gains of the splits, comparing values with the split's, and
// laying out are in the time but not counted.
PhaseWork count_adaboost(const BenchData& data, const ClassifierOptions& options,
                         benchmark::State& state) {
  const RefitData all = data.refit_data();
  const SortedColumns columns(all, {});
  const FrequentValues frequent(columns, all.base.rows);
  TrainingRows rows;
  rows.assign(all, {1.0, 1.0, data.sample_set});
  std::vector<SortedEntry> column(rows.size());
  double sorted = 0.0;      // entries of sorted columns
  double with_bytes = 0.0;  // rows times features with frequent values
  for (std::size_t feature = 0; feature < columns.cols(); ++feature) {
    if (!can_split(columns, rows.rows(), feature)) continue;
    sorted += static_cast<double>(
        rows.in_order(frequent.rest(feature), columns.values(feature), column.data()));
    if (frequent.any() && frequent.has(feature)) with_bytes += static_cast<double>(rows.size());
  }
  const int rounds = rounds_of(data, options);
  const auto m = static_cast<double>(rows.size());
  const auto v = static_cast<double>(data.evaluation.rows());
  state.counters["rounds"] = rounds;
  return {.double_operations = rounds * (m + 2.0 * sorted + with_bytes + v),
          .bytes = rounds * (16.0 * m + 8.0 * sorted + 9.0 * with_bytes + 4.0 * v) +
                   8.0 * static_cast<double>(columns.rows() * columns.cols()) + 12.0 * v,
          .working_set = 8.0 * (m + sorted) + with_bytes};
}

void adaboost_fit_predict(benchmark::State& state, const char* name, bool nominal) {
  time_refit(state, ClassifierKind::kAdaboost, name, nominal, count_adaboost);
}
BENCHMARK_CAPTURE(adaboost_fit_predict, mozilla4, "mozilla4", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(adaboost_fit_predict, phoneme, "phoneme", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(adaboost_fit_predict, phishing, "phishing_websites", true)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace autosmote
