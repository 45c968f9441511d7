#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>
#include <map>
#include <new>
#include <string>

#include "autosmote/error.h"
#include "autosmote/version.h"
#include "compare_command.h"
#include "completion_command.h"
#include "fit_command.h"
#include "inspect_command.h"
#include "resample_command.h"

namespace autosmote::cli {
namespace {

enum ExitCode { kDone = 0, kCouldNot = 1, kBadUsageOrData = 2 };

int fail(ExitCode code, const char* message) {
  fmt::print(stderr, "autosmote: error: {}\n", message);
  return code;
}

// Runs what the command line asks for and turns every exception into a message and an exit code.
int run(int argc, char** argv) {
  CLI::App app("Learned over-sampling for imbalanced classification", "autosmote");
  app.set_version_flag("--version", fmt::format("autosmote {}", kVersion));
  app.require_subcommand(0, 1);
  app.footer(
      "Help of a verb: autosmote fit --help\nExample:\n  autosmote fit train.csv --target class -o "
      "result");
  try {
    std::map<std::string, std::function<int()>> verbs;
    verbs["fit"] = add_fit_command(app);
    verbs["resample"] = add_resample_command(app);
    verbs["compare"] = add_compare_command(app);
    verbs["inspect"] = add_inspect_command(app);
    verbs["completion"] = add_completion_command(app);
    verbs["manual"] = add_manual_command(app);
    // CLI11 would call every argument unexpected, the last one first.
    if (argc > 1 && argv[1][0] != '-' && !verbs.contains(argv[1])) {
      throw ConfigError(fmt::format("no verb '{}'; autosmote --help lists them", argv[1]));
    }
    app.parse(argc, argv);
    if (app.get_subcommands().empty())
      throw CLI::RequiredError("A verb (fit, resample, compare or inspect)");
    return verbs.at(app.get_subcommands().front()->get_name())();
  } catch (const CLI::ParseError& error) {
    // --help and --version arrive here, too.
    if (error.get_exit_code() == 0) return app.exit(error);
    const auto parsed = app.get_subcommands();
    fmt::print(stderr, "autosmote: error: {}; see autosmote {} --help\n", error.what(),
               parsed.empty() ? "fit" : parsed.front()->get_name());
    return kBadUsageOrData;
  } catch (const IoError& error) {
    return fail(kCouldNot, error.what());
  } catch (const Error& error) {
    return fail(kBadUsageOrData, error.what());
  } catch (const std::bad_alloc&) {
    return fail(kCouldNot,
                "out of memory; fewer --neighbors, fewer validation folds, fewer --threads or a "
                "smaller table need less");
  } catch (const std::exception& error) {
    return fail(
        kCouldNot,
        fmt::format("a mistake of the program, please report it: {}", error.what()).c_str());
  }
}

}  // namespace
}  // namespace autosmote::cli

int main(int argc, char** argv) {
  try {
    return autosmote::cli::run(argc, argv);
  } catch (...) {  // a message that cannot be printed
    return 1;
  }
}
