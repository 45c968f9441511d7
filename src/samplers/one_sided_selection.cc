#include "samplers/one_sided_selection.h"

#include <algorithm>

#include "samplers/class_rows.h"
#include "samplers/condensed_nearest_neighbour.h"
#include "samplers/strategy.h"
#include "samplers/tomek_links.h"

namespace autosmote {

std::vector<std::uint32_t> one_sided_selection(
    const SamplerData& data, std::span<const int> cleaned, std::size_t neighbors,
    const std::function<std::vector<std::uint32_t>(int, std::span<const std::uint32_t>)>& seeds_of,
    const Context& context) {
  const auto by_class = rows_by_class(data);
  const int smallest = smallest_class(data);
  const auto& minority = by_class[static_cast<std::size_t>(smallest)];
  std::vector<std::uint32_t> selected;
  for (int c = 0; c < data.classes; ++c) {
    const auto& rows = by_class[static_cast<std::size_t>(c)];
    if (c == smallest || !std::ranges::binary_search(cleaned, c)) {
      selected.insert(selected.end(), rows.begin(), rows.end());
      continue;
    }
    const std::vector<std::uint32_t> seeds = seeds_of(c, rows);
    require_rows(minority.size() + seeds.size(), neighbors, "n_neighbors",
                 "minority rows and seeds");
    selected.insert(selected.end(), seeds.begin(), seeds.end());
    const StoreVote vote = make_store_vote(data, c, rows, minority, neighbors, context);
    const std::vector<bool> taken = taken_for_minority(data, rows, seeds, vote, context);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (taken[i] && std::ranges::find(seeds, rows[i]) == seeds.end()) {
        selected.push_back(rows[i]);
      }
    }
  }
  const RowSubset subset(data, selected);
  std::vector<std::uint32_t> kept = remove_tomek_links(subset.data(), cleaned, context);
  for (std::uint32_t& row : kept) row = selected[row];
  return kept;
}

SamplerEntry one_sided_selection_entry() {
  return {{"one-sided-selection",
           "OneSidedSelection",
           SamplerKind::kUnder,
           {neighbors_parameter("n_neighbors", 1.0, "neighbours that vote"), seeds_parameter()}},
          [](const SamplerParameters& parameters) {
            return make_row_sampler([neighbors = count_of(parameters, "n_neighbors"),
                                     seeds = count_of(parameters, "n_seeds_S")](
                                        const SamplerData& data, const SamplingStrategy& strategy,
                                        const Context& context) {
              return one_sided_selection(
                  data, classes_to_clean(data, strategy), neighbors,
                  [&](int c, std::span<const std::uint32_t> rows) {
                    return draw_seeds(rows, c, seeds, context);
                  },
                  context);
            });
          }};
}

}  // namespace autosmote
