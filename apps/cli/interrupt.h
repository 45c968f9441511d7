#pragma once

#include <string>
#include <vector>

#include "autosmote/context.h"

namespace autosmote::cli {

/// From now on the first SIGINT or SIGTERM cancels the returned token, which lives as long as the
/// program; the second removes `unfinished` files and ends the program at once with 130. To be
/// called once.
const CancellationToken* cancel_on_signals(std::vector<std::string> unfinished);

}  // namespace autosmote::cli
