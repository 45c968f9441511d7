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
/// duplicates. O(members log n); memory O(members), however large m is.
std::vector<std::uint32_t> foreign_neighbors(const NeighborIndex& all_rows, const SamplerData& data,
                                             std::span<const std::uint32_t> members, int c,
                                             std::size_t m, const Context& context);

/// How many of `wanted` neighbours there are among all rows; fewer are told to context.log.
std::size_t neighbors_within_data(std::size_t wanted, const SamplerData& data,
                                  std::string_view sampler, const Context& context);

/// A class that gets rows, among all rows of the data. Parts live as long as the call.
struct ClassInData {
  const SamplerData& data;
  const NeighborIndex& all_rows;  ///< rows of `data`
  std::size_t m;                  ///< neighbours among all rows
  int c;
  std::uint64_t count;                     ///< rows wanted
  std::span<const std::uint32_t> members;  ///< rows of the class, ascending
  const Context& context;
};

/// What samplers have in common that look at neighbours of any class: resample() keeps all rows and
/// appends, for each class that the strategy gives rows, the interpolations that draw() names.
class NeighborhoodSampler : public Sampler {
 public:
  /// `wanted`: the m of ClassInData, where the data have as many other rows.
  NeighborhoodSampler(std::string_view name, std::size_t wanted) : name_(name), wanted_(wanted) {}

  Resampled resample(const SamplerData& data, const SamplingStrategy& strategy,
                     const Context& context) const final;

 private:
  virtual std::vector<SyntheticOrigin> draw(const ClassInData& in,
                                            SamplerFindings& findings) const = 0;

  std::string_view name_;
  std::size_t wanted_;
};

/// For smote(): of each of the `positions` among the members of a class the position itself, then
/// those of the k nearest other members, with the k of neighbors_within_class.
Matrix<std::uint32_t> graph_within_class(const ClassInData& in,
                                         std::span<const std::uint32_t> positions,
                                         std::size_t wanted, std::string_view sampler);

/// Of all members.
Matrix<std::uint32_t> graph_within_class(const ClassInData& in, std::size_t wanted,
                                         std::string_view sampler);

/// foreign_neighbors of the members of a class.
std::vector<std::uint32_t> foreign_neighbors(const ClassInData& in);

/// Han, Wang, Mao 2005: of m neighbours, m' foreign. Danger: m / 2 <= m' < m. Noise: m' = m.
/// Safe: m' < m / 2.
inline bool in_danger(std::size_t foreign, std::size_t m) {
  return 2 * foreign >= m && foreign < m;
}
inline bool is_noise(std::size_t foreign, std::size_t m) { return foreign == m; }

}  // namespace autosmote
