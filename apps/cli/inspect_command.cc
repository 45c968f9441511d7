#include "inspect_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "arguments.h"
#include "autosmote/error.h"
#include "autosmote/inspect.h"
#include "interrupt.h"

namespace autosmote::cli {
namespace {

struct InspectArguments {
  InspectOptions options;
  std::string delimiter;
  int threads = 0;
  bool json = false;
};

int run_inspect(const InspectArguments& arguments) {
  InspectOptions options = arguments.options;
  options.read.delimiter = parse_delimiter(arguments.delimiter);
  Context context;
  context.threads = arguments.threads;
  std::vector<std::string> unfinished;
  if (!options.page.empty()) unfinished.push_back(options.page + ".part");
  end_on_signals(unfinished);
  const InspectResult result = inspect(options, context);
  const std::string text = arguments.json ? result.report : inspect_text(options, result);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw IoError("standard output: cannot be written");
  }
  return 0;
}

}  // namespace

std::function<int()> add_inspect_command(CLI::App& app) {
  const auto arguments = std::make_shared<InspectArguments>();
  InspectOptions& options = arguments->options;
  CLI::App& inspect = *app.add_subcommand(
      "inspect", "Show what a table holds, how hard its small classes are, and what to mind");
  inspect
      .add_option("DATA", options.data,
                  "Table with a header: CSV, TSV or ARFF, .gz too; - is standard input")
      ->type_name("FILE")
      ->required();
  inspect.add_option("--target", options.target, "Label column, with two classes or more")
      ->required();
  add_column_options(inspect, options.read);
  inspect.add_option("--delimiter", arguments->delimiter, "Between cells; found where not given");
  inspect
      .add_option("--threads", arguments->threads, "0: all of the machine; no effect on results")
      ->capture_default_str()
      ->check(kWholeNumber);
  inspect.add_option("--html", options.page, "Write the same as a page for a browser, too")
      ->type_name("FILE");
  inspect.add_flag("--json", arguments->json, "Print one JSON document instead of text");
  inspect.footer("Example:\n  autosmote inspect train.csv --target class");
  return [arguments] { return run_inspect(*arguments); };
}

}  // namespace autosmote::cli
