#include "core/names.h"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace autosmote {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

// Levenshtein's distance, one row of the table at a time.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substituted});
    }
  }
  return row.back();
}

}  // namespace

std::string quote_names(std::span<const std::string> names, std::size_t limit) {
  std::string text;
  for (std::size_t i = 0; i < std::min(limit, names.size()); ++i) {
    if (i > 0) text += ", ";
    text += "'" + names[i] + "'";
  }
  if (names.size() > limit) text += " and " + std::to_string(names.size() - limit) + " more";
  return text;
}

std::vector<std::string> near_matches(std::string_view name,
                                      std::span<const std::string> candidates) {
  // Longer names would make the quadratic distance slow, and are no typing mistakes.
  constexpr std::size_t kLongestCompared = 200;
  std::vector<std::pair<std::size_t, std::string>> found;
  const std::string wanted = lower(name);
  // Two exchanged letters are two edits.
  const std::size_t allowed = std::max<std::size_t>(name.size() < 4 ? 1 : 2, name.size() / 3);
  if (name.size() > kLongestCompared) return {};
  for (const std::string& candidate : candidates) {
    if (candidate.size() > name.size() + allowed || candidate.size() + allowed < name.size()) {
      continue;
    }
    const std::size_t distance = edit_distance(wanted, lower(candidate));
    if (distance <= allowed) found.emplace_back(distance, candidate);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> matches;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, found.size()); ++i) {
    matches.push_back(found[i].second);
  }
  return matches;
}

std::string no_such_column(std::string_view name, std::span<const std::string> columns) {
  std::string text = "there is no column '" + std::string(name) + "'";
  const std::vector<std::string> matches = near_matches(name, columns);
  text += matches.empty() ? ". " : "; did you mean " + quote_names(matches) + "? ";
  return text + "The columns are " + quote_names(columns);
}

}  // namespace autosmote
