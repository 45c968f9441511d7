#include "autosmote/search_options.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "autosmote/error.h"

namespace autosmote {
namespace {

template <class T>
using Name = std::pair<T, std::string_view>;

constexpr std::array<Name<Profile>, 2> kProfiles{
    {{Profile::kDefault, "default"}, {Profile::kPaper, "paper"}}};
constexpr std::array<Name<SearchKind>, 3> kSearches{
    {{SearchKind::kRl, "rl"}, {SearchKind::kRandom, "random"}, {SearchKind::kFlat, "flat"}}};
constexpr std::array<Name<SearchBudget>, 2> kBudgets{
    {{SearchBudget::kFull, "full"}, {SearchBudget::kSmall, "small"}}};
constexpr std::array<Name<ThresholdMode>, 3> kThresholds{{{ThresholdMode::kAuto, "auto"},
                                                          {ThresholdMode::kDefault, "default"},
                                                          {ThresholdMode::kTuned, "tuned"}}};

template <class T, std::size_t n>
T parse_name(const std::array<Name<T>, n>& names, std::string_view what, std::string_view text) {
  std::string list;
  for (const auto& [value, name] : names) {
    if (name == text) return value;
    if (!list.empty()) list += ", ";
    list += name;
  }
  throw ConfigError(fmt::format("no {} '{}'; choose one of {}", what, text, list));
}

template <class T, std::size_t n>
std::string_view name_of(const std::array<Name<T>, n>& names, T wanted) {
  for (const auto& [value, name] : names) {
    if (value == wanted) return name;
  }
  return {};
}

template <class T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

constexpr std::string_view kValidationForms =
    "give a fraction between 0 and 1 (0.25), folds (cv:5), repeated folds (cv:5x3), a file name, "
    "or auto";

ValidationOptions parse_folds(std::string_view text) {
  const std::string_view numbers = text.substr(text.find(':') + 1);
  const std::size_t times = numbers.find('x');
  ValidationOptions options;
  options.kind = ValidationOptions::Kind::kFolds;
  const std::optional<int> folds = parse_number<int>(numbers.substr(0, times));
  const std::optional<int> repeats =
      times == std::string_view::npos ? 1 : parse_number<int>(numbers.substr(times + 1));
  if (!folds || !repeats || *folds < 2 || *repeats < 1) {
    throw ConfigError(
        fmt::format("validation '{}' is not at least 2 folds and at least 1 repeat; {}", text,
                    kValidationForms));
  }
  options.folds = *folds;
  options.repeats = *repeats;
  return options;
}

}  // namespace

ValidationOptions parse_validation(std::string_view text) {
  ValidationOptions options;
  if (text.empty()) throw ConfigError(fmt::format("validation is empty; {}", kValidationForms));
  if (text == "auto") return options;
  if (text.starts_with("cv:")) return parse_folds(text);
  if (const std::optional<double> fraction = parse_number<double>(text)) {
    if (!(*fraction > 0.0 && *fraction < 1.0)) {
      throw ConfigError(fmt::format("validation '{}' is no fraction between 0 and 1; {}", text,
                                    kValidationForms));
    }
    options.kind = ValidationOptions::Kind::kFraction;
    options.fraction = *fraction;
    return options;
  }
  options.kind = ValidationOptions::Kind::kFile;
  options.file = text;
  return options;
}

Profile parse_profile(std::string_view name) { return parse_name(kProfiles, "profile", name); }

SearchKind parse_search(std::string_view name) { return parse_name(kSearches, "search", name); }

ThresholdMode parse_threshold(std::string_view name) {
  return parse_name(kThresholds, "threshold mode", name);
}

SearchBudget parse_budget(std::string_view name) { return parse_name(kBudgets, "budget", name); }

std::string_view profile_name(Profile profile) { return name_of(kProfiles, profile); }

std::string_view search_name(SearchKind kind) { return name_of(kSearches, kind); }

std::string_view budget_name(SearchBudget budget) { return name_of(kBudgets, budget); }

void check_budget(const SearchOptions& options) {
  if (options.budget != SearchBudget::kSmall) return;
  const auto refuse = [](std::string_view what, std::string_view instead) {
    throw ConfigError(fmt::format(
        "the small budget places samples by the prior of the default profile, which {}; leave out "
        "budget 'small', or choose {}",
        what, instead));
  };
  if (options.profile != Profile::kDefault)
    refuse("the paper's does not have", "profile 'default'");
  if (options.kind != SearchKind::kRl) {
    refuse(fmt::format("search '{}' does not use", search_name(options.kind)), "search 'rl'");
  }
  if (options.ablation.any()) refuse("cannot be ablated", "no ablation");
}

}  // namespace autosmote
