#pragma once

#include <memory>
#include <span>
#include <vector>

#include "autosmote/classifier.h"
#include "autosmote/context.h"
#include "classifiers/refit.h"

namespace autosmote {

/// AdaBoost with `options.estimators` decision stumps: discrete SAMME (Zhu, Zou, Rosset, Hastie
/// 2009, "Multi-class AdaBoost", algorithm 2) for two classes, as scikit-learn's
/// AdaBoostClassifier with its defaults. In each round a stump is chosen by gini on the current
/// weights, its error e is the weight of the rows it gets wrong, it gets the vote log((1 - e) / e),
/// and the wrong rows are made to weigh as much as the right ones. It ends early after a stump
/// without error, whose vote is 1, and before a stump with e >= 1/2. A score is twice the weighted
/// mean of the stumps' votes -1 and +1 (scikit-learn's decision function adds up both classes), in
/// [-2, 2]; the label is 1 where it is positive.
///
/// Equally good splits, sides with equal weight of both classes (class 0), errors of 1/2 and votes
/// that cancel are recognised within kSplitTie (split.h), where scikit-learn lets rounding decide;
/// between equally good features a random order drawn from `options.seed` for each round decides.
/// Where the very first stump is no better than chance scikit-learn refuses to fit; here all scores
/// are 0. Class weights are the weights of the first round.
///
/// Only boundary points are tried: a best split never lies inside a run of rows of one class
/// (Fayyad, Irani 1992, "On the handling of continuous-valued attributes in decision tree
/// generation"). O(d m estimators) for m rows of positive weight, vectorised over eight
/// parts of each sorted column.
std::unique_ptr<RefitClassifier> make_adaboost_refit(const ClassifierOptions& options,
                                                     const RefitData& data, const Context& context);

/// The same for each of `data`, which have all but their labels in common: what does not depend on
/// these is prepared once, and a workspace of one serves all.
std::vector<std::unique_ptr<RefitClassifier>> make_adaboost_refits(const ClassifierOptions& options,
                                                                   std::span<const RefitData> data,
                                                                   const Context& context);

}  // namespace autosmote
