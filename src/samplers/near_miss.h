#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "samplers/registry.h"

namespace autosmote {

struct NearMissOptions {
  int version = 1;                 ///< 1, 2 or 3
  std::size_t neighbors = 3;       ///< minority rows whose distances count
  std::size_t neighbors_ver3 = 3;  ///< version 3: rows short-listed for each minority row
};

/// NearMiss (Mani, Zhang 2003, "kNN approach to unbalanced data distributions: a case study
/// involving information extraction"). Of each class in `kept` that many rows stay, in the order of
/// choice; of the other classes all. Version 1 takes the rows with the smallest sum of distances to
/// the nearest minority rows, version 2 to the farthest ones. Version 3 first makes a list of the
/// rows nearest to each minority row, then takes those with the largest sum of distances to their
/// nearest minority rows; fewer than asked for where the list is shorter, which the context's log
/// is told. Among equal sums the lower row number comes first. The minority is the smallest class.
/// A row of it counts as its own neighbour, as in imbalanced-learn.
///
/// Throws DataError where the minority, or in version 3 the class, has too few rows (version 2 uses
/// what there is). O(n d log n) where few features matter, else up to O(n m d) for m minority rows;
/// in little memory.
std::vector<std::uint32_t> near_miss(const SamplerData& data,
                                     const std::map<int, std::uint64_t>& kept,
                                     const NearMissOptions& options, const Context& context);

/// "near-miss": imbalanced-learn's NearMiss.
SamplerEntry near_miss_entry();

}  // namespace autosmote
