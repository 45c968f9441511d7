#pragma once

#include <string>
#include <vector>

#include "command_tree.h"

namespace autosmote::cli {

/// Scripts that complete verbs, options, their values, files and folders.
/// bash: source it, or put it into share/bash-completion/completions.
std::string bash_completion(const std::vector<VerbInfo>& verbs);
/// zsh: source it, or put it as _autosmote into a folder of fpath.
std::string zsh_completion(const std::vector<VerbInfo>& verbs);
/// fish: source it, or put it into share/fish/vendor_completions.d.
std::string fish_completion(const std::vector<VerbInfo>& verbs);

}  // namespace autosmote::cli
