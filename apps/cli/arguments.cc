#include "arguments.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <system_error>
#include <vector>

#include "autosmote/error.h"
#include "autosmote/metric.h"

namespace autosmote::cli {
namespace {

template <class Number>
bool is_all_of(const std::string& text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end;
}

void add_list(CLI::App& verb, const std::string& name, std::vector<std::string>& values,
              const std::string& help, const std::string& type) {
  verb.add_option(name, values, help)->delimiter(',')->allow_extra_args(false)->type_name(type);
}

}  // namespace

const CLI::Validator kWholeNumber(
    [](const std::string& text) {
      return is_all_of<std::uint64_t>(text)
                 ? std::string()
                 : fmt::format("'{}' is no whole number from 0 to 18446744073709551615", text);
    },
    "");
const CLI::Validator kNumber(
    [](const std::string& text) {
      return is_all_of<double>(text) ? std::string()
                                     : fmt::format("'{}' is no number such as 20 or 2.5", text);
    },
    "");

char parse_delimiter(const std::string& text) {
  if (text.empty()) return '\0';
  if (text == "tab" || text == "\\t") return '\t';
  if (text.size() == 1 && text != "\"" && text != "\n" && text != "\r") return text[0];
  throw ConfigError(
      fmt::format("no delimiter '{}'; give one character such as , ; or |, or tab", text));
}

std::vector<std::string> metric_examples() {
  std::vector<std::string> names = metric_names();
  for (std::string& name : names) {
    if (name == "fbeta:B") name = "fbeta:2";
  }
  return names;
}

void add_column_options(CLI::App& verb, ReadOptions& read) {
  add_list(verb, "--nominal", read.nominal, "Columns to take as nominal: a,b", "COLUMNS");
  add_list(verb, "--numeric", read.numeric, "Columns that must be numeric", "COLUMNS");
  add_list(verb, "--ignore", read.ignore, "Columns to carry along, not to learn from", "COLUMNS");
  add_list(verb, "--missing", read.missing,
           "Cell texts that mean missing, besides the empty cell and ARFF's ?", "TEXTS");
}

void add_ignored_option(CLI::App& verb, std::string& ignored) {
  verb.add_option("--ignored", ignored,
                  "What synthetic rows have in ignored columns: empty, or copy (of their source)")
      ->capture_default_str()
      ->type_name("RULE");
}

void add_group_option(CLI::App& verb, std::string& group) {
  verb.add_option("--group", group,
                  "Column of groups (patients, sites ...): no feature, and splits and folds never "
                  "part rows with the same text in it")
      ->type_name("COLUMN");
}

void add_weight_option(CLI::App& verb, std::string& weight) {
  verb.add_option("--weight", weight,
                  "Column of row weights: no feature, and nothing is learned from it; synthetic "
                  "rows get a weight between those of their parents")
      ->type_name("COLUMN");
}

}  // namespace autosmote::cli
