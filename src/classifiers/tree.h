#pragma once

#include <memory>
#include <span>
#include <vector>

#include "autosmote/classifier.h"
#include "autosmote/context.h"
#include "classifiers/refit.h"

namespace autosmote {

/// A decision tree, as scikit-learn's DecisionTreeClassifier with its defaults: gini, every node
/// split at the best place of the best feature until it is pure, no pruning. `options.max_depth`
/// limits the depth.
///
/// Splits are exact on the weighted rows: thresholds are midpoints of neighbouring distinct
/// values. Equally good splits (split.h) are decided by a random order of the features, drawn
/// anew for each node from `options.seed`, and inside a feature by the lower threshold. A feature
/// is not looked at below a node where it is constant. Values are compared as float32, as in
/// scikit-learn (sorted_columns.h). A score is the minority's share of the leaf's weight minus 1/2,
/// the label is 1 where that is positive: a tie is class 0.
///
/// Where most values repeat, as in one-hot columns and counts, or rows are many and one class is
/// rare, the same tree is grown by histograms (histogram_tree.h), else from presorted rows.
std::unique_ptr<RefitClassifier> make_tree_refit(const ClassifierOptions& options,
                                                 const RefitData& data, const Context& context);

/// The same for each of `data`, which have all but their labels in common: what does not depend on
/// these is prepared once, and a workspace of one serves all.
std::vector<std::unique_ptr<RefitClassifier>> make_tree_refits(const ClassifierOptions& options,
                                                               std::span<const RefitData> data,
                                                               const Context& context);

/// A fit is a weighted pass over presorted rows (Mehta, Agrawal, Rissanen 1996, SLIQ: sort once,
/// partition stably at every node): O(d m depth) for m rows of positive weight, nothing sorted and
/// nothing allocated after the first fits of a workspace.
std::unique_ptr<RefitClassifier> make_presorted_tree_refit(const ClassifierOptions& options,
                                                           const RefitData& data,
                                                           const Context& context);

}  // namespace autosmote
