#include "resample_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "arguments.h"
#include "autosmote/error.h"
#include "autosmote/resample.h"
#include "autosmote/undo.h"
#include "command_tree.h"
#include "interrupt.h"
#include "resample_text.h"

namespace autosmote::cli {
namespace {

// The command line as it was typed; names become values in resample_options.
struct ResampleArguments {
  ResampleOptions options;
  std::vector<std::string> settings;
  std::string ratio;
  std::string scale = "standard";
  std::string ignored = "empty";
  std::string delimiter;
  std::uint64_t seed = 0;
  int threads = 0;
  bool undo = false;
  bool json = false;
  bool quiet = false;
};

ResampleOptions resample_options(const ResampleArguments& arguments) {
  ResampleOptions options = arguments.options;
  for (const std::string& setting : arguments.settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos) {
      throw ConfigError(fmt::format(
          "--set {}: write NAME=VALUE, such as k_neighbors=3; --list shows the names", setting));
    }
    const std::string name = setting.substr(0, equals);
    if (!options.parameters.emplace(name, setting.substr(equals + 1)).second) {
      throw ConfigError(fmt::format("--set {}: the parameter is given twice", name));
    }
  }
  if (!arguments.ratio.empty()) options.strategy = arguments.ratio;
  options.scale = parse_feature_scale(arguments.scale);
  options.ignored = parse_ignored_cells(arguments.ignored);
  options.read.delimiter = parse_delimiter(arguments.delimiter);
  return options;
}

[[noreturn]] void print_methods() {
  const std::string text = methods_text(sampler_infos());
  std::fwrite(text.data(), 1, text.size(), stdout);
  throw CLI::Success();
}

void add_data_options(CLI::App& resample, ResampleArguments& arguments) {
  ResampleOptions& options = arguments.options;
  resample
      .add_option("DATA", options.data,
                  "Table with a header: CSV, TSV or ARFF, .gz too; - is standard input")
      ->type_name("FILE")
      ->required();
  resample.add_option("--target", options.target, "Label column, with two classes or more");
  add_column_options(resample, options.read);
  add_ignored_option(resample, arguments.ignored);
  add_weight_option(resample, options.weight);
  resample.add_option("--delimiter", arguments.delimiter, "Between cells; found where not given");
}

void add_method_options(CLI::App& resample, ResampleArguments& arguments) {
  ResampleOptions& options = arguments.options;
  CLI::Option* method = resample
                            .add_option_function<std::string>(
                                "--method",
                                [&options](const std::string& name) {
                                  if (name == "help") print_methods();
                                  options.method = name;
                                },
                                "Sampler by name; help (or --list) shows all with their parameters")
                            ->type_name("NAME");
  resample.add_flag_callback("--list", print_methods, "Show all methods and end");
  resample
      .add_option("--policy", options.policy,
                  "Folder that fit has written: apply the learned policy")
      ->type_name("DIR")
      ->excludes(method);
  CLI::Option* strategy =
      resample
          .add_option("--strategy", options.strategy,
                      "auto, minority, not minority, not majority, majority, all, a ratio such as "
                      "0.5, rows by class (yes=200,maybe=150), for cleaning methods class names")
          ->capture_default_str();
  resample.add_option("--ratio", arguments.ratio, "Minority over majority rows, afterwards")
      ->check(kNumber)
      ->type_name("R")
      ->excludes(strategy);
  resample
      .add_option("--set", arguments.settings, "Parameter of the method: k_neighbors=3; repeatable")
      ->allow_extra_args(false)
      ->type_name("NAME=VALUE");
  resample
      .add_option("--scale", arguments.scale,
                  "Numbers in which distances are measured: standard (each feature with mean 0 and "
                  "deviation 1) or none (as in the table, as imbalanced-learn does)")
      ->capture_default_str();
}

void add_run_options(CLI::App& resample, ResampleArguments& arguments) {
  ResampleOptions& options = arguments.options;
  resample.add_option("--seed", arguments.seed, "The same seed gives the same bytes")
      ->capture_default_str()
      ->check(kWholeNumber);
  resample
      .add_option("--threads", arguments.threads, "0: all of the machine; no effect on results")
      ->capture_default_str()
      ->check(kWholeNumber);
  resample.add_option("-o,--output", options.output, "File for the resampled table")
      ->type_name("FILE")
      ->required();
  resample
      .add_option("--lineage", options.lineage,
                  "File for the origin of each added row: source, neighbor, lambda")
      ->type_name("FILE");
  resample.add_option("--mark", options.mark,
                      "Add a column of this name: 1 in rows that were added, else 0");
  CLI::Option* undo = resample.add_flag(
      "--undo", arguments.undo,
      "Take added rows out again: those that the --lineage names, or where the --mark is 1");
  for (const char* useless :
       {"--strategy", "--ratio", "--set", "--scale", "--weight", "--ignored", "--seed"}) {
    undo->excludes(resample.get_option(useless));
  }
  resample.add_flag("--force", options.overwrite, "Overwrite output files that exist");
  resample.add_flag("--json", arguments.json, "Print one JSON document instead of the table");
  resample.add_flag("--quiet", arguments.quiet, "No messages on standard error");
}

void offer_names(CLI::App& resample) {
  std::vector<std::string> methods;
  for (const SamplerInfo& info : sampler_infos()) methods.emplace_back(info.name);
  offer_values(*resample.get_option("--method"), methods);
  offer_values(*resample.get_option("--strategy"), {"auto", "minority", "majority", "all"});
  offer_values(*resample.get_option("--scale"), {"standard", "none"});
}

// Where a run that ends at once may leave unfinished files (the ".part" of core/atomic_file.h). One
// that is the input will be refused, and must not be removed before that.
std::vector<std::string> unfinished_files(const ResampleOptions& options) {
  std::vector<std::string> paths;
  for (const std::string& output : {options.output, options.lineage}) {
    std::error_code none;  // it does not exist yet
    const std::string part = output + ".part";
    if (!output.empty() && !std::filesystem::equivalent(part, options.data, none)) {
      paths.push_back(part);
    }
  }
  return paths;
}

void print_result(const std::string& text, const std::string& output) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw IoError("standard output: cannot be written; the table is in " + output);
  }
}

int run_undo(const ResampleArguments& arguments) {
  const ResampleOptions& given = arguments.options;
  if (!given.target.empty() || !given.method.empty() || !given.policy.empty() || arguments.json) {
    throw ConfigError(
        "--undo only takes added rows out; leave out --target, --method, --policy and --json");
  }
  UndoOptions options;
  options.data = given.data;
  options.read = given.read;
  options.read.delimiter = parse_delimiter(arguments.delimiter);
  options.lineage = given.lineage;
  options.mark = given.mark;
  options.output = given.output;
  options.overwrite = given.overwrite;
  ResampleOptions written = given;
  written.lineage.clear();  // it is read
  end_on_signals(unfinished_files(written));
  const UndoResult result = undo(options);
  print_result(undo_text(options, result), options.output);
  return 0;
}

int run_resample(const ResampleArguments& arguments) {
  if (arguments.undo) return run_undo(arguments);
  const ResampleOptions options = resample_options(arguments);
  Context context;
  context.seed = arguments.seed;
  context.threads = arguments.threads;
  if (!arguments.quiet) {
    context.log = [](std::string_view text) { fmt::print(stderr, "{}\n", text); };
  }
  end_on_signals(unfinished_files(options));
  const ResampleResult result = resample(options, context);
  print_result(arguments.json ? result.report : resample_text(options, result), options.output);
  return 0;
}

}  // namespace

std::function<int()> add_resample_command(CLI::App& app) {
  const auto arguments = std::make_shared<ResampleArguments>();
  CLI::App& resample =
      *app.add_subcommand("resample", "Resample a table by a classical method or a learned policy");
  add_data_options(resample, *arguments);
  add_method_options(resample, *arguments);
  add_run_options(resample, *arguments);
  offer_names(resample);
  resample.footer(
      "Example:\n  autosmote resample train.csv --target class --method smote --set k_neighbors=3 "
      "-o balanced.csv");
  return [arguments] { return run_resample(*arguments); };
}

}  // namespace autosmote::cli
