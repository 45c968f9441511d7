#include "compare_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.h"
#include "autosmote/compare.h"
#include "autosmote/error.h"
#include "command_tree.h"
#include "compare_text.h"
#include "interrupt.h"
#include "progress_display.h"

namespace autosmote::cli {
namespace {

// The command line as it was typed; names become values in compare_options.
struct CompareArguments {
  CompareOptions options;
  std::vector<std::string> methods{"nothing",     "class-weight",     "threshold", "smote",
                                   "smote-tuned", "autosmote-random", "autosmote"};
  std::vector<std::string> classifiers{"svm"};
  std::vector<std::string> metrics{"macro-f1"};
  std::uint64_t seed = 0;
  int threads = 0;
  bool json = false;
  bool quiet = false;
};

CompareOptions compare_options(const CompareArguments& arguments) {
  CompareOptions options = arguments.options;
  options.methods = arguments.methods;
  for (const std::string& name : arguments.classifiers) {
    ClassifierOptions classifier;
    classifier.kind = parse_classifier(name);
    options.classifiers.push_back(classifier);
  }
  for (const std::string& name : arguments.metrics) options.metrics.push_back(parse_metric(name));
  return options;
}

CLI::Option* add_list(CLI::App& compare, const std::string& name, std::vector<std::string>& values,
                      const std::string& help) {
  return compare.add_option(name, values, help)
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("LIST");
}

void add_data_options(CLI::App& compare, CompareArguments& arguments) {
  CompareOptions& options = arguments.options;
  compare.add_option("DATA", options.data, "Tables with a header: CSV, TSV or ARFF, .gz too")
      ->type_name("FILE")
      ->required();
  compare
      .add_option("--target", options.target, "Label column of all tables, of two classes or more")
      ->required();
  compare
      .add_option("--imbalance", options.imbalance,
                  "Ratios R of the paper's protocol: random 60/20/20 split, minority of each part "
                  "undersampled to 1/R of its majority; without: stratified 60/20/20 of all rows")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("LIST");
  compare
      .add_option("--test-folds", options.test_folds,
                  "Folder with the tables' own test folds, NAME.folds.csv[.gz] for each (a header, "
                  "then each row's fold): repeat r tests the r-th fold")
      ->type_name("DIR");
  add_list(compare, "--nominal", options.read.nominal,
           "Columns to take as nominal, in tables that have them");
  add_list(compare, "--numeric", options.read.numeric, "Columns that must be numeric");
  add_list(compare, "--ignore", options.read.ignore, "Columns not to learn from");
  add_group_option(compare, options.group);
  add_list(compare, "--missing", options.read.missing,
           "Cell texts that mean missing, besides the empty cell and ARFF's ?");
}

void add_method_options(CLI::App& compare, CompareArguments& arguments) {
  CompareOptions& options = arguments.options;
  add_list(compare, "--methods", arguments.methods,
           fmt::format("all, or some of: {}", fmt::join(compare_methods(), ", ")))
      ->capture_default_str();
  add_list(compare, "--classifiers", arguments.classifiers,
           fmt::format("Some of: {}", fmt::join(available_classifiers(), ", ")))
      ->capture_default_str();
  add_list(compare, "--metrics", arguments.metrics,
           fmt::format("Some of: {}", fmt::join(metric_names(), ", ")))
      ->capture_default_str();
  compare.add_option("--repeats", options.repeats, "Splits of each data set and ratio")
      ->capture_default_str();
  compare
      .add_option("--folds", options.folds,
                  "Folds of training and validation rows by which the methods of the default "
                  "profile tune")
      ->capture_default_str();
  compare
      .add_option("--episodes", options.episodes,
                  "Length of each search; 0: 200, in the paper profile 1000")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
}

void add_run_options(CLI::App& compare, CompareArguments& arguments) {
  compare
      .add_option(
          "--seed", arguments.seed,
          "Of the first split; the next count on from it. Each table draws by it in its own way")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  compare.add_option("--threads", arguments.threads, "0: all of the machine; no effect on results")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  compare.add_flag("--resume", arguments.options.resume,
                   "Keep the runs in the output folder and make those that are missing");
  compare.add_option("-o,--output", arguments.options.output, "Folder for the results")
      ->type_name("DIR")
      ->required();
  compare.add_flag("--json", arguments.json, "Print summary.json instead of the tables");
  compare.add_flag("--quiet", arguments.quiet, "No progress and no messages on standard error");
}

void offer_names(CLI::App& compare) {
  offer_values(*compare.get_option("--methods"), compare_methods());
  offer_values(*compare.get_option("--classifiers"), available_classifiers());
  offer_values(*compare.get_option("--metrics"), metric_examples());
}

int run_compare(const CompareArguments& arguments) {
  const CompareOptions options = compare_options(arguments);
  Context context;
  context.seed = arguments.seed;
  context.threads = arguments.threads;
  context.cancellation = cancel_on_signals(
      {options.output + "/results.csv.part", options.output + "/summary.json.part",
       options.output + "/comparison.json.part", options.output + "/report.html.part"},
      arguments.quiet);
  std::optional<ProgressDisplay> display;
  if (!arguments.quiet) {
    display.emplace(0.0);
    context.progress = [&display](const Progress& progress) { display->update(progress); };
    context.log = [&display](std::string_view text) { display->message(text); };
  }
  const CompareResult result = compare(options, context);
  if (display) display->finish();

  const std::string text = arguments.json ? result.summary : compare_text(options, result);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw IoError("standard output: cannot be written; the results are in " + options.output);
  }
  if (!result.interrupted) return 0;
  fmt::print(stderr,
             "autosmote: interrupted; the runs so far are in {}, and the same command with "
             "--resume goes on from there\n",
             options.output);
  return 130;
}

}  // namespace

std::function<int()> add_compare_command(CLI::App& app) {
  const auto arguments = std::make_shared<CompareArguments>();
  CLI::App& compare = *app.add_subcommand(
      "compare", "Compare methods on the same splits of one or more tables, with tests");
  add_data_options(compare, *arguments);
  add_method_options(compare, *arguments);
  add_run_options(compare, *arguments);
  offer_names(compare);
  compare.footer(
      "Example:\n  autosmote compare a.csv b.csv --target class --classifiers svm,knn "
      "--repeats 10 -o result");
  return [arguments] { return run_compare(*arguments); };
}

}  // namespace autosmote::cli
