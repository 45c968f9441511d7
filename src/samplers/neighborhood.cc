#include "samplers/neighborhood.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "samplers/class_rows.h"
#include "samplers/over_sampling.h"
#include "samplers/strategy.h"

namespace autosmote {

std::vector<std::uint32_t> foreign_neighbors(const NeighborIndex& all_rows, const SamplerData& data,
                                             std::span<const std::uint32_t> members, int c,
                                             std::size_t m, const Context& context) {
  std::vector<std::uint32_t> foreign(members.size());
  for_each_neighborhood(all_rows, data.x, members, m, true, context,
                        [&](std::size_t i, const Neighbors& neighbors, std::size_t q) {
                          for (const std::uint32_t row : neighbors.rows.row(q)) {
                            foreign[i] += data.labels[row] != c;
                          }
                        });
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

Resampled NeighborhoodSampler::resample(const SamplerData& data, const SamplingStrategy& strategy,
                                        const Context& context) const {
  Resampled result = keep_all_rows(data);
  const std::map<int, std::uint64_t> added = rows_to_add(data, strategy);
  if (added.empty()) return result;
  const std::vector<std::uint64_t> sizes = count_classes(data);
  std::size_t queries = 0;
  for (const auto& [c, count] : added) queries += sizes[static_cast<std::size_t>(c)];
  const NeighborIndex all_rows = NeighborIndex::for_queries(data.x, queries, context);
  const std::size_t m = neighbors_within_data(wanted_, data, name_, context);
  for (const auto& [c, count] : added) {
    const std::vector<std::uint32_t> members = rows_of_class(data, c);
    const ClassInData in{data, all_rows, m, c, count, members, context};
    append_interpolations(data, draw(in, result.findings), c, context, result);
  }
  return result;
}

Matrix<std::uint32_t> graph_within_class(const ClassInData& in,
                                         std::span<const std::uint32_t> positions,
                                         std::size_t wanted, std::string_view sampler) {
  const std::size_t k =
      neighbors_within_class(wanted, in.members.size(), in.c, sampler, in.context);
  const Matrix<double> rows = gather_rows(in.data.x, in.members, in.context);
  const auto index = NeighborIndex::for_queries(rows.view(), positions.size(), in.context);
  return with_self(index.nearest_others(rows.view(), positions, k, in.context).rows, positions);
}

Matrix<std::uint32_t> graph_within_class(const ClassInData& in, std::size_t wanted,
                                         std::string_view sampler) {
  std::vector<std::uint32_t> all(in.members.size());
  std::iota(all.begin(), all.end(), 0U);
  return graph_within_class(in, all, wanted, sampler);
}

std::vector<std::uint32_t> foreign_neighbors(const ClassInData& in) {
  return foreign_neighbors(in.all_rows, in.data, in.members, in.c, in.m, in.context);
}

}  // namespace autosmote
