#include "classifiers/tree.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

#include "classifiers/histogram_tree.h"
#include "classifiers/refit.h"
#include "classifiers/sorted_columns.h"
#include "classifiers/tree_growth.h"
#include "core/random.h"

namespace autosmote {
namespace {

struct TreeWorkspace : RefitClassifier::Workspace {
  TrainingRows rows;
  PresortedGrowth growth;
  GrowingTree tree;
};

class TreeRefit final : public RefitClassifier {
 public:
  TreeRefit(const ClassifierOptions& options, const RefitData& data, const Context& context)
      : data_(data),
        columns_(data, context),
        seed_(options.seed),
        evaluation_(tree_values(data.evaluation)),
        max_depth_(depth_limit(options)) {}

  std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<TreeWorkspace>();
  }

  void fit_predict(const TrainingWeights& weights, Workspace& workspace,
                   Predictions& out) const override {
    auto& ws = static_cast<TreeWorkspace&>(workspace);
    ws.rows.assign(data_, weights);
    const std::size_t rows = ws.rows.size();
    NodeTotals totals;
    for (const double weight : ws.rows.signed_weights()) {
      totals.l += std::fabs(weight);
      totals.m += weight;
    }
    ws.tree.max_depth = max_depth_;
    const PendingNode root = ws.tree.start(columns_.cols(), rows, totals);
    if (!ws.tree.is_leaf(root)) {
      ws.growth.resize(columns_.cols(), rows);
      for (std::size_t feature = 0; feature < columns_.cols(); ++feature) {
        ws.rows.sorted_by(columns_, feature, ws.growth.sorted_rows(feature).data());
      }
      RandomStream random(seed_, Purpose::kClassifier);
      ws.growth.grow(root, ws.rows.signed_weights().data(), random, ws.tree);
    }
    predict_rows(ws.tree, evaluation_, out);
  }

 private:
  RefitData data_;
  SortedColumns columns_;
  std::uint64_t seed_;
  Matrix<float> evaluation_;
  std::uint32_t max_depth_;
};

}  // namespace

std::unique_ptr<RefitClassifier> make_tree_refit(const ClassifierOptions& options,
                                                 const RefitData& data, const Context& context) {
  if (auto by_histograms = make_histogram_tree_refit(options, data, context)) return by_histograms;
  return make_presorted_tree_refit(options, data, context);
}

std::unique_ptr<RefitClassifier> make_presorted_tree_refit(const ClassifierOptions& options,
                                                           const RefitData& data,
                                                           const Context& context) {
  return std::make_unique<TreeRefit>(options, data, context);
}

}  // namespace autosmote
