#pragma once

#include <optional>
#include <span>

#include "api/added_rows.h"
#include "api/problem.h"
#include "autosmote/closeness.h"
#include "autosmote/context.h"
#include "autosmote/table.h"
#include "autosmote/target.h"

namespace autosmote {

/// How near the samples of a fit lie to the rows they were made for; see evaluation/closeness.h for
/// how many are measured. Not to be cancelled.
std::optional<Closeness> closeness_of_samples(const PreparedProblem& problem,
                                              std::span<const Sample> samples,
                                              const Context& context);

/// The same for the synthetic rows of a resampling, among all rows of the table, which are encoded
/// block by block.
std::optional<Closeness> closeness_of_rows(const Table& table, const ClassTarget& target,
                                           const AddedRows& added, const Context& context);

}  // namespace autosmote
