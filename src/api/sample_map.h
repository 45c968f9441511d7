#pragma once

#include "api/problem.h"
#include "api/row_plan.h"
#include "autosmote/context.h"
#include "report/fit_page.h"
#include "search/search.h"

namespace autosmote {

/// Points a picture shows of each group of rows at most; more are thinned at equal distances.
inline constexpr std::size_t kMostMapPoints = 1500;

/// Where the samples went: original and synthetic rows, encoded, on the principal axes of those
/// original rows that are shown.
SampleMap map_samples(const RowPlan& plan, const PreparedProblem& problem,
                      const SearchResult& found);

/// Minority instances with their types and how many samples they are part of: all, or 5000 at equal
/// distances. One exact nearest-neighbour search. `neighbors`: how many were looked at.
std::vector<InstanceSamples> count_instance_samples(const PreparedProblem& problem,
                                                    const SearchResult& found,
                                                    const Context& context, std::size_t& neighbors);

/// Neighbour ranks, lambdas and samples an instance, over all samples, with K nearest neighbours.
PolicyHabits count_habits(const PreparedProblem& problem, const SearchResult& found,
                          std::size_t neighbors, const Context& context);

}  // namespace autosmote
