#include "command_tree.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sstream>
#include <string_view>

namespace autosmote::cli {
namespace {

// A validator of this name accepts everything; the values stand behind it.
constexpr std::string_view kOffer = "offer ";

std::vector<std::string> offered_values(CLI::Option& option) {
  for (int i = 0;; ++i) {
    const CLI::Validator* validator = nullptr;
    try {
      validator = option.get_validator(i);
    } catch (const CLI::OptionNotFound&) {  // CLI11 does not tell how many there are
      return {};
    }
    const std::string& name = validator->get_name();
    if (!name.starts_with(kOffer)) continue;
    std::istringstream words(name.substr(kOffer.size()));
    return {std::istream_iterator<std::string>(words), {}};
  }
}

// "UINT" of "UINT:NONNEGATIVE"; a flag takes no value.
std::string value_name(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return {};
  const std::string type = option.get_type_name();
  return type.substr(0, type.find(':'));
}

ArgumentInfo describe(CLI::Option& option) {
  ArgumentInfo info;
  if (option.get_positional()) {
    info.names = {option.get_name(true)};
  } else {
    for (const std::string& name : option.get_snames()) info.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) info.names.push_back("--" + name);
  }
  info.value = value_name(option);
  info.help = option.get_description();
  info.default_value = option.get_default_str();
  info.values = offered_values(option);
  info.required = option.get_required();
  info.list = option.get_delimiter() != '\0';
  info.several = option.get_items_expected_max() > 1;
  return info;
}

}  // namespace

std::vector<VerbInfo> verbs_of(CLI::App& app) {
  std::vector<VerbInfo> verbs;
  for (CLI::App* verb : app.get_subcommands([](CLI::App*) { return true; })) {
    VerbInfo info{verb->get_name(), verb->get_description(), verb->get_footer(), {}, {}};
    for (CLI::Option* option : verb->get_options()) {
      (option->get_positional() ? info.arguments : info.options).push_back(describe(*option));
    }
    verbs.push_back(std::move(info));
  }
  return verbs;
}

void offer_values(CLI::Option& option, const std::vector<std::string>& values) {
  option.check(CLI::Validator([](std::string&) { return std::string(); }, "",
                              fmt::format("{}{}", kOffer, fmt::join(values, " "))));
}

}  // namespace autosmote::cli
