#include "completion_command.h"

#include <cstdio>
#include <memory>
#include <string>

#include "autosmote/error.h"
#include "completion.h"
#include "manual.h"

namespace autosmote::cli {
namespace {

int print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw IoError("standard output: cannot be written");
  }
  return 0;
}

std::string completion_for(const std::string& shell, CLI::App& app) {
  if (shell == "bash") return bash_completion(verbs_of(app));
  if (shell == "zsh") return zsh_completion(verbs_of(app));
  if (shell == "fish") return fish_completion(verbs_of(app));
  throw ConfigError("no completion for '" + shell + "'; choose from bash, zsh, fish");
}

}  // namespace

std::function<int()> add_completion_command(CLI::App& app) {
  const auto shell = std::make_shared<std::string>();
  CLI::App& completion = *app.add_subcommand(
      "completion", "Print what makes a shell complete verbs, options and their values");
  CLI::Option& option = *completion.add_option("SHELL", *shell, "bash, zsh or fish")->required();
  offer_values(option, {"bash", "zsh", "fish"});
  completion.footer("Example:\n  source <(autosmote completion bash)");
  return [shell, &app] { return print(completion_for(*shell, app)); };
}

std::function<int()> add_manual_command(CLI::App& app) {
  app.add_subcommand("manual", "Print the manual page, for man")
      ->footer("Example:\n  autosmote manual | man -l -");
  return [&app] { return print(manual_page(app.get_description(), verbs_of(app))); };
}

}  // namespace autosmote::cli
