#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace autosmote::cli {

/// What the manual page and the completions of shells know of the command line: read from the
/// parser itself, so that they cannot say anything else.

/// An option, a flag, or an argument without a name of its own.
struct ArgumentInfo {
  std::vector<std::string> names;  ///< "-o", "--output"; of an argument by place "TRAIN"
  std::string value;               ///< what to give: "TEXT", "FILE", "DIR"; empty: a flag
  std::string help;
  std::string default_value;        ///< empty: none
  std::vector<std::string> values;  ///< see offer_values
  bool required = false;
  bool list = false;     ///< several values with commas between them
  bool several = false;  ///< may be given more than once
};

struct VerbInfo {
  std::string name;
  std::string help;
  std::string footer;
  std::vector<ArgumentInfo> arguments;  ///< by place
  std::vector<ArgumentInfo> options;
};

/// The verbs in the order of the help.
std::vector<VerbInfo> verbs_of(CLI::App& app);

/// Has completions of shells offer values for an option. Any other is accepted, too, so that the
/// verb can say what is wrong with it.
void offer_values(CLI::Option& option, const std::vector<std::string>& values);

}  // namespace autosmote::cli
