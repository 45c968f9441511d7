#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "samplers/registry.h"

namespace autosmote {

/// ADASYN (He, Bai, Garcia, Li 2008, "ADASYN: adaptive synthetic sampling approach for imbalanced
/// learning").
///
/// A row of the class gets new rows in proportion to how many of its k nearest rows of any class
/// are foreign; each lies at a uniform place on the way to one of its k nearest rows of the class.
/// Each row's number is rounded, so the sum can differ from what the strategy asks, as in
/// imbalanced-learn. DataError where no row has a foreign neighbour, or all numbers round to 0, or
/// the class has a single row. O(m d log n + rows added * d) for the m rows of a class.
SamplerEntry adasyn_entry();

/// How many new rows each row of a class gets: `foreign` of its k neighbours are of other classes.
/// Bit for bit the expression of imbalanced-learn, because halves occur and are rounded to even.
/// All zero if all of `foreign` are.
std::vector<std::uint64_t> adasyn_allocation(std::span<const std::uint32_t> foreign, std::size_t k,
                                             std::uint64_t wanted);

}  // namespace autosmote
