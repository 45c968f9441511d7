#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "samplers/registry.h"

namespace autosmote {

/// The rows that stay, ascending, when Tomek links are removed (Tomek 1976, "Two modifications of
/// CNN"): two rows of different classes that are each other's nearest neighbours. Of each link the
/// rows in `cleaned` classes go. A row is never its own neighbour; among others at one distance the
/// lower row number is nearest, so a row has at most one link even where rows are equal
/// (imbalanced-learn may there take a row for its own neighbour, and then finds no link). A data
/// set of one row has no links. O(n d log n) where few features matter.
std::vector<std::uint32_t> remove_tomek_links(const SamplerData& data, std::span<const int> cleaned,
                                              const Context& context);

/// "tomek-links": imbalanced-learn's TomekLinks.
SamplerEntry tomek_links_entry();

}  // namespace autosmote
