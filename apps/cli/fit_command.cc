#include "fit_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arguments.h"
#include "autosmote/error.h"
#include "autosmote/fit.h"
#include "command_tree.h"
#include "interrupt.h"
#include "progress_display.h"
#include "text_report.h"

namespace autosmote::cli {
namespace {

// The command line as it was typed; names become values in fit_options.
struct FitArguments {
  FitOptions options;
  std::string classifier = "svm";
  std::string metric = "macro-f1";
  std::string profile = "default";
  std::string search = "rl";
  std::string budget = "full";
  std::string threshold = "auto";
  std::string verdict = "auto";
  std::string validation = "auto";
  std::string ignored = "empty";
  std::string distance = "auto";
  std::vector<std::string> ablate;
  std::string delimiter;
  std::uint64_t seed = 0;
  int threads = 0;
  bool json = false;
  bool quiet = false;
};

Ablation parse_ablation(const std::vector<std::string>& levels) {
  Ablation ablation;
  for (const std::string& level : levels) {
    if (level == "cross-instance") {
      ablation.cross_instance = true;
    } else if (level == "instance-specific") {
      ablation.instance_specific = true;
    } else if (level == "low-level") {
      ablation.low_level = true;
    } else {
      throw ConfigError(fmt::format(
          "no level '{}'; choose from cross-instance, instance-specific, low-level", level));
    }
  }
  return ablation;
}

FitOptions fit_options(const FitArguments& arguments) {
  FitOptions options = arguments.options;
  options.classifier.kind = parse_classifier(arguments.classifier);
  options.classifier.seed = arguments.seed;
  options.metric = parse_metric(arguments.metric);
  options.search.profile = parse_profile(arguments.profile);
  options.search.kind = parse_search(arguments.search);
  options.search.budget = parse_budget(arguments.budget);
  options.search.threshold = parse_threshold(arguments.threshold);
  options.search.ablation = parse_ablation(arguments.ablate);
  options.validation = parse_validation(arguments.validation);
  options.verdict = parse_verdict(arguments.verdict);
  options.read.delimiter = parse_delimiter(arguments.delimiter);
  options.ignored = parse_ignored_cells(arguments.ignored);
  options.distance = parse_distance(arguments.distance);
  return options;
}

void add_data_options(CLI::App& fit, FitArguments& arguments) {
  FitOptions& options = arguments.options;
  fit.add_option("TRAIN", options.train,
                 "Table with a header: CSV, TSV or ARFF, .gz too; - is "
                 "standard input")
      ->type_name("FILE")
      ->required();
  fit.add_option("--target", options.target, "Label column, with two classes or more")->required();
  fit.add_option("--test", options.test, "Table that is looked at once, for the final scores")
      ->type_name("FILE");
  fit.add_option("--validation", arguments.validation,
                 "Rows that rewards come from: a fraction (0.25), folds (cv:5, cv:5x3) or a file; "
                 "auto: cv:5, in the paper profile 0.25")
      ->capture_default_str();
  fit.add_option("--imbalance", options.imbalance,
                 "For experiments: random 60/20/20 split, minority of each part undersampled to "
                 "1/R of its majority; the last part is the test")
      ->check(kNumber)
      ->type_name("R");
  add_column_options(fit, options.read);
  add_ignored_option(fit, arguments.ignored);
  add_group_option(fit, options.group);
  add_weight_option(fit, options.weight);
  fit.add_option("--delimiter", arguments.delimiter, "Between cells; found where not given");
}

void add_search_options(CLI::App& fit, FitArguments& arguments) {
  FitOptions& options = arguments.options;
  fit.add_option("--classifier", arguments.classifier,
                 fmt::format("Base classifier: {}", fmt::join(available_classifiers(), ", ")))
      ->capture_default_str();
  fit.add_option("--metric", arguments.metric,
                 fmt::format("What is maximised: {}", fmt::join(metric_names(), ", ")))
      ->capture_default_str();
  fit.add_option("--profile", arguments.profile,
                 "default: few parameters over informative features; paper: the paper's process "
                 "and networks")
      ->capture_default_str();
  fit.add_option("--search", arguments.search,
                 "rl: the profile's learner; random: uniform choices in the same space; flat: one "
                 "policy instead of three (paper profile)")
      ->capture_default_str();
  fit.add_option("--ablate", arguments.ablate,
                 "Levels that do not learn: cross-instance, instance-specific, low-level")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("LEVELS");
  fit.add_option(
         "--budget", arguments.budget,
         "full: search the placement, too; small: place as was learned on other tables, and "
         "choose amount and threshold by some 90 fits (default profile)")
      ->capture_default_str();
  fit.add_option("--episodes", options.search.episodes,
                 "Length of the search; 0: 200, with --budget small 16, in the paper profile 1000")
      ->capture_default_str()
      ->check(kWholeNumber);
  fit.add_option("--fits", options.search.fit_limit,
                 "Classifier fits that the search may use; 0: no limit")
      ->capture_default_str()
      ->check(kWholeNumber);
  fit.add_option("--time-limit", options.search.time_limit,
                 "End the searches after so many seconds in all; 0: no limit")
      ->capture_default_str()
      ->check(kNumber);
  fit.add_option("--threshold", arguments.threshold,
                 "Decision threshold: default (the classifier's), tuned (part of the search), auto "
                 "(tuned, in the paper profile default)")
      ->capture_default_str();
  fit.add_option("--verdict", arguments.verdict,
                 "Where there are no test rows: none (validation scores only), quick (five outer "
                 "folds that no search sees, about five times the time), full (the same five times "
                 "with other folds, for a narrower interval), auto (quick for small "
                 "tables in the default profile without a time limit)")
      ->capture_default_str();
  fit.add_option(
         "--distance", arguments.distance,
         "By which neighbours are found (default profile): euclidean (of encoded rows), "
         "heom, hvdm, smotenc (columns as they are, missing values known), auto (heom where "
         "there are categories, else euclidean)")
      ->capture_default_str();
  fit.add_option(
         "--strategy", options.strategy,
         "Rows that the classes get: auto (as many as the search finds best), minority, not "
         "majority (as many as the largest class), a ratio such as 0.5, or rows by class "
         "(yes=200,maybe=150); the search then only places them (default profile)")
      ->capture_default_str();
  fit.add_option("--neighbors", options.search.neighbors,
                 "Nearest minority neighbours, the instance itself included")
      ->capture_default_str()
      ->check(kWholeNumber);
}

void add_run_options(CLI::App& fit, FitArguments& arguments) {
  fit.add_option("--seed", arguments.seed, "The same seed gives the same bytes")
      ->capture_default_str()
      ->check(kWholeNumber);
  fit.add_option("--threads", arguments.threads, "0: all of the machine; no effect on results")
      ->capture_default_str()
      ->check(kWholeNumber);
  fit.add_flag("--resume", arguments.options.resume,
               "Go on from the checkpoint in the output folder, if there is one");
  fit.add_option("-o,--output", arguments.options.output, "Folder for the results")
      ->type_name("DIR")
      ->capture_default_str();
  fit.add_flag("--json", arguments.json, "Print report.json instead of the closing table");
  fit.add_flag("--quiet", arguments.quiet, "No progress and no messages on standard error");
}

void offer_names(CLI::App& fit) {
  offer_values(*fit.get_option("--classifier"), available_classifiers());
  offer_values(*fit.get_option("--metric"), metric_examples());
  offer_values(*fit.get_option("--profile"), {"default", "paper"});
  offer_values(*fit.get_option("--search"), {"rl", "random", "flat"});
  offer_values(*fit.get_option("--ablate"), {"cross-instance", "instance-specific", "low-level"});
  offer_values(*fit.get_option("--budget"), {"full", "small"});
  offer_values(*fit.get_option("--threshold"), {"auto", "default", "tuned"});
  offer_values(*fit.get_option("--verdict"), {"auto", "none", "quick", "full"});
  offer_values(*fit.get_option("--distance"), {"auto", "euclidean", "heom", "hvdm", "smotenc"});
  offer_values(*fit.get_option("--strategy"), {"auto", "minority", "not majority"});
  offer_values(*fit.get_option("--validation"), {"auto", "cv:5", "cv:5x3", "0.25"});
}

// Where a run that ends at once may leave unfinished files (the ".part" of core/atomic_file.h).
std::vector<std::string> unfinished_files(const std::string& folder) {
  std::vector<std::string> paths;
  for (const char* name :
       {"balanced.csv", "lineage.csv", "history.csv", "policy.json", "policy.weights",
        "report.json", "report.html", "checkpoint.bin", "checkpoint-random.bin"}) {
    paths.push_back(fmt::format("{}/{}.part", folder, name));
  }
  return paths;
}

int run_fit(const FitArguments& arguments) {
  const FitOptions options = fit_options(arguments);
  Context context;
  context.seed = arguments.seed;
  context.threads = arguments.threads;
  context.cancellation = cancel_on_signals(unfinished_files(options.output), arguments.quiet);
  std::optional<ProgressDisplay> display;
  if (!arguments.quiet) {
    display.emplace(options.search.time_limit);
    context.progress = [&display](const Progress& progress) { display->update(progress); };
    context.log = [&display](std::string_view text) { display->message(text); };
  }
  const FitResult result = fit(options, context);
  if (display) display->finish();

  const std::string text = arguments.json ? result.report : text_report(options, result);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw IoError("standard output: cannot be written; the results are in " + options.output);
  }
  if (!result.interrupted) return 0;
  fmt::print(stderr, "autosmote: interrupted; {} in {}{}\n",
             result.episodes > 0 ? "the best so far is" : "the answer without any search is",
             options.output,
             result.episodes > 0 ? ", and the same command with --resume goes on from there" : "");
  return 130;
}

}  // namespace

std::function<int()> add_fit_command(CLI::App& app) {
  const auto arguments = std::make_shared<FitArguments>();
  arguments->options.output = "autosmote-out";
  CLI::App& fit = *app.add_subcommand(
      "fit", "Learn an over-sampling strategy; write the balanced table and what was learned");
  add_data_options(fit, *arguments);
  add_search_options(fit, *arguments);
  add_run_options(fit, *arguments);
  offer_names(fit);
  fit.footer(
      "Example:\n  autosmote fit train.csv --target class --test test.csv --classifier svm "
      "--metric macro-f1 -o result");
  return [arguments] { return run_fit(*arguments); };
}

}  // namespace autosmote::cli
