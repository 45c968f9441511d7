#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace autosmote::cli {

/// The verbs `completion` and `manual`, which print what the parser itself says. Each function
/// runs its verb, once all verbs have been added and the command line has been parsed.
std::function<int()> add_completion_command(CLI::App& app);
std::function<int()> add_manual_command(CLI::App& app);

}  // namespace autosmote::cli
