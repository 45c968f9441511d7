#pragma once

#include <memory>
#include <span>
#include <vector>

#include "autosmote/classifier.h"
#include "autosmote/context.h"
#include "classifiers/refit.h"

namespace autosmote {

/// 1 where a label is `own`, else 0.
std::vector<int> against_others(std::span<const int> labels, int own);

/// A classifier for k > 2 classes from k classifiers for two, each of which tells one class from
/// all others (scikit-learn's OneVsRestClassifier, and what LinearSVC does by itself). A row gets
/// the class with the highest score, of equally high ones the larger class. Class weights must
/// be 1. `data` with its views must outlive the result. A fit takes the time of k binary fits; what
/// does not depend on the labels (sorted columns of `tree` and `adaboost`, memory of a fit) is
/// there once for all of them. Between the k fits an abandoned call stops.
std::unique_ptr<RefitClassifier> make_one_vs_rest_refit(const ClassifierOptions& options,
                                                        const RefitData& data,
                                                        const Context& context);

}  // namespace autosmote
