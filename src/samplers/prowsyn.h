#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "samplers/registry.h"

namespace autosmote {

/// ProWSyn (Barua, Islam, Murase 2013, "ProWSyn: proximity weighted synthetic oversampling
/// technique for imbalanced data set learning"): more new rows near the border to the other
/// classes, fewer deep inside the class.
///
/// Each row has a proximity level (proximity_levels below) and the weight exp(-theta (level - 1)).
/// A row starts new rows in proportion to its weight, to within one row; each lies at a uniform
/// place on the way to another random row of its level, or, where it is alone on its level, to the
/// nearest row of the class.
///
/// The weights are the rows', as in the paper; smote_variants gives a whole level the weight of one
/// of its rows. As there, the partner comes from the same level. DataError for a class of one row.
/// O(levels n k log m + rows added * d) for the m rows of a class; memory O((m + rows added) d).
SamplerEntry prowsyn_entry();

/// The level of each of `members`, the rows of class `c`, from 1 to `levels`. Level 1: the rows
/// that are among the k nearest rows of the class of some row of another class. Level 2: the same
/// among the rows that are left, and so on; the last level takes all that are left. k >= 1, levels
/// >= 1.
std::vector<std::uint32_t> proximity_levels(const SamplerData& data,
                                            std::span<const std::uint32_t> members, int c,
                                            std::size_t k, std::uint32_t levels,
                                            const Context& context);

}  // namespace autosmote
