#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "command_tree.h"

namespace autosmote::cli {

/// The manual page autosmote(1), in the macros of man(7).
std::string manual_page(std::string_view description, const std::vector<VerbInfo>& verbs);

}  // namespace autosmote::cli
