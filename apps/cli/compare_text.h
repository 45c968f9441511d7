#pragma once

#include <string>

#include "autosmote/compare.h"

namespace autosmote::cli {

/// What `compare` says on standard output: for each metric the table of average ranks with means,
/// wins, tests and cost; then the scores of each setting with their intervals.
std::string compare_text(const CompareOptions& options, const CompareResult& result);

}  // namespace autosmote::cli
