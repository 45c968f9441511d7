#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "samplers/condensed_nearest_neighbour.h"
#include "samplers/registry.h"

namespace autosmote {

/// One-sided selection (Kubat, Matwin 1997, "Addressing the curse of imbalanced training sets:
/// one-sided selection"). Of each of the `cleaned` classes stay some seeds, then, ascending, the
/// rows that k-NN among the minority and the seeds takes for the minority; of the others all rows.
/// From what stays Tomek links are removed (remove_tomek_links), in the cleaned classes.
/// `seeds_of(class, rows)` gives the seeds. The minority is the smallest class; where it is itself
/// to be cleaned all its rows reach the second step. Throws DataError where minority and seeds have
/// fewer than k rows.
std::vector<std::uint32_t> one_sided_selection(const SamplerData& data,
                                               std::span<const int> cleaned, std::size_t neighbors,
                                               const SeedsOfClass& seeds_of,
                                               const Context& context);

/// "one-sided-selection": imbalanced-learn's OneSidedSelection.
SamplerEntry one_sided_selection_entry();

}  // namespace autosmote
