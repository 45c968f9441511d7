#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace autosmote {

/// "'a', 'b', 'c' and 7 more": at most `limit` names in quotes.
std::string quote_names(std::span<const std::string> names, std::size_t limit = 20);

/// Up to three of `candidates` that a user may have meant by `name`: equal but for case, or within
/// two edits or a third of its length; nearest first. O(candidates * lengths^2).
std::vector<std::string> near_matches(std::string_view name,
                                      std::span<const std::string> candidates);

/// "there is no column 'x'; did you mean 'y'? The columns are 'y', 'z'".
std::string no_such_column(std::string_view name, std::span<const std::string> columns);

}  // namespace autosmote
