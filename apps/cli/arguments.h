#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "autosmote/table.h"

namespace autosmote::cli {

/// What verbs share in reading a command line.

/// CLI11's own conversion takes a number that is too large for the largest one, and its messages do
/// not say what to give.
extern const CLI::Validator kWholeNumber;
extern const CLI::Validator kNumber;

/// One character, "tab", or "" for "to be found". Throws ConfigError.
char parse_delimiter(const std::string& text);

/// The names of metrics as they can be given, with a number in place of the B of "fbeta:B".
std::vector<std::string> metric_examples();

/// --nominal, --numeric, --ignore and --missing.
void add_column_options(CLI::App& verb, ReadOptions& read);

/// --ignored, for parse_ignored_cells.
void add_ignored_option(CLI::App& verb, std::string& ignored);

/// --group.
void add_group_option(CLI::App& verb, std::string& group);

/// --weight.
void add_weight_option(CLI::App& verb, std::string& weight);

}  // namespace autosmote::cli
