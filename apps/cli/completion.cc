#include "completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>

namespace autosmote::cli {
namespace {

constexpr std::string_view kFile = "FILE";
constexpr std::string_view kFolder = "DIR";

// Each of `special` in a text with `before` put before it.
std::string escaped(std::string_view text, std::string_view special, std::string_view before) {
  std::string result;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) result += before;
    result += c;
  }
  return result;
}

std::vector<std::string> names_of(const std::vector<VerbInfo>& verbs) {
  std::vector<std::string> names;
  for (const VerbInfo& verb : verbs) names.push_back(verb.name);
  return names;
}

bool takes_files(const VerbInfo& verb) {
  return !verb.arguments.empty() && verb.arguments.front().value == kFile;
}

// --- bash

std::string bash_action(const ArgumentInfo& option) {
  if (!option.values.empty()) {
    return fmt::format("_autosmote_{} '{}'", option.list ? "list" : "words",
                       fmt::join(option.values, " "));
  }
  if (option.value == kFile) return "_autosmote_paths -f";
  return option.value == kFolder ? "_autosmote_paths -d" : "";
}

std::string bash_verb(const VerbInfo& verb) {
  std::string text = fmt::format("    {})\n      case $previous in\n", verb.name);
  std::vector<std::string> names;
  std::vector<std::string> free;  // any value may follow these
  for (const ArgumentInfo& option : verb.options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
    if (option.value.empty()) continue;
    const std::string action = bash_action(option);
    if (action.empty()) {
      free.insert(free.end(), option.names.begin(), option.names.end());
    } else {
      text += fmt::format("        {}) {}; return ;;\n", fmt::join(option.names, "|"), action);
    }
  }
  if (!free.empty()) text += fmt::format("        {}) return ;;\n", fmt::join(free, "|"));
  text += fmt::format("      esac\n      options='{}'\n", fmt::join(names, " "));
  if (takes_files(verb)) {
    text += "      files=-f\n";
  } else if (!verb.arguments.empty()) {
    text += fmt::format("      words='{}'\n", fmt::join(verb.arguments.front().values, " "));
  }
  return text + "      ;;\n";
}

// --- zsh

std::string zsh_text(std::string_view text) {
  return escaped(escaped(text, "\\[]:", "\\"), "'", "'\\'");
}

std::string zsh_action(const ArgumentInfo& argument) {
  std::vector<std::string> values;
  for (const std::string& value : argument.values) values.push_back(zsh_text(value));
  if (!values.empty() && argument.list) {
    return fmt::format("_values -s , {} {}", argument.value, fmt::join(values, " "));
  }
  if (!values.empty()) return fmt::format("({})", fmt::join(values, " "));
  if (argument.value == kFile) return "_files";
  return argument.value == kFolder ? "_files -/" : " ";
}

std::string zsh_option(const ArgumentInfo& option) {
  const std::string value =
      option.value.empty() ? "" : fmt::format(":{}:{}", option.value, zsh_action(option));
  const bool one = option.names.size() == 1;
  const std::string names = fmt::format("{}", fmt::join(option.names, one ? "" : ","));
  const std::string before =
      one ? fmt::format("'{}", names)
          : fmt::format("'({})'{{{}}}'", fmt::join(option.names, " "), names);
  return fmt::format("        {}[{}]{}' \\\n", before, zsh_text(option.help), value);
}

std::string zsh_verb(const VerbInfo& verb) {
  std::string text = fmt::format("    {})\n      _arguments \\\n", verb.name);
  for (const ArgumentInfo& option : verb.options) text += zsh_option(option);
  for (const ArgumentInfo& argument : verb.arguments) {
    text += fmt::format("        '{}:{}:{}' \\\n", argument.several ? "*" : "",
                        argument.names.front(), zsh_action(argument));
  }
  return text + "        && return\n      ;;\n";
}

// --- fish

std::string fish_text(std::string_view text) { return escaped(text, "\\'", "\\"); }

std::string fish_action(const ArgumentInfo& argument) {
  if (!argument.values.empty()) {
    const std::string values = fmt::format("{}", fmt::join(argument.values, " "));
    return argument.list ? fmt::format(" -x -a '(__fish_append , {})'", values)
                         : fmt::format(" -x -a '{}'", values);
  }
  if (argument.value == kFile) return " -r -F";
  return argument.value == kFolder ? " -x -a '(__fish_complete_directories)'" : " -x";
}

std::string fish_verb(const VerbInfo& verb) {
  const std::string start =
      fmt::format("complete -c autosmote -n '__fish_seen_subcommand_from {}'", verb.name);
  std::string text;
  for (const ArgumentInfo& option : verb.options) {
    text += start;
    for (const std::string& name : option.names) {
      const bool is_long = name.starts_with("--");
      text += fmt::format(" {} {}", is_long ? "-l" : "-s", name.substr(is_long ? 2 : 1));
    }
    if (!option.value.empty()) text += fish_action(option);
    text += fmt::format(" -d '{}'\n", fish_text(option.help));
  }
  if (takes_files(verb)) return text + start + " -F\n";
  for (const ArgumentInfo& argument : verb.arguments) {
    text += fmt::format("{} -a '{}'\n", start, fmt::join(argument.values, " "));
  }
  return text;
}

}  // namespace

std::string bash_completion(const std::vector<VerbInfo>& verbs) {
  std::string text = R"(# Completion of autosmote for bash, made by: autosmote completion bash
_autosmote_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }
_autosmote_paths() {
  mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
  compopt -o filenames 2>/dev/null
}
_autosmote_list() {
  local last=${current##*,}
  mapfile -t COMPREPLY < <(compgen -P "${current%"$last"}" -W "$1" -- "$last")
  compopt -o nospace 2>/dev/null
}
_autosmote() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local verb=${COMP_WORDS[1]} options='--help --version' words= files=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
)";
  text +=
      fmt::format("    verb= words='{}'\n  fi\n  case $verb in\n", fmt::join(names_of(verbs), " "));
  for (const VerbInfo& verb : verbs) text += bash_verb(verb);
  return text + R"(  esac
  if [[ $current == -* ]]; then
    _autosmote_words "$options"
  elif [[ -n $files ]]; then
    _autosmote_paths "$files"
  else
    _autosmote_words "$words"
  fi
}
complete -F _autosmote autosmote
)";
}

std::string zsh_completion(const std::vector<VerbInfo>& verbs) {
  std::string text = R"(#compdef autosmote
# Completion of autosmote for zsh, made by: autosmote completion zsh
_autosmote() {
  local state line
  local -a verbs=(
)";
  for (const VerbInfo& verb : verbs) {
    text += fmt::format("    '{}:{}'\n", verb.name, zsh_text(verb.help));
  }
  text += R"(  )
  _arguments -C '(- *)'{-h,--help}'[Print help]' '(- *)--version[Print the version]' \
    '1:verb:->verb' '*::argument:->argument' && return
  if [[ $state == verb ]]; then
    _describe verb verbs
    return
  fi
  case $words[1] in
)";
  for (const VerbInfo& verb : verbs) text += zsh_verb(verb);
  return text + R"(  esac
}
if [[ $funcstack[1] == _autosmote ]]; then
  _autosmote "$@"
else
  compdef _autosmote autosmote
fi
)";
}

std::string fish_completion(const std::vector<VerbInfo>& verbs) {
  std::string text = R"(# Completion of autosmote for fish, made by: autosmote completion fish
complete -c autosmote -f
complete -c autosmote -n __fish_use_subcommand -s h -l help -d 'Print help'
complete -c autosmote -n __fish_use_subcommand -l version -d 'Print the version'
)";
  for (const VerbInfo& verb : verbs) {
    text += fmt::format("complete -c autosmote -n __fish_use_subcommand -a {} -d '{}'\n", verb.name,
                        fish_text(verb.help));
  }
  for (const VerbInfo& verb : verbs) text += fish_verb(verb);
  return text;
}

}  // namespace autosmote::cli
