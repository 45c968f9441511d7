#include "api/class_strategy.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <vector>

#include "autosmote/error.h"
#include "core/names.h"
#include "samplers/strategy.h"
#include "table/csv.h"

namespace autosmote {
namespace {

using Kind = SamplingStrategy::Kind;

std::vector<std::string> items_of(std::string_view text) {
  const std::string source = "the sampling strategy";
  CsvReader reader(text, ',', source);
  CsvRecord record;
  if (!reader.next(record)) return {};
  return {record.cells.begin(), record.cells.end()};
}

int class_of(const std::string& name, std::span<const std::string> class_names) {
  const auto found = std::ranges::find(class_names, name);
  if (found != class_names.end()) return static_cast<int>(found - class_names.begin());
  const std::vector<std::string> matches = near_matches(name, class_names);
  throw ConfigError(
      fmt::format("the sampling strategy names the class '{}', which the target does "
                  "not have{}; its classes are {}",
                  name, matches.empty() ? "" : "; did you mean " + quote_names(matches),
                  quote_names(class_names)));
}

std::uint64_t rows_of(const std::string& item, std::string_view number) {
  std::uint64_t rows = 0;
  const char* const end = number.data() + number.size();
  const auto [rest, error] = std::from_chars(number.data(), end, rows);
  if (error == std::errc() && rest == end) return rows;
  throw ConfigError(fmt::format(
      "'{}' in the sampling strategy is no class and its number of rows; write NAME=ROWS", item));
}

bool is_known_form(std::string_view text) {
  try {
    parse_sampling_strategy(text);
    return true;
  } catch (const ConfigError&) {
    return false;
  }
}

void add_item(const std::string& item, std::span<const std::string> class_names,
              SamplingStrategy& strategy) {
  std::size_t equals = item.rfind('=');
  // A name may hold "=", too: then the item is a name where it does not begin with another.
  const auto is_class = [&](std::string_view name) {
    return std::ranges::count(class_names, name) > 0;
  };
  if (is_class(item) && !is_class(item.substr(0, equals))) equals = std::string::npos;
  const bool counted = equals != std::string::npos;
  const Kind kind = counted ? Kind::kCounts : Kind::kClasses;
  if (strategy.kind != kind && strategy.kind != Kind::kAuto) {
    throw ConfigError(
        "the sampling strategy gives rows for some classes and only names others; write NAME=ROWS "
        "for each");
  }
  strategy.kind = kind;
  const int c = class_of(item.substr(0, equals), class_names);
  const bool repeated = strategy.counts.contains(c) || std::ranges::count(strategy.classes, c) > 0;
  if (repeated) {
    throw ConfigError(fmt::format("the sampling strategy names the class '{}' twice",
                                  class_names[static_cast<std::size_t>(c)]));
  }
  if (counted) {
    strategy.counts[c] = rows_of(item, std::string_view(item).substr(equals + 1));
  } else {
    strategy.classes.push_back(c);
  }
}

}  // namespace

SamplingStrategy parse_class_strategy(std::string_view text,
                                      std::span<const std::string> class_names) {
  if (is_known_form(text)) return parse_sampling_strategy(text);
  const std::vector<std::string> items = items_of(text);
  const bool names_classes = text.find_first_of("=,") != std::string_view::npos ||
                             (items.size() == 1 && std::ranges::count(class_names, items[0]) > 0);
  if (!names_classes) {
    try {
      parse_sampling_strategy(text);
    } catch (const ConfigError& error) {
      throw ConfigError(fmt::format("{}, or NAME=ROWS for classes, which are {}", error.what(),
                                    quote_names(class_names)));
    }
  }
  SamplingStrategy strategy;
  for (const std::string& item : items) add_item(item, class_names, strategy);
  return strategy;
}

std::vector<double> class_growth(std::string_view strategy,
                                 std::span<const std::string> class_names,
                                 std::span<const int> labels) {
  const SamplingStrategy parsed = parse_class_strategy(strategy, class_names);
  if (parsed.kind == Kind::kAuto) return {};
  SamplerData data;
  data.x.rows = labels.size();
  data.labels = labels;
  data.classes = static_cast<int>(class_names.size());
  std::map<int, std::uint64_t> added;
  try {
    added = rows_to_add(data, parsed);
  } catch (const ConfigError& error) {
    throw ConfigError(with_class_names(error.what(), class_names));
  }
  // Among these rows another class may be the largest: it is not named, so it is not meant.
  if (parsed.kind != Kind::kCounts && parsed.kind != Kind::kRatio) added.erase(0);
  if (added.contains(0)) {
    throw ConfigError(fmt::format(
        "the sampling strategy '{}' adds rows to the largest class, '{}', of which fit makes none; "
        "name the others only",
        strategy, class_names.front()));
  }
  if (added.empty()) {
    throw ConfigError(fmt::format(
        "the sampling strategy '{}' asks for no more rows than there are, so there is nothing to "
        "search for; ask for more, or leave it out",
        strategy));
  }
  const std::vector<std::uint64_t> present = count_classes(data);
  std::vector<double> growth(class_names.size());
  for (const auto& [label, rows] : added) {
    const auto c = static_cast<std::size_t>(label);
    growth[c] = static_cast<double>(rows) / static_cast<double>(present[c]);
  }
  return growth;
}

std::string with_class_names(std::string_view message, std::span<const std::string> class_names) {
  constexpr std::string_view kWord = "class ";
  std::string text;
  while (true) {
    const std::size_t found = message.find(kWord);
    if (found == std::string_view::npos) break;
    text += message.substr(0, found + kWord.size());
    message.remove_prefix(found + kWord.size());
    std::size_t c = 0;
    const auto [rest, error] = std::from_chars(message.data(), message.data() + message.size(), c);
    if (error != std::errc() || c >= class_names.size()) continue;
    text += fmt::format("'{}'", class_names[c]);
    message.remove_prefix(static_cast<std::size_t>(rest - message.data()));
  }
  return text.append(message);
}

}  // namespace autosmote
