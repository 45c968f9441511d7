#include "classifiers/tree.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "classifiers/histogram_tree.h"
#include "classifiers/refit.h"
#include "classifiers/sorted_columns.h"
#include "classifiers/tree_growth.h"
#include "core/check.h"
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
  /// `columns` and `evaluation`: of the rows of `data`, whatever its labels.
  TreeRefit(const ClassifierOptions& options, const RefitData& data,
            std::shared_ptr<const SortedColumns> columns,
            std::shared_ptr<const Matrix<float>> evaluation)
      : data_(data),
        columns_(std::move(columns)),
        seed_(options.seed),
        evaluation_(std::move(evaluation)),
        max_depth_(depth_limit(options)) {
    AUTOSMOTE_CHECK(data.base_labels.size() == data.base.rows);
  }

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
    const PendingNode root = ws.tree.start(columns_->cols(), rows, totals);
    if (!ws.tree.is_leaf(root)) {
      ws.growth.resize(columns_->cols(), rows);
      for (std::size_t feature = 0; feature < columns_->cols(); ++feature) {
        ws.rows.in_order(columns_->order(feature), columns_->values(feature),
                         ws.growth.sorted_rows(feature).data());
      }
      RandomStream random(seed_, Purpose::kClassifier);
      ws.growth.grow(root, ws.rows.signed_weights().data(), random, ws.tree);
    }
    predict_rows(ws.tree, *evaluation_, out);
  }

 private:
  RefitData data_;
  std::shared_ptr<const SortedColumns> columns_;
  std::uint64_t seed_;
  std::shared_ptr<const Matrix<float>> evaluation_;
  std::uint32_t max_depth_;
};

std::vector<std::unique_ptr<RefitClassifier>> make_presorted(const ClassifierOptions& options,
                                                             std::span<const RefitData> data,
                                                             const Context& context) {
  const auto columns = std::make_shared<const SortedColumns>(data.front(), context);
  const auto evaluation =
      std::make_shared<const Matrix<float>>(tree_values(data.front().evaluation));
  std::vector<std::unique_ptr<RefitClassifier>> refits;
  for (const RefitData& one : data) {
    refits.push_back(std::make_unique<TreeRefit>(options, one, columns, evaluation));
  }
  return refits;
}

}  // namespace

std::vector<std::unique_ptr<RefitClassifier>> make_tree_refits(const ClassifierOptions& options,
                                                               std::span<const RefitData> data,
                                                               const Context& context) {
  auto by_histograms = make_histogram_tree_refits(options, data, context);
  return by_histograms.empty() ? make_presorted(options, data, context) : std::move(by_histograms);
}

std::unique_ptr<RefitClassifier> make_tree_refit(const ClassifierOptions& options,
                                                 const RefitData& data, const Context& context) {
  return std::move(make_tree_refits(options, std::span(&data, 1), context).front());
}

std::unique_ptr<RefitClassifier> make_presorted_tree_refit(const ClassifierOptions& options,
                                                           const RefitData& data,
                                                           const Context& context) {
  return std::move(make_presorted(options, std::span(&data, 1), context).front());
}

}  // namespace autosmote
