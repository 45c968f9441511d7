#include "samplers/neighbourhood_cleaning_rule.h"

#include <algorithm>

#include "samplers/class_rows.h"
#include "samplers/edited_nearest_neighbours.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

/// By class number: whether rows of the class go that lie around a misclassified minority row.
std::vector<bool> classes_around_minority(const SamplerData& data, std::span<const int> cleaned,
                                          int minority, double threshold) {
  const std::vector<std::uint64_t> counts = count_classes(data);
  const double bound = static_cast<double>(counts[static_cast<std::size_t>(minority)]) * threshold;
  std::vector<bool> result(counts.size());
  for (const int c : cleaned) {
    const auto i = static_cast<std::size_t>(c);
    result[i] = static_cast<double>(counts[i]) > bound;
  }
  return result;
}

}  // namespace

std::vector<std::uint32_t> clean_neighbourhoods(const SamplerData& data,
                                                const SamplingStrategy& strategy,
                                                const CleaningRuleOptions& options,
                                                const Context& context) {
  const std::vector<int> cleaned = classes_to_clean(data, strategy);
  std::vector<bool> stays(data.x.rows);
  const EditedOptions edited{options.neighbors, NeighborAgreement::kMode};
  for (const std::uint32_t row : edit(data, cleaned, edited, context)) stays[row] = true;

  const int minority = smallest_class(data);
  const std::vector<bool> goes =
      classes_around_minority(data, cleaned, minority, options.threshold_cleaning);
  const auto by_class = rows_by_class(data);
  std::vector<std::uint32_t> votes(by_class.size());
  const NeighborIndex index(data.x, context);
  for_each_neighborhood(index, data.x, by_class[static_cast<std::size_t>(minority)],
                        options.neighbors, true, context,
                        [&](std::size_t, const Neighbors& neighbors, std::size_t q) {
                          const auto others = neighbors.rows.row(q);
                          std::ranges::fill(votes, 0U);
                          ++votes[static_cast<std::size_t>(minority)];
                          for (const std::uint32_t row : others.first(others.size() - 1)) {
                            ++votes[static_cast<std::size_t>(data.labels[row])];
                          }
                          if (std::ranges::max_element(votes) - votes.begin() == minority) return;
                          for (const std::uint32_t row : others) {
                            if (goes[static_cast<std::size_t>(data.labels[row])])
                              stays[row] = false;
                          }
                        });
  std::vector<std::uint32_t> kept;
  for (std::uint32_t row = 0; row < data.x.rows; ++row) {
    if (stays[row]) kept.push_back(row);
  }
  return kept;
}

SamplerEntry neighbourhood_cleaning_rule_entry() {
  return {
      {"neighbourhood-cleaning-rule",
       "NeighbourhoodCleaningRule",
       SamplerKind::kUnder,
       {neighbors_parameter("n_neighbors", 3.0, "nearest rows that are asked"),
        {.name = "threshold_cleaning",
         .default_value = 0.5,
         .smallest = 1e-300,
         .largest = 1e300,
         .choices = {},
         .help = "around minority rows only classes are cleaned that have more than this times "
                 "the minority's rows"}}},
      [](const SamplerParameters& parameters) {
        const CleaningRuleOptions options{count_of(parameters, "n_neighbors"),
                                          number_of(parameters, "threshold_cleaning")};
        return make_row_sampler([options](const SamplerData& data, const SamplingStrategy& strategy,
                                          const Context& context) {
          return clean_neighbourhoods(data, strategy, options, context);
        });
      }};
}

}  // namespace autosmote
