#pragma once

#include <string>

#include "autosmote/inspect.h"

namespace autosmote::cli {

/// What `inspect` prints: classes, columns, rows, and advice.
std::string inspect_text(const InspectOptions& options, const InspectResult& result);

}  // namespace autosmote::cli
