#include "samplers/tomek_links.h"

#include <limits>

#include "samplers/class_rows.h"
#include "samplers/strategy.h"

namespace autosmote {

std::vector<std::uint32_t> remove_tomek_links(const SamplerData& data, std::span<const int> cleaned,
                                              const Context& context) {
  constexpr std::uint32_t kUnknown = std::numeric_limits<std::uint32_t>::max();
  const std::size_t n = data.x.rows;
  std::vector<std::uint32_t> nearest(n, kUnknown);
  std::vector<std::uint32_t> candidates;  // rows that may go
  if (n > 1) {
    const NeighborIndex index(data.x, context);
    const auto find_nearest = [&](std::span<const std::uint32_t> rows) {
      for_each_neighborhood(index, data.x, rows, 1, true, context,
                            [&](std::size_t i, const Neighbors& neighbors, std::size_t q) {
                              nearest[rows[i]] = neighbors.rows(q, 0);
                            });
    };
    const auto by_class = rows_by_class(data);
    for (const int c : cleaned) find_nearest(by_class[static_cast<std::size_t>(c)]);
    // Of the other classes only those rows matter that are nearest to a candidate.
    std::vector<bool> wanted(n);
    for (std::uint32_t row = 0; row < n; ++row) {
      const std::uint32_t other = nearest[row];
      if (other == kUnknown || data.labels[other] == data.labels[row]) continue;
      candidates.push_back(row);
      wanted[other] = nearest[other] == kUnknown;
    }
    std::vector<std::uint32_t> others;
    for (std::uint32_t row = 0; row < n; ++row) {
      if (wanted[row]) others.push_back(row);
    }
    find_nearest(others);
  }
  std::vector<bool> linked(n);
  for (const std::uint32_t row : candidates) linked[row] = nearest[nearest[row]] == row;
  std::vector<std::uint32_t> kept;
  for (std::uint32_t row = 0; row < n; ++row) {
    if (!linked[row]) kept.push_back(row);
  }
  return kept;
}

SamplerEntry tomek_links_entry() {
  return {{"tomek-links", "TomekLinks", SamplerKind::kUnder, {}}, [](const SamplerParameters&) {
            return make_row_sampler([](const SamplerData& data, const SamplingStrategy& strategy,
                                       const Context& context) {
              return remove_tomek_links(data, classes_to_clean(data, strategy), context);
            });
          }};
}

}  // namespace autosmote
