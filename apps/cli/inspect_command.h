#pragma once

#include <functional>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
}  // namespace CLI

namespace autosmote::cli {

/// Declares the verb `inspect` with all its options. Gives what runs it once the command line has
/// been parsed; that returns the exit code and throws as autosmote::inspect.
std::function<int()> add_inspect_command(CLI::App& app);

}  // namespace autosmote::cli
