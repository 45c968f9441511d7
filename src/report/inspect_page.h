#pragma once

#include <string>

#include "autosmote/inspect.h"

namespace autosmote {

/// The page that `autosmote inspect --html` writes, as docs/reference/inspect.md describes it.
/// Everything but the element with the id "timing" is a function of data and options.
std::string render_inspect_page(const InspectOptions& options, const InspectResult& result,
                                int threads);

}  // namespace autosmote
