#pragma once

#include <string>
#include <vector>

namespace autosmote {

/// The cells of a table as text: the first column to the left, all others to the right. At least
/// one line; all lines have as many cells.
std::string aligned_text(const std::vector<std::vector<std::string>>& lines);

}  // namespace autosmote
