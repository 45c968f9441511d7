#pragma once

#include <memory>

#include "classifiers/refit.h"

namespace autosmote {

/// k nearest neighbours with one vote each, as scikit-learn's KNeighborsClassifier(n_neighbors=k)
/// with Euclidean distance, prepared for refits on the same rows.
///
/// The label is the class of the majority among the k nearest training rows; equal votes, which
/// an even k allows, go to class 0. The score is the share of class 1 among the k minus 1/2, so
/// the label is 1 exactly where the score is above 0. Of rows at one distance base rows come
/// before candidates, then the lower row number; a candidate of weight w counts as w rows.
///
/// Only candidates nearer to an evaluation row than its k-th nearest base row can ever change its
/// vote, and all candidates between the same two base rows count alike. So what is kept is, for
/// each evaluation row, its k nearest base rows' classes and the near candidates, grouped by how
/// many base rows are at most as far. A fit adds up weights until the k places are taken; rows
/// without near candidates keep their vote. With E near candidates in all, a fit is O(E) at worst,
/// memory 4 E bytes.
///
/// Class weights mean nothing to it: both must be 1 (takes_class_weights). Throws ConfigError
/// where there are fewer than k base rows. `data` need not outlive the call.
std::unique_ptr<RefitClassifier> make_knn_refit(const ClassifierOptions& options,
                                                const RefitData& data, const Context& context);

}  // namespace autosmote
