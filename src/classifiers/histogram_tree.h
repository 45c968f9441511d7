#pragma once

#include <memory>
#include <span>
#include <vector>

#include "autosmote/classifier.h"
#include "autosmote/context.h"
#include "classifiers/refit.h"

namespace autosmote {

/// The tree of tree.h, grown from histograms over the distinct values of each feature, or runs of
/// them (coded_columns.h), while a node has many rows, and from sorted rows below. The histogram of
/// the root is prepared once for all fits, so that a fit adds the candidates; that of a node's
/// larger child is what is left when the rows of the smaller one are taken out. Histograms so cost
/// the rows of all smaller children, not those of all nodes; those are only parted, by one feature.
///
/// No split is left out that could be the best, thresholds lie between values that occur in the
/// node, and weights are multiples of one power of two whose sums are exact. So the tree is that of
/// make_presorted_tree_refit: always where weights are whole numbers with a sum below 10^8, as
/// beyond it rounding may place a split inside a run; class weights that are not are rounded to 52
/// bits below the sum of all weights.
///
/// One for each of `data`, which have all but their labels in common: the coded columns are there
/// once, and a workspace of one serves all. Empty where CodedColumns::make gives none.
std::vector<std::unique_ptr<RefitClassifier>> make_histogram_tree_refits(
    const ClassifierOptions& options, std::span<const RefitData> data, const Context& context);

}  // namespace autosmote
