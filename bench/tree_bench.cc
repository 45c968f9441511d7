#include <cmath>

#include "classifiers/tree_growth.h"
#include "refit_bench.h"

namespace autosmote {
namespace {

// The sum, over all nodes below `node` that were split, of its rows times the features that vary
// among them: the entries of sorted columns that must be read to know the best split.
double entries_to_scan(const GrowingTree& tree, std::uint32_t node, const SortedColumns& columns,
                       const std::vector<std::uint32_t>& rows) {
  const TreeNode& split = tree.nodes[node];
  if (split.left == node) return 0.0;
  double entries = 0.0;
  for (std::size_t feature = 0; feature < columns.cols(); ++feature) {
    if (can_split(columns, rows, feature)) entries += static_cast<double>(rows.size());
  }
  std::vector<std::uint32_t> sides[2];
  for (const std::uint32_t row : rows) {
    sides[columns.values(split.feature)[row] > split.threshold ? 1 : 0].push_back(row);
  }
  return entries + entries_to_scan(tree, split.left, columns, sides[0]) +
         entries_to_scan(tree, split.left + 1, columns, sides[1]);
}

// An entry of a sorted column (8 bytes) and its row's weight (8 bytes) are read, and two sums
// added to, for each entry above. Before, the columns of all N rows are read (8 bytes) and those of
// the m rows with weight written (8 bytes); in the end scores and labels are written. The gains of
// the splits, the partition and the walks of the rows to predict are in the time but not counted.
PhaseWork count_tree(const BenchData& data, const ClassifierOptions& options,
                     benchmark::State& state) {
  const RefitData all = data.refit_data();
  const SortedColumns columns(all, {});
  TrainingRows rows;
  rows.assign(all, {1.0, 1.0, data.sample_set});
  NodeTotals totals;
  for (const double weight : rows.signed_weights()) {
    totals.l += std::fabs(weight);
    totals.m += weight;
  }
  GrowingTree tree;
  tree.max_depth = depth_limit(options);
  const PendingNode root = tree.start(columns.cols(), rows.size(), totals);
  PresortedGrowth growth;
  growth.resize(columns.cols(), rows.size());
  for (std::size_t feature = 0; feature < columns.cols(); ++feature) {
    rows.in_order(columns.order(feature), columns.values(feature),
                  growth.sorted_rows(feature).data());
  }
  RandomStream random(options.seed, Purpose::kClassifier);
  growth.grow(root, rows.signed_weights().data(), random, tree);
  Predictions counted;
  predict_rows(tree, tree_values(all.evaluation), counted);
  check_same_fit(counted, fit_once(*make_refit_classifier(options, all, {}), data));

  const double entries =
      entries_to_scan(tree, 0, columns, {rows.rows().begin(), rows.rows().end()});
  const auto m = static_cast<double>(rows.size());
  const auto d = static_cast<double>(columns.cols());
  const auto v = static_cast<double>(data.evaluation.rows());
  state.counters["nodes"] = static_cast<double>(tree.nodes.size());
  return {.double_operations = 2.0 * entries,
          .bytes = 16.0 * entries + 8.0 * d * (static_cast<double>(columns.rows()) + m) + 12.0 * v,
          .working_set = 8.0 * m * (d + 1.0)};
}

void tree_fit_predict(benchmark::State& state, const char* name, bool nominal) {
  time_refit(state, ClassifierKind::kTree, name, nominal, count_tree);
}
BENCHMARK_CAPTURE(tree_fit_predict, mozilla4, "mozilla4", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tree_fit_predict, phoneme, "phoneme", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tree_fit_predict, phishing, "phishing_websites", true)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace autosmote
