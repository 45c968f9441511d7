#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/random.h"

namespace autosmote {

/// `total` shared out in proportion to `weights` (not negative, not all 0): each gets its exact
/// share rounded down or up, and all together get `total`. One draw decides who is rounded up, such
/// that the expected number is the exact share (systematic sampling, Madow 1949, "On the theory of
/// systematic sampling, II"). A weight of 0 gets nothing. O(n).
std::vector<std::uint64_t> share_out(std::span<const double> weights, std::uint64_t total,
                                     RandomStream& random);

/// `count` <= `items` different numbers of [0, items), ascending: one at a random place of each of
/// `count` parts of equal size (to within one), so that no stretch is left out. O(count), however
/// many items.
std::vector<std::uint64_t> spread_out(std::uint64_t items, std::uint64_t count,
                                      RandomStream& random);

}  // namespace autosmote
