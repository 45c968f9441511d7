#include "classifiers/one_vs_rest.h"

#include "classifiers/adaboost.h"
#include "classifiers/tree.h"
#include "core/abandon.h"
#include "core/check.h"

namespace autosmote {
namespace {

struct OneVsRestWorkspace final : RefitClassifier::Workspace {
  std::unique_ptr<RefitClassifier::Workspace> binary;
  Predictions own;
};

// One classifier for each of `data`, which have all but their labels in common.
std::vector<std::unique_ptr<RefitClassifier>> make_binary_refits(const ClassifierOptions& options,
                                                                 std::span<const RefitData> data,
                                                                 const Context& context) {
  switch (options.kind) {
    case ClassifierKind::kTree:
      return make_tree_refits(options, data, context);
    case ClassifierKind::kAdaboost:
      return make_adaboost_refits(options, data, context);
    case ClassifierKind::kKnn:
    case ClassifierKind::kXgboost:
    case ClassifierKind::kSvm:
    case ClassifierKind::kLogistic:
      break;
  }
  std::vector<std::unique_ptr<RefitClassifier>> refits;
  for (const RefitData& one : data) {
    stop_if_abandoned(context);
    refits.push_back(make_refit_classifier(options, one, context));
  }
  return refits;
}

class OneVsRestRefit final : public RefitClassifier {
 public:
  OneVsRestRefit(const ClassifierOptions& options, const RefitData& data, const Context& context)
      : context_(context) {
    AUTOSMOTE_CHECK(data.candidate_labels.size() == data.candidates.rows);
    std::vector<RefitData> binary;
    for (int own = 0; own < data.classes; ++own) {
      base_labels_.push_back(against_others(data.base_labels, own));
      candidate_labels_.push_back(against_others(data.candidate_labels, own));
      binary.push_back({data.base, base_labels_.back(), data.candidates, candidate_labels_.back(),
                        data.evaluation, 2, data.base_weights});
    }
    of_class_ = make_binary_refits(options, binary, context);
  }

  // What one of them leaves in its memory, the next one does not see.
  std::unique_ptr<Workspace> make_workspace() const override {
    auto workspace = std::make_unique<OneVsRestWorkspace>();
    workspace->binary = of_class_.front()->make_workspace();
    return workspace;
  }

  void fit_predict(const TrainingWeights& weights, Workspace& workspace,
                   Predictions& out) const override {
    AUTOSMOTE_CHECK(weights.majority_weight == 1.0 && weights.minority_weight == 1.0);
    auto& work = static_cast<OneVsRestWorkspace&>(workspace);
    const std::size_t classes = of_class_.size();
    for (std::size_t own = 0; own < classes; ++own) {
      stop_if_abandoned(context_);
      const Predictions& predicted = own == 0 ? out : work.own;
      of_class_[own]->fit_predict(weights, *work.binary, own == 0 ? out : work.own);
      out.class_scores.resize(out.scores.size() * classes);
      for (std::size_t row = 0; row < out.scores.size(); ++row) {
        out.class_scores[row * classes + own] = predicted.scores[row];
      }
      if (own == 0) {
        out.labels.assign(out.scores.size(), 0);
        continue;
      }
      for (std::size_t row = 0; row < out.scores.size(); ++row) {
        if (work.own.scores[row] <= out.scores[row]) continue;
        out.scores[row] = work.own.scores[row];
        out.labels[row] = static_cast<int>(own);
      }
    }
  }

 private:
  Context context_;
  // Vectors of vectors, whose parts stay where they are when more are added.
  std::vector<std::vector<int>> base_labels_;
  std::vector<std::vector<int>> candidate_labels_;
  std::vector<std::unique_ptr<RefitClassifier>> of_class_;
};

}  // namespace

std::vector<int> against_others(std::span<const int> labels, int own) {
  std::vector<int> result;
  result.reserve(labels.size());
  for (const int label : labels) result.push_back(label == own ? 1 : 0);
  return result;
}

std::unique_ptr<RefitClassifier> make_one_vs_rest_refit(const ClassifierOptions& options,
                                                        const RefitData& data,
                                                        const Context& context) {
  return std::make_unique<OneVsRestRefit>(options, data, context);
}

}  // namespace autosmote
