#include "autosmote/classifier.h"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "autosmote/error.h"
#include "classifiers/adaboost.h"
#include "classifiers/knn.h"
#include "classifiers/logistic.h"
#include "classifiers/one_vs_rest.h"
#include "classifiers/refit.h"
#include "classifiers/svm.h"
#include "classifiers/tree.h"
#include "classifiers/xgboost_adapter.h"
#include "core/check.h"

namespace autosmote {
namespace {

struct Entry {
  ClassifierKind kind;
  std::string_view name;
  bool graded_scores;
  bool class_weights;
};

// The one list of base classifiers: names, and what holds for each.
constexpr std::array<Entry, 6> kEntries{{
    {ClassifierKind::kSvm, "svm", true, true},
    {ClassifierKind::kKnn, "knn", true, false},
    {ClassifierKind::kTree, "tree", false, true},
    {ClassifierKind::kAdaboost, "adaboost", true, true},
    {ClassifierKind::kLogistic, "logistic", true, true},
    {ClassifierKind::kXgboost, "xgboost", true, true},
}};

const Entry& entry_of(ClassifierKind kind) {
  for (const Entry& entry : kEntries) {
    if (entry.kind == kind) return entry;
  }
  fail_check("a known ClassifierKind", __FILE__, __LINE__);
}

void require(bool holds, std::string_view option, std::string_view bound, double found) {
  if (holds) return;
  throw ConfigError(fmt::format("{} must be {}, found {}", option, bound, found));
}

void check_options(const ClassifierOptions& options) {
  switch (options.kind) {
    case ClassifierKind::kSvm:
    case ClassifierKind::kLogistic:
      require(options.c > 0.0 && options.c <= 1e300, "c (inverse regularisation)",
              "greater than 0 and finite", options.c);
      break;
    case ClassifierKind::kKnn:
      require(options.neighbors >= 1, "the number of neighbours", "at least 1", options.neighbors);
      break;
    case ClassifierKind::kTree:
      require(options.max_depth >= 0, "the maximal depth of the tree",
              "at least 1, or 0 for unlimited", options.max_depth);
      break;
    case ClassifierKind::kAdaboost:
      require(options.estimators >= 1, "the number of AdaBoost stumps", "at least 1",
              options.estimators);
      break;
    case ClassifierKind::kXgboost:
      require(options.rounds >= 1, "the number of XGBoost rounds", "at least 1", options.rounds);
      break;
  }
}

}  // namespace

std::string_view classifier_name(ClassifierKind kind) { return entry_of(kind).name; }

ClassifierKind parse_classifier(std::string_view name) {
  std::string names;
  for (const Entry& entry : kEntries) {
    if (entry.name == name) return entry.kind;
    if (!names.empty()) names += ", ";
    names += entry.name;
  }
  throw ConfigError(fmt::format("unknown classifier \"{}\"; choose one of: {}", name, names));
}

std::vector<std::string> available_classifiers() {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) {
    if (entry.kind != ClassifierKind::kXgboost || xgboost_is_available()) {
      names.emplace_back(entry.name);
    }
  }
  return names;
}

bool has_graded_scores(ClassifierKind kind) { return entry_of(kind).graded_scores; }

bool takes_class_weights(ClassifierKind kind) { return entry_of(kind).class_weights; }

std::unique_ptr<RefitClassifier> make_refit_classifier(const ClassifierOptions& options,
                                                       const RefitData& data,
                                                       const Context& context) {
  check_options(options);
  AUTOSMOTE_CHECK(data.base_weights.empty() || (takes_class_weights(options.kind) &&
                                                data.base_weights.size() == data.base.rows));
  if (data.classes > 2) return make_one_vs_rest_refit(options, data, context);
  switch (options.kind) {
    case ClassifierKind::kSvm:
      return make_svm_refit(options, data, context);
    case ClassifierKind::kKnn:
      return make_knn_refit(options, data, context);
    case ClassifierKind::kTree:
      return make_tree_refit(options, data, context);
    case ClassifierKind::kAdaboost:
      return make_adaboost_refit(options, data, context);
    case ClassifierKind::kLogistic:
      return make_logistic_refit(options, data, context);
    case ClassifierKind::kXgboost:
      return make_xgboost_refit(options, data);
  }
  fail_check("a known ClassifierKind", __FILE__, __LINE__);
}

}  // namespace autosmote
