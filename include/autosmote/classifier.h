#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace autosmote {

/// The built-in base classifiers. Defaults are scikit-learn's, as in the paper.
enum class ClassifierKind { kSvm, kKnn, kTree, kAdaboost, kLogistic, kXgboost };

/// What a base classifier is and how it is set.
struct ClassifierOptions {
  ClassifierKind kind = ClassifierKind::kSvm;
  double c = 1.0;          ///< svm, logistic: inverse regularisation, > 0
  int neighbors = 5;       ///< knn: k, at least 1
  int estimators = 50;     ///< adaboost: number of stumps, at least 1
  int rounds = 100;        ///< xgboost: number of boosting rounds, at least 1
  int max_depth = 0;       ///< tree: at most so many splits from root to leaf; 0 is unlimited
  std::uint64_t seed = 0;  ///< tree, adaboost: order of equally good features; xgboost: its seed
};

/// "svm", "knn", "tree", "adaboost", "logistic", "xgboost".
std::string_view classifier_name(ClassifierKind kind);

/// The kind that has this name. Throws ConfigError that lists the names.
ClassifierKind parse_classifier(std::string_view name);

/// The names that this build can use: all, without "xgboost" where its library was not found.
std::vector<std::string> available_classifiers();

/// Whether a larger or smaller decision threshold on its scores is meaningful: false for
/// full-grown trees, whose leaves are pure.
bool has_graded_scores(ClassifierKind kind);

/// Whether scikit-learn's counterpart takes class weights: false for knn.
bool takes_class_weights(ClassifierKind kind);

}  // namespace autosmote
