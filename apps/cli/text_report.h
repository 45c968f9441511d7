#pragma once

#include <string>

#include "autosmote/fit.h"

namespace autosmote::cli {

/// What `fit` says on standard output: the closing table with aligned columns, the verdict, notes,
/// and what has been written where.
std::string text_report(const FitOptions& options, const FitResult& result);

}  // namespace autosmote::cli
