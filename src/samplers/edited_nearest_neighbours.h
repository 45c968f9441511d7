#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "samplers/registry.h"

namespace autosmote {

/// When a row agrees with its neighbours.
enum class NeighborAgreement {
  kAll,   ///< all of them are of its class
  kMode,  ///< its class is the most frequent among them; the lowest number among equals
};

struct EditedOptions {
  std::size_t neighbors = 3;  ///< k, at least 1
  NeighborAgreement agreement = NeighborAgreement::kAll;
};

/// "all" or "mode".
NeighborAgreement agreement_of(std::string_view kind_sel);

/// Wilson editing (Wilson 1972, "Asymptotic properties of nearest neighbor rules using edited
/// data"): the rows that stay, class by class and ascending in each, when rows of the `cleaned`
/// classes go that do not agree with their k nearest other rows. A row is never its own neighbour
/// (imbalanced-learn leaves out the first of k + 1 instead, which is another row where rows are
/// equal); among rows at one distance the lower row number is nearer. Throws DataError where there
/// are not k other rows. O(n d log n) where few features matter.
std::vector<std::uint32_t> edit(const SamplerData& data, std::span<const int> cleaned,
                                const EditedOptions& options, const Context& context);

/// What editing in rounds gives.
struct EditedRows {
  std::vector<std::uint32_t> rows;  ///< that stay
  std::size_t rounds = 0;           ///< done, the last one too
};

/// Editing again and again (Tomek 1976, "An experiment with the edited nearest-neighbor rule"), at
/// most `rounds` times: until nothing goes, or a class other than the smallest has fewer rows than
/// the smallest had at first, or a class has no rows left; the round in which that happens counts.
/// Each round sees the rows in the order that the one before gave them.
EditedRows edit_repeatedly(const SamplerData& data, const SamplingStrategy& strategy,
                           const EditedOptions& options, std::size_t rounds,
                           const Context& context);

/// Editing with 1, 2, ... up to `options.neighbors` neighbours, one after the other (Tomek 1976);
/// ends early as edit_repeatedly does. With `allow_minority` only a class without rows ends it.
std::vector<std::uint32_t> edit_with_growing_k(const SamplerData& data,
                                               const SamplingStrategy& strategy,
                                               const EditedOptions& options, bool allow_minority,
                                               const Context& context);

/// "edited-nearest-neighbours", "repeated-edited-nearest-neighbours", "all-knn": imbalanced-learn's
/// EditedNearestNeighbours, RepeatedEditedNearestNeighbours and AllKNN.
SamplerEntry edited_nearest_neighbours_entry();
SamplerEntry repeated_edited_nearest_neighbours_entry();
SamplerEntry all_knn_entry();

/// The parameter kind_sel, for every sampler that edits.
SamplerParameter kind_sel_parameter();

}  // namespace autosmote
