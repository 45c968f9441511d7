#pragma once

#include <array>
#include <string_view>

#include "autosmote/classifier.h"
#include "autosmote/metric.h"
#include "search/placement.h"

namespace autosmote {

/// Where a search over PlacementPolicy::values starts: independent normals.
struct PlacementPrior {
  std::array<double, PlacementPolicy::kParameters> mean{};
  std::array<double, PlacementPolicy::kParameters> deviation{};
};

/// What was learned over many data sets for this classifier and metric: the shipped table,
/// placement_prior_table.inc, which bench/learn_prior.sh writes, or the one that CMake's
/// AUTOSMOTE_PRIOR_TABLE names. Metrics of labels share one entry, rankings another.
PlacementPrior learned_prior(ClassifierKind classifier, const Metric& metric);

/// The version of the table, "2" or "2 without paper". Searches that start from another one are
/// other searches.
std::string_view prior_version();

/// No knowledge: around a quarter of the balance, half duplicates, no preference among instances
/// and neighbours, with room for strong ones.
PlacementPrior neutral_prior();

}  // namespace autosmote
