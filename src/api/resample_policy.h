#pragma once

#include <span>
#include <string>

#include "api/added_rows.h"
#include "api/inputs.h"
#include "search/policy_file.h"

namespace autosmote {

/// The policy in a folder that `fit` has written. Throws IoError where there is none, DataError,
/// with the path, for a damaged one.
PolicyFile read_policy(const std::string& folder);

/// Reads a table for the policy: columns are of the kinds they had where it was learned, or as
/// `options.read` says. Throws DataError where the table has not the columns and classes of that
/// one, or its largest class is another one here; ConfigError for another target.
Inputs read_policy_table(const PolicyFile& policy, const ResampleOptions& options);

/// The same for a table in memory.
Inputs take_policy_table(const PolicyFile& policy, Table table, const std::string& target);

/// What the policy makes of all rows of `inputs.train`; `labels`: of these rows, as the result's
/// labels are to count. `inputs` must outlive it. Throws as apply_policy.
AddedRows rows_of_policy(const PolicyFile& policy, const Inputs& inputs,
                         std::span<const int> labels, const Context& context);

}  // namespace autosmote
