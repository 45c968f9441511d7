#include "samplers/one_sided_selection.h"

#include <algorithm>

#include "samplers/class_rows.h"
#include "samplers/strategy.h"
#include "samplers/tomek_links.h"

namespace autosmote {

std::vector<std::uint32_t> one_sided_selection(const SamplerData& data,
                                               std::span<const int> cleaned, std::size_t neighbors,
                                               const SeedsOfClass& seeds_of,
                                               const Context& context) {
  const auto select = [&](std::span<const std::uint32_t> rows, std::span<const std::uint32_t> seeds,
                          const StoreVote& vote) {
    const std::vector<bool> taken = taken_for_minority(data, rows, seeds, vote, context);
    std::vector<std::uint32_t> chosen(seeds.begin(), seeds.end());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (taken[i] && std::ranges::find(seeds, rows[i]) == seeds.end()) chosen.push_back(rows[i]);
    }
    return chosen;
  };
  const std::vector<std::uint32_t> selected =
      select_by_store(data, cleaned, neighbors, seeds_of, select, context);
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
            return make_telling_row_sampler([neighbors = count_of(parameters, "n_neighbors"),
                                             seeds = count_of(parameters, "n_seeds_S")](
                                                const SamplerData& data,
                                                const SamplingStrategy& strategy,
                                                const Context& context, SamplerFindings& findings) {
              return one_sided_selection(
                  data, classes_to_clean(data, strategy), neighbors,
                  [&](int c, std::span<const std::uint32_t> rows) {
                    return findings.seeds[c] = draw_seeds(rows, c, seeds, context);
                  },
                  context);
            });
          }};
}

}  // namespace autosmote
