#pragma once

#include <vector>

#include "autosmote/context.h"
#include "autosmote/inspect.h"
#include "autosmote/table.h"
#include "autosmote/target.h"

namespace autosmote {

/// Every column of the table. O(rows x features x classes).
std::vector<InspectColumn> inspect_columns(const Table& table, const ClassTarget& target,
                                           const Context& context);

}  // namespace autosmote
