#pragma once

#include <memory>

#include "autosmote/classifier.h"
#include "classifiers/refit.h"

namespace autosmote {

/// Whether this build has XGBoost's library (CMake option AUTOSMOTE_XGBOOST).
bool xgboost_is_available();

/// Gradient boosted trees by XGBoost's C API, with the defaults of its XGBClassifier
/// (binary:logistic, depth 6, learning rate 0.3, lambda 1), `options.rounds` rounds, histograms
/// (tree_method hist, the default since XGBoost 2.0, named here so that 1.7 does the same), and one
/// thread a fit. Multiplicities and class weights are instance weights. A score is the margin
/// before the logistic function; the label is 1 where it is positive.
///
/// Every fit builds its own matrix of the rows that have weight: XGBoost's cut points are made of
/// all rows in its matrix, so a row of weight 0 would not be without influence. For the same
/// reason the result equals a fit on materialised rows up to the rounding of sums only. What is
/// promised for one version of XGBoost does not carry over to the next: 2.0 and later choose the
/// starting margin by the data, 1.7 starts from 0.
///
/// Throws ConfigError where the build lacks the library, and Error with XGBoost's own message for
/// what it refuses.
std::unique_ptr<RefitClassifier> make_xgboost_refit(const ClassifierOptions& options,
                                                    const RefitData& data);

}  // namespace autosmote
