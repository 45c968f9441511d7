#include "autosmote/aligned_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace autosmote {

std::string aligned_text(const std::vector<std::vector<std::string>>& lines) {
  std::vector<std::size_t> width(lines[0].size(), 0);
  for (const std::vector<std::string>& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) width[i] = std::max(width[i], line[i].size());
  }
  std::string text;
  for (const std::vector<std::string>& line : lines) {
    text += fmt::format("{:<{}}", line[0], width[0]);
    for (std::size_t i = 1; i < line.size(); ++i)
      text += fmt::format("  {:>{}}", line[i], width[i]);
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

}  // namespace autosmote
