#include "report/html_page.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "autosmote/version.h"
#include "report/html_parts.h"
#include "report/html_text.h"

namespace autosmote {
namespace {

std::string scripts_of(const HtmlPage& page) {
  const auto script = [](std::string_view code) {
    return "<script>\n" + std::string(code) + "</script>\n";
  };
  std::string scripts;
  if (!page.data.empty()) {
    scripts += "<script type=\"application/json\" id=\"data\">" + escape_script_json(page.data) +
               "</script>\n";
  }
  scripts += script(page_script()) + script(tables_script());
  if (page.charts && has_chart_library()) scripts += script(chart_library()) + script(fit_script());
  return scripts;
}

}  // namespace

std::string chart_place(std::string_view id, std::string_view title, std::string_view description,
                        std::string_view kind) {
  if (!has_chart_library()) return {};
  return fmt::format(
      "<figure class=\"chart {3}\" data-chart=\"{0}\"><figcaption>{1}</figcaption>"
      "<div class=\"canvas\"><canvas id=\"chart-{0}\" role=\"img\" aria-label=\"{2}\"></canvas>"
      "</div></figure>\n",
      id, escape_html(title), escape_html(description), kind);
}

bool has_chart_library() { return !chart_library().empty(); }

std::string assemble_page(const HtmlPage& page) {
  const std::array<std::pair<std::string_view, std::string>, 6> places = {{
      {"@TITLE@", escape_html(page.title)},
      {"@STYLE@", std::string(report_style())},
      {"@KIND@", escape_html(page.kind)},
      {"@CONTENT@", page.content},
      {"@VERSION@", std::string(kVersion)},
      {"@SCRIPTS@", scripts_of(page)},
  }};
  // In one pass over the template, so that content which looks like a place stays as it is.
  std::string document;
  std::string_view rest = page_template();
  while (!rest.empty()) {
    const std::size_t at = rest.find('@');
    document += rest.substr(0, at);
    if (at == std::string_view::npos) break;
    rest.remove_prefix(at);
    std::string_view taken = rest.substr(0, 1);
    std::string_view text = taken;
    for (const auto& [name, value] : places) {
      if (!rest.starts_with(name)) continue;
      taken = name;
      text = value;
    }
    document += text;
    rest.remove_prefix(taken.size());
  }
  return document;
}

}  // namespace autosmote
