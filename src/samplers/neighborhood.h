#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "autosmote/sampler.h"
#include "neighbors/neighbor_index.h"

namespace autosmote {

/// For each of `members` (rows of class `c`), how many of its m nearest other rows among all rows
/// are of another class. 1 <= m <= n - 1. A row is not its own neighbour even where it has
/// duplicates. O(members log n).
std::vector<std::uint32_t> foreign_neighbors(const NeighborIndex& all_rows, const SamplerData& data,
                                             std::span<const std::uint32_t> members, int c,
                                             std::size_t m, const Context& context);

/// How many of `wanted` neighbours there are among all rows; fewer are told to context.log.
std::size_t neighbors_within_data(std::size_t wanted, const SamplerData& data,
                                  std::string_view sampler, const Context& context);

/// Han, Wang, Mao 2005: of m neighbours, m' foreign. Danger: m / 2 <= m' < m. Noise: m' = m.
/// Safe: m' < m / 2.
inline bool in_danger(std::size_t foreign, std::size_t m) {
  return 2 * foreign >= m && foreign < m;
}
inline bool is_noise(std::size_t foreign, std::size_t m) { return foreign == m; }

}  // namespace autosmote
