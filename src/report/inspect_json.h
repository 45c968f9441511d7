#pragma once

#include <string>

#include "autosmote/inspect.h"

namespace autosmote {

/// What `autosmote inspect --json` prints. Everything but its
/// object `timing` is a function of data and options.
std::string render_inspect(const InspectOptions& options, const InspectResult& result, int threads);

}  // namespace autosmote
