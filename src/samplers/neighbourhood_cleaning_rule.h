#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "samplers/registry.h"

namespace autosmote {

struct CleaningRuleOptions {
  std::size_t neighbors = 3;        ///< k, at least 1
  double threshold_cleaning = 0.5;  ///< above 0
};

/// The neighbourhood cleaning rule (Laurikkala 2001, "Improving identification of difficult small
/// classes by balancing class distribution"): the rows that stay, ascending. Rows go that do not
/// agree with most of their k nearest other rows (edit() with kMode, in the classes of `strategy`),
/// and of each minority row that k-NN gets wrong those among its k nearest other rows that are of a
/// class of `strategy` with more than threshold_cleaning times the minority's rows. As in
/// imbalanced-learn, that k-NN is trained on all rows, so that a minority row votes for itself as
/// the first of the k. Equal votes go to the lowest class number. The minority is the smallest
/// class. Throws DataError where there are not k other rows. O(n d log n) where few features
/// matter.
std::vector<std::uint32_t> clean_neighbourhoods(const SamplerData& data,
                                                const SamplingStrategy& strategy,
                                                const CleaningRuleOptions& options,
                                                const Context& context);

/// "neighbourhood-cleaning-rule": imbalanced-learn's NeighbourhoodCleaningRule.
SamplerEntry neighbourhood_cleaning_rule_entry();

}  // namespace autosmote
