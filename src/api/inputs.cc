#include "api/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include "api/carried_columns.h"
#include "api/output_file.h"
#include "autosmote/error.h"
#include "core/names.h"
#include "table/number.h"

namespace autosmote {
namespace {

using Kind = ValidationOptions::Kind;

bool has_very_many_texts(const Column& column, std::size_t rows) {
  constexpr std::size_t kFewTexts = 50;  // as many as states, months, occupations and the like
  return column.kind == ColumnKind::kNominal && column.categories.size() > kFewTexts &&
         column.categories.size() > rows / 10;
}

bool counts_the_rows(const Column& column) {
  constexpr std::size_t kFewRows = 10;  // so short a table can count by chance
  if (column.kind != ColumnKind::kNumeric || column.values.size() < kFewRows) return false;
  for (std::size_t row = 1; row < column.values.size(); ++row) {
    if (column.values[row] != column.values[row - 1] + 1.0) return false;  // missing differs, too
  }
  return true;
}

// The texts of a nominal column that are no numbers, where there are few and most others are: 0 or
// two of them.
std::vector<std::string> texts_among_numbers(const Column& column) {
  constexpr std::size_t kMostTexts = 2;
  constexpr std::size_t kNumbersForEach = 5;
  std::vector<std::string> texts;
  if (!column.inferred_nominal) return texts;
  for (const std::string& category : column.categories) {
    double number = 0.0;
    if (parse_number(category, number) == CellText::kNumber) continue;
    texts.push_back(category);
    if (texts.size() > kMostTexts) return {};
  }
  const std::size_t numbers = column.categories.size() - texts.size();
  if (numbers < kNumbersForEach * texts.size()) texts.clear();
  return texts;
}

// Without blanks at the ends, in small letters, numbers in one spelling.
std::string plain_name(std::string_view name) {
  std::string plain(trim_blanks(name));
  double number = 0.0;
  if (parse_number(plain, number) == CellText::kNumber) {
    plain.clear();
    append_number(plain, number);
  }
  for (char& c : plain) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return plain;
}

// Classes that somebody may have meant to be one.
std::vector<std::string> classes_alike(const Column& target) {
  std::vector<std::string> notes;
  std::map<std::string, std::string> names;
  for (const std::string& name : target.categories) {
    const auto [known, is_new] = names.emplace(plain_name(name), name);
    if (is_new) continue;
    notes.push_back(fmt::format(
        "classes '{}' and '{}' differ in blanks, capitals or the spelling of a number alone; write "
        "them alike if they are one",
        known->second, name));
  }
  return notes;
}

void check_imbalance(const FitOptions& options) {
  if (options.imbalance == 0.0) return;
  if (!(options.imbalance >= 1.0) || std::isinf(options.imbalance)) {
    throw ConfigError(fmt::format(
        "imbalance {} is no ratio of majority to minority; give at least 1", options.imbalance));
  }
  if (!options.test.empty()) {
    throw ConfigError(
        "--imbalance makes its own test rows, so it cannot be combined with --test; leave one out");
  }
  if (!options.group.empty()) {
    throw ConfigError(
        "--imbalance splits rows at random, without regard to groups, so it cannot be combined "
        "with --group; leave one out");
  }
  const bool fraction = options.validation.kind == Kind::kFraction;
  if (options.validation.kind == Kind::kFile || fraction) {
    throw ConfigError(
        fmt::format("--imbalance makes its own validation rows (20 % of all), so it cannot be "
                    "combined with a validation {}; give folds such as cv:5, or leave it out",
                    fraction ? "fraction" : "file"));
  }
}

void check_search(const SearchOptions& search) {
  // The paper has 30; the pool grows with each.
  constexpr int kMostNeighbors = 1000;
  if (search.neighbors < 1 || search.neighbors > kMostNeighbors) {
    throw ConfigError(
        fmt::format("{} neighbors are too {}; give 1 to {}, the instance itself included",
                    search.neighbors, search.neighbors < 1 ? "few" : "many", kMostNeighbors));
  }
  if (search.ablation.any() && search.kind != SearchKind::kRl) {
    throw ConfigError(
        fmt::format("--ablate takes the learning from levels of the hierarchy, and search '{}' has "
                    "no such levels; leave out --ablate, or use --search rl",
                    search_name(search.kind)));
  }
  check_budget(search);
}

bool wants_verdict(const FitOptions& options) {
  return options.verdict == VerdictEffort::kQuick || options.verdict == VerdictEffort::kFull;
}

void check_custom_metric(const FitOptions& options) {
  if (options.metric.kind != MetricKind::kCustom) return;
  if (options.custom == nullptr) {
    throw ConfigError("a scorer of the caller's own needs a classifier of the caller's own");
  }
  if (wants_verdict(options)) {
    throw ConfigError(
        "the verdict compares predictions by a metric of the library's, and a scorer of the "
        "caller's own is none; leave out the verdict, or name a metric");
  }
}

void check_splits(const FitOptions& options) {
  if (options.validation.kind != Kind::kSplits) return;
  if (wants_verdict(options)) {
    throw ConfigError(
        "the verdict draws outer folds by itself, which would not be the caller's; leave out the "
        "verdict, or name a number of folds");
  }
  if (options.search.profile == Profile::kPaper || options.imbalance > 0.0) {
    throw ConfigError(
        "splits of the caller's own belong to the default profile, without imbalance");
  }
}

void check_distance(const FitOptions& options) {
  const bool encoded =
      options.distance == RowDistance::kAuto || options.distance == RowDistance::kEuclidean;
  if (encoded || options.search.profile != Profile::kPaper) return;
  throw ConfigError(
      fmt::format("the paper profile measures Euclidean distances; leave out the distance '{}', or "
                  "use the default profile",
                  distance_name(options.distance)));
}

void check_strategy(const FitOptions& options) {
  if (options.strategy == "auto" || options.search.profile != Profile::kPaper) return;
  throw ConfigError(fmt::format(
      "the paper profile finds the amounts itself; leave out the sampling strategy '{}', or use "
      "the default profile",
      options.strategy));
}

void check_standard_input(const FitOptions& options) {
  const std::string validation =
      options.validation.kind == Kind::kFile ? options.validation.file : std::string();
  const int uses =
      (options.train == "-" ? 1 : 0) + (options.test == "-" ? 1 : 0) + (validation == "-" ? 1 : 0);
  if (uses > 1) {
    throw ConfigError("only one table can come from standard input; name files for the others");
  }
}

LabelledTable label_like(Table table, const FitOptions& options, const LabelledTable& train,
                         const char* role) {
  LabelledTable result;
  result.table = std::move(table);
  check_same_features(train.table, result.table, options.target);
  result.target = select_target_like(result.table, options.target, train.table, train.target);
  if (!options.group.empty()) check_groups_apart(train.table, result.table, options.group);
  const bool validates = std::string_view(role) == "validation";
  const auto classes = result.target.counts.size() - std::ranges::count(result.target.counts, 0U);
  if ((validates || options.metric.kind == MetricKind::kRocAuc) && classes < 2) {
    throw DataError(
        fmt::format("{}: the {} rows have one class only, so {} says nothing there; add rows of "
                    "the other class",
                    result.table.source(), role, options.metric.name()));
  }
  return result;
}

std::vector<std::string> carried_names(const FitOptions& options) {
  std::vector<std::string> names;
  for (const std::string& name : {options.group, options.weight}) {
    if (!name.empty()) names.push_back(name);
  }
  return names;
}

LabelledTable read_like(const std::string& path, const FitOptions& options,
                        const LabelledTable& train, const char* role) {
  ReadOptions read = options.read;
  read.target = options.target;
  read.like = &train.table;
  read.may_lack = true;
  read.carried = carried_names(options);
  return label_like(read_table(path, read), options, train, role);
}

void check_classes(const LabelledTable& train, const FitOptions& options) {
  constexpr int kMostClasses = 1000;  // each has a classifier of its own
  if (train.target.classes() > kMostClasses) {
    throw DataError({train.table.source(), 0, train.target.column + 1},
                    fmt::format("the target column '{}' has {} classes, and at most {} are "
                                "supported; name the column that holds the label",
                                options.target, train.target.classes(), kMostClasses));
  }
  const auto two = [&train](bool asked, const std::string& what) {
    if (asked) require_two_classes(train.table, train.target, what);
  };
  two(options.search.profile == Profile::kPaper, "the paper's profile");
  two(options.search.threshold == ThresholdMode::kTuned, "a tuned threshold");
  two(options.imbalance > 0.0, "--imbalance");
  two(options.custom != nullptr, "a classifier of the caller's own");
  two(options.metric.uses_scores(), "the metric " + options.metric.name());
}

/// What is known of the training table from its columns that are no features.
void label_train(Inputs& inputs, const FitOptions& options) {
  LabelledTable& train = inputs.train;
  train.target = select_target(train.table, options.target);
  check_classes(train, options);
  train.groups = row_groups(train.table, options.group, options.read.missing);
  inputs.carried.emplace(train.table, options.ignored, options.weight);
}

// With several tables, a column may be in some of them; a name that none has is a slip of the pen.
void check_named_columns(const ReadOptions& read, const Inputs& inputs) {
  for (const auto* names : {&read.nominal, &read.numeric, &read.ignore}) {
    for (const std::string& name : *names) {
      const bool other = (inputs.validation && inputs.validation->table.find_column(name)) ||
                         (inputs.test && inputs.test->table.find_column(name));
      if (!other) inputs.train.table.column_index(name);  // throws, with names that are like it
    }
  }
}

}  // namespace

void check_fit_files(const FitOptions& options) {
  if (options.train.empty())
    throw ConfigError("no training table; name a file, or - for standard input");
  if (options.output.empty()) throw ConfigError("no output folder; name one");
  check_standard_input(options);
  constexpr std::array<std::string_view, 9> kWritten{
      "balanced.csv", "lineage.csv", "history.csv",    "policy.json",          "policy.weights",
      "report.json",  "report.html", "checkpoint.bin", "checkpoint-random.bin"};
  check_results(std::vector{options.train, options.test, options.validation.file}, options.output,
                kWritten);
}

void check_fit_options(const FitOptions& options) {
  if (options.target.empty()) throw ConfigError("no target; name the label column");
  check_search(options.search);
  check_custom_metric(options);
  check_splits(options);
  if (!(options.search.time_limit >= 0.0)) {
    throw ConfigError(fmt::format("time limit {} is no number of seconds; give 0 for no limit",
                                  options.search.time_limit));
  }
  check_imbalance(options);
  check_distance(options);
  check_strategy(options);
  check_carried_column(options.group, options.target, "--group");
  check_carried_column(options.weight, options.target, "--weight");
}

Inputs read_inputs(const FitOptions& options) {
  Inputs inputs;
  ReadOptions read = options.read;
  read.target = options.target;
  const bool several = options.validation.kind == Kind::kFile || !options.test.empty();
  read.may_lack = read.may_lack || several;
  read.carried = carried_names(options);
  inputs.train.table = read_table(options.train, read);
  label_train(inputs, options);
  if (options.validation.kind == Kind::kFile) {
    inputs.validation = read_like(options.validation.file, options, inputs.train, "validation");
  }
  if (!options.test.empty()) inputs.test = read_like(options.test, options, inputs.train, "test");
  if (several) check_named_columns(options.read, inputs);
  return inputs;
}

Inputs take_inputs(FitTables tables, const FitOptions& options) {
  Inputs inputs;
  inputs.train.table = std::move(tables.train);
  label_train(inputs, options);
  if (tables.validation) {
    inputs.validation =
        label_like(std::move(*tables.validation), options, inputs.train, "validation");
  }
  if (tables.test) {
    inputs.test = label_like(std::move(*tables.test), options, inputs.train, "test");
  }
  // Nothing is written, and a search needs the memory.
  inputs.train.table.forget_text();
  if (inputs.validation) inputs.validation->table.forget_text();
  if (inputs.test) inputs.test->table.forget_text();
  return inputs;
}

void check_carried_column(const std::string& name, const std::string& target, const char* option) {
  if (name.empty() || name != target) return;
  throw ConfigError(fmt::format(
      "{} names the target column '{}'; name another one, or leave it out", option, name));
}

std::vector<std::uint32_t> groups_of(const LabelledTable& table,
                                     std::span<const std::size_t> rows) {
  std::vector<std::uint32_t> groups;
  if (table.groups.empty()) return groups;
  groups.reserve(rows.size());
  for (const std::size_t row : rows) groups.push_back(table.groups[row]);
  return groups;
}

std::vector<int> labels_of(const Target& target, std::span<const std::size_t> rows) {
  std::vector<int> labels;
  labels.reserve(rows.size());
  for (const std::size_t row : rows) labels.push_back(target.labels[row]);
  return labels;
}

std::string_view column_role(const Table& table, std::size_t target, std::size_t index) {
  if (index == target) return "target";
  return table.column(index).ignored ? "ignored" : "feature";
}

std::string describe_columns(const Table& table, std::size_t target) {
  std::size_t numeric = 0;
  std::size_t ignored = 0;
  std::vector<std::string> nominal;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    const Column& column = table.column(i);
    if (i == target) continue;
    if (column.ignored) {
      ++ignored;
    } else if (column.kind == ColumnKind::kNumeric) {
      ++numeric;
    } else {
      nominal.push_back(column.name);
    }
  }
  std::string text = fmt::format("{} numeric and {} nominal features", numeric, nominal.size());
  if (!nominal.empty()) text += fmt::format(" ({})", quote_names(nominal));
  if (ignored > 0) text += fmt::format(", {} ignored", ignored);
  return text;
}

std::vector<std::string> suspect_features(const Table& table, std::size_t target) {
  std::vector<std::string> notes = classes_alike(table.column(target));
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    const Column& column = table.column(i);
    if (i == target || column.ignored) continue;
    const std::vector<std::string> texts = texts_among_numbers(column);
    if (!texts.empty()) {
      notes.push_back(fmt::format(
          "column '{}' is taken as nominal because of {}, its other cells being numbers; declare "
          "such a text as missing (option 'missing') if that is what it means",
          column.name, quote_names(texts)));
    } else if (has_very_many_texts(column, table.rows())) {
      notes.push_back(fmt::format(
          "column '{}' has {} different texts in {} rows, and each becomes a feature; ignore it "
          "(option 'ignore') if it is an identifier, and write decimal points if its numbers have "
          "a decimal comma",
          column.name, column.categories.size(), table.rows()));
    } else if (counts_the_rows(column)) {
      notes.push_back(fmt::format(
          "column '{}' counts the rows, and a classifier can learn the order of the table from "
          "it; ignore it (option 'ignore') unless that is meant",
          column.name));
    } else if (column.leading_zeros) {
      notes.push_back(fmt::format(
          "column '{}' has numbers with leading zeros, which added rows do not keep; if they are "
          "codes, take it as nominal (option 'nominal') or ignore it (option 'ignore')",
          column.name));
    }
  }
  return notes;
}

}  // namespace autosmote
