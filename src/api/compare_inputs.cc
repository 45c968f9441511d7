#include "api/compare_inputs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <filesystem>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "api/carried_columns.h"
#include "api/mixed_distance.h"
#include "api/output_file.h"
#include "api/table_checksum.h"
#include "autosmote/error.h"
#include "core/bytes.h"
#include "core/random.h"

namespace autosmote {
namespace {

// "phoneme" of "data/phoneme.csv.gz".
std::string set_name(const std::string& path) {
  const std::string file = std::filesystem::path(path).filename().string();
  return file.substr(0, file.find('.', 1));
}

template <class T>
void check_distinct(const std::vector<T>& values, const char* what) {
  std::set<T> seen;
  for (const T& value : values) {
    if (!seen.insert(value).second) {
      throw ConfigError(fmt::format("{} {} is named twice; once is enough", what, value));
    }
  }
}

std::vector<std::string> classifier_names(const CompareOptions& options) {
  std::vector<std::string> names;
  for (const ClassifierOptions& classifier : options.classifiers) {
    names.emplace_back(classifier_name(classifier.kind));
  }
  return names;
}

std::vector<std::string> names_of_metrics(const CompareOptions& options) {
  std::vector<std::string> names;
  for (const Metric& metric : options.metrics) names.push_back(metric.name());
  return names;
}

using ColumnLists = std::array<std::vector<std::string> ReadOptions::*, 3>;
constexpr ColumnLists kColumnLists{&ReadOptions::nominal, &ReadOptions::numeric,
                                   &ReadOptions::ignore};

// A name that no table has is a slip of the pen.
void check_columns_used(const CompareOptions& options, const std::vector<CompareSet>& sets) {
  for (const auto list : kColumnLists) {
    for (const std::string& name : options.read.*list) {
      const bool used = std::ranges::any_of(sets, [&](const CompareSet& set) {
        return set.inputs.train.table.find_column(name).has_value();
      });
      if (used) continue;
      throw ConfigError(fmt::format("no table has a column '{}'; check its spelling", name));
    }
  }
}

TestFolds read_folds(const CompareOptions& options, const CompareSet& set) {
  TestFolds folds = read_test_folds(options.test_folds, set.name, set.inputs.train.target);
  check_groups_whole(set.inputs.train.table, options.group, set.inputs.train.groups, folds.of_rows,
                     folds.source);
  const auto count = static_cast<int>(folds.numbers.size());
  if (options.repeats <= count) return folds;
  throw ConfigError(fmt::format(
      "{}: has {} folds, and each repeat tests another one, so {} repeats are too many; "
      "give at most {}",
      folds.source, count, options.repeats, count));
}

std::uint64_t checksum_of(const CompareSet& set) {
  const std::uint64_t table = table_checksum(set.inputs.train.table);
  const LabelledTable& train = set.inputs.train;
  const std::vector<std::uint32_t>& groups = train.groups;
  const bool mixed = has_categories(train.table, train.target.column);
  if (!set.folds && groups.empty() && !mixed) return table;
  Fingerprint fingerprint;
  fingerprint.add(table);
  // Neighbours of mixed tables, and with them the runs, depend on the distance.
  if (mixed) fingerprint.add_bytes(distance_name(RowDistance::kHeom));
  if (set.folds) fingerprint.add_all(std::span(set.folds->of_rows));
  if (!groups.empty()) fingerprint.add_all(std::span(groups));
  return fingerprint.value();
}

std::vector<std::string> methods_of_two(const std::vector<Method>& methods) {
  std::vector<std::string> names;
  for (const Method& method : methods) {
    if (!takes_several_classes(method)) names.push_back(method.name);
  }
  return names;
}

std::vector<std::string> methods_of_several() {
  std::vector<std::string> names;
  for (const Method& method : all_methods()) {
    if (takes_several_classes(method)) names.push_back(method.name);
  }
  return names;
}

[[noreturn]] void refuse_several(const CompareSet& set, const std::string& what,
                                 const std::string& advice) {
  const LabelledTable& train = set.inputs.train;
  throw ConfigError(fmt::format("{}: the target column '{}' has {} classes, and {} takes two; {}",
                                set.name, train.table.column(train.target.column).name,
                                train.target.classes(), what, advice));
}

void check_metrics_of_several(const CompareOptions& options, const CompareSet& set) {
  for (const Metric& metric : options.metrics) {
    if (!metric.uses_scores()) continue;
    std::vector<std::string> labels;
    for (const std::string& name : metric_names()) {
      const bool of_labels = name.starts_with("fbeta") || !parse_metric(name).uses_scores();
      if (of_labels) labels.push_back(name);
    }
    refuse_several(set, "the metric " + metric.name(),
                   fmt::format("metrics for several classes are {}", fmt::join(labels, ", ")));
  }
  if (options.imbalance.empty()) return;
  refuse_several(set, "a drawn imbalance ratio",
                 "leave it out, and splits are stratified by all classes");
}

}  // namespace

void check_compare_options(const CompareOptions& options) {
  if (options.target.empty()) throw ConfigError("no target; name the label column");
  if (options.classifiers.empty()) throw ConfigError("no classifiers; name at least one");
  if (options.metrics.empty()) throw ConfigError("no metrics; name at least one");
  if (options.methods.empty()) {
    throw ConfigError(
        fmt::format("no methods; name some of {}, or all", fmt::join(compare_methods(), ", ")));
  }
  if (options.repeats < 1) {
    throw ConfigError(fmt::format("{} repeats are too few; give at least 1", options.repeats));
  }
  if (options.folds < 2) {
    throw ConfigError(fmt::format("{} folds are too few; give at least 2", options.folds));
  }
  for (const double ratio : options.imbalance) {
    if (!(ratio >= 1.0) || std::isinf(ratio)) {
      throw ConfigError(
          fmt::format("imbalance {} is no ratio of majority to minority; give at least 1", ratio));
    }
  }
  if (!options.group.empty() && !options.imbalance.empty()) {
    throw ConfigError(
        "the protocol of --imbalance splits rows at random, without regard to groups, so it cannot "
        "be combined with --group; leave one out");
  }
  check_carried_column(options.group, options.target, "--group");
  check_distinct(options.methods, "method");
  check_distinct(options.imbalance, "imbalance");
  check_distinct(classifier_names(options), "classifier");
  check_distinct(names_of_metrics(options), "metric");
}

void check_compare_files(const CompareOptions& options) {
  if (options.data.empty()) throw ConfigError("no data; name at least one table");
  if (options.output.empty()) throw ConfigError("no output folder; name one");
  if (!options.test_folds.empty() && !options.imbalance.empty()) {
    throw ConfigError(
        "the protocol of --imbalance draws its own test rows, so it cannot be combined with test "
        "folds; leave one out");
  }
  std::vector<std::string> sets;
  for (const std::string& path : options.data) {
    if (path == "-") throw ConfigError("compare reads files alone, so that it can be resumed");
    sets.push_back(set_name(path));
  }
  check_distinct(sets, "data set");
  constexpr std::array<std::string_view, 4> kWritten{"results.csv", "comparison.json",
                                                     "summary.json", "report.html"};
  check_results(options.data, options.output, kWritten);
}

ChosenMethods chosen_methods(const CompareOptions& options, const std::vector<CompareSet>& sets) {
  ChosenMethods chosen;
  const bool all = options.methods.size() == 1 && options.methods[0] == "all";
  if (all) {
    chosen.methods = all_methods();
  } else {
    for (const std::string& name : options.methods) chosen.methods.push_back(parse_method(name));
  }
  const auto several = std::ranges::find_if(
      sets, [](const CompareSet& set) { return set.inputs.train.target.classes() > 2; });
  if (several == sets.end()) return chosen;
  const std::vector<std::string> two = methods_of_two(chosen.methods);
  if (!two.empty() && !all) {
    refuse_several(
        *several, "the method " + two.front(),
        fmt::format("methods for several classes are {}", fmt::join(methods_of_several(), ", ")));
  }
  std::erase_if(chosen.methods, [](const Method& m) { return !takes_several_classes(m); });
  if (!two.empty()) {
    chosen.notes.push_back(fmt::format("left out, because they take two classes and {} has {}: {}",
                                       several->name, several->inputs.train.target.classes(),
                                       fmt::join(two, ", ")));
  }
  check_metrics_of_several(options, *several);
  return chosen;
}

std::vector<CompareSet> read_compare_sets(const CompareOptions& options) {
  std::vector<CompareSet> sets;
  for (const std::string& path : options.data) {
    FitOptions fit;
    fit.train = path;
    fit.target = options.target;
    fit.read = options.read;
    fit.group = options.group;
    fit.read.may_lack = true;
    CompareSet& set = sets.emplace_back();
    set.name = set_name(path);
    set.inputs = read_inputs(fit);
    if (!options.test_folds.empty()) set.folds = read_folds(options, set);
    set.checksum = checksum_of(set);
  }
  check_columns_used(options, sets);
  return sets;
}

std::vector<CompareSet> take_compare_sets(std::vector<CompareTable> tables,
                                          const CompareOptions& options) {
  if (tables.empty()) throw ConfigError("no data; give at least one table");
  FitOptions fit;
  fit.target = options.target;
  fit.group = options.group;
  std::vector<CompareSet> sets;
  std::vector<std::string> names;
  for (CompareTable& given : tables) {
    CompareSet& set = sets.emplace_back();
    set.name = std::move(given.name);
    set.inputs = take_inputs({std::move(given.table), std::nullopt, std::nullopt}, fit);
    names.push_back(set.name);
  }
  check_distinct(names, "data set");
  return sets;
}

SplitRows rows_of_split(const CompareSet& set, double ratio, int repeat, std::uint64_t seed) {
  const std::vector<int>& labels = set.inputs.train.target.labels;
  const std::uint64_t own_seed = seed + static_cast<std::uint64_t>(repeat);
  try {
    const RowGroups groups = set.inputs.train.groups;
    if (!set.folds) return split_rows(labels, ratio, own_seed, groups);
    std::vector<std::size_t> test;
    for (std::size_t row = 0; row < labels.size(); ++row) {
      if (set.folds->of_rows[row] == static_cast<std::uint32_t>(repeat)) test.push_back(row);
    }
    return split_rest(labels, std::move(test), own_seed, groups);
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}: {}", set.name, error.what()));
  }
}

std::uint64_t seed_of_runs(const CompareSet& set, double ratio, int repeat, std::uint64_t seed) {
  const auto seed_with = [](std::uint64_t key, std::uint64_t bits) {
    RandomStream random(key, Purpose::kComparison, static_cast<std::uint32_t>(bits >> 32),
                        static_cast<std::uint32_t>(bits));
    const std::uint64_t high = random();
    return (high << 32) | random();
  };
  Fingerprint labels;
  labels.add_all(std::span(set.inputs.train.target.labels));
  const std::uint64_t of_table =
      seed_with(seed + static_cast<std::uint64_t>(repeat), labels.value());
  return seed_with(of_table, std::bit_cast<std::uint64_t>(ratio));
}

void check_split(const CompareSet& set, double ratio, int repeat, int folds, std::uint64_t seed) {
  const SplitRows rows = rows_of_split(set, ratio, repeat, seed);
  try {
    folds_of_split(set.inputs, rows, folds, seed + static_cast<std::uint64_t>(repeat));
  } catch (const Error& error) {
    throw DataError(fmt::format("{}: {}", set.name, error.what()));
  }
}

}  // namespace autosmote
