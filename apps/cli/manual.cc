#include "manual.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>

#include "autosmote/version.h"

namespace autosmote::cli {
namespace {

// A text whose characters mean themselves to roff, and no line of which is a request.
std::string roff(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  const bool is_request = !result.empty() && (result[0] == '.' || result[0] == '\'');
  return is_request ? "\\&" + result : result;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string paragraph(const ArgumentInfo& argument, bool by_place) {
  std::string text = ".TP\n";
  for (const std::string& name : argument.names) {
    if (&name != &argument.names.front()) text += ", ";
    text += fmt::format("\\f{}{}\\fR", by_place ? 'I' : 'B', roff(name));
  }
  if (!by_place && !argument.value.empty()) {
    text += fmt::format(" \\fI{}\\fR", roff(argument.value));
  }
  text += fmt::format("\n{}", roff(argument.help));
  if (!by_place && argument.required) text += " (required)";
  if (!argument.default_value.empty()) {
    text += fmt::format(" (default: {})", roff(argument.default_value));
  }
  return text + "\n";
}

// "Example:" and the lines of the commands below it.
std::string example(const std::string& footer) {
  std::istringstream lines(footer);
  std::string line;
  std::string text;
  while (std::getline(lines, line)) {
    if (line.empty()) continue;
    text += line.starts_with(' ') ? fmt::format(".PP\n.EX\n{}\n.EE\n", roff(line))
                                  : fmt::format(".PP\n{}\n", roff(line));
  }
  return text;
}

}  // namespace

std::string manual_page(std::string_view description, const std::vector<VerbInfo>& verbs) {
  std::string text = fmt::format(
      ".TH AUTOSMOTE 1 \"\" \"autosmote {}\" \"User Commands\"\n"
      ".SH NAME\nautosmote \\- {}\n.SH SYNOPSIS\n",
      kVersion, roff(description));
  for (const VerbInfo& verb : verbs) {
    text += fmt::format(".B autosmote {}\n[\\fIOPTIONS\\fR]", verb.name);
    for (const ArgumentInfo& argument : verb.arguments) {
      text += fmt::format(" \\fI{}\\fR", roff(argument.names.front()));
      if (argument.several) text += "...";
    }
    text += "\n.br\n";
  }
  for (const VerbInfo& verb : verbs) {
    text += fmt::format(".SH AUTOSMOTE {}\n{}.\n", upper(verb.name), roff(verb.help));
    for (const ArgumentInfo& argument : verb.arguments) text += paragraph(argument, true);
    for (const ArgumentInfo& option : verb.options) text += paragraph(option, false);
    text += example(verb.footer);
  }
  return text +
         ".SH EXIT STATUS\n"
         ".TP\n.B 0\nDone.\n"
         ".TP\n.B 1\nCould not: files, memory.\n"
         ".TP\n.B 2\nBad usage or bad data.\n"
         ".TP\n.B 130\nInterrupted; the best so far is kept.\n"
         ".SH ENVIRONMENT\n"
         ".TP\n.B NO_COLOR\nWhere it is set and not empty, the bar of progress has no colour.\n";
}

}  // namespace autosmote::cli
