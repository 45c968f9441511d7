#pragma once

#include <string>
#include <vector>

#include "autosmote/context.h"

namespace autosmote::cli {

/// From now on the first SIGINT or SIGTERM cancels the returned token, which lives as long as the
/// program, and, unless `quiet`, says on standard error what happens now; the second removes
/// `unfinished` files and ends the program at once with 130. To be called once.
const CancellationToken* cancel_on_signals(std::vector<std::string> unfinished, bool quiet);

/// For work that has nothing to keep until it is complete: from now on SIGINT or SIGTERM removes
/// `unfinished` files and ends the program at once with 130. To be called once, instead.
void end_on_signals(std::vector<std::string> unfinished);

}  // namespace autosmote::cli
