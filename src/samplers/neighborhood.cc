#include "samplers/neighborhood.h"

#include <fmt/format.h>

#include <algorithm>

#include "samplers/over_sampling.h"

namespace autosmote {

std::vector<std::uint32_t> foreign_neighbors(const NeighborIndex& all_rows, const SamplerData& data,
                                             std::span<const std::uint32_t> members, int c,
                                             std::size_t m, const Context& context) {
  const Matrix<double> queries = gather_rows(data.x, members);
  const Neighbors neighbors = all_rows.nearest(queries.view(), m, members, context);
  std::vector<std::uint32_t> foreign(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (const std::uint32_t row : neighbors.rows.row(i)) foreign[i] += data.labels[row] != c;
  }
  return foreign;
}

std::size_t neighbors_within_data(std::size_t wanted, const SamplerData& data,
                                  std::string_view sampler, const Context& context) {
  const std::size_t possible = std::min(wanted, data.x.rows - 1);
  if (possible < wanted && context.log) {
    context.log(fmt::format("{}: there are {} rows, so {} neighbours are used instead of {}",
                            sampler, data.x.rows, possible, wanted));
  }
  return possible;
}

}  // namespace autosmote
