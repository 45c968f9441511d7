#include "report/inspect_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "autosmote/version.h"
#include "report/cell_text.h"
#include "report/command_text.h"
#include "report/html_page.h"
#include "report/html_text.h"
#include "report/svg_parts.h"

namespace autosmote {
namespace {

constexpr std::size_t kMostColumns = 5000;  // of the table of columns
constexpr std::size_t kMostBars = 30;

std::array<std::pair<const char*, std::uint64_t>, 4> types_of(const InspectClass& entry) {
  return {{{"safe", entry.safe},
           {"borderline", entry.borderline},
           {"rare", entry.rare},
           {"outlier", entry.outliers}}};
}

std::uint64_t looked_at(const InspectClass& entry) {
  return entry.safe + entry.borderline + entry.rare + entry.outliers;
}

std::string bar(const InspectClass& entry, double y) {
  const SvgScale scale{0.0, static_cast<double>(looked_at(entry)), kLabelWidth, kPlotWidth};
  std::string text = svg_label(entry.name, y, false);
  double before = 0.0;
  for (const auto& [type, count] : types_of(entry)) {
    if (count == 0) continue;
    const double next = before + static_cast<double>(count);
    text +=
        fmt::format("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"14\"/>",
                    type, scale(before), y - 7.0, scale(next) - scale(before));
    before = next;
  }
  return text + "\n";
}

// How the rows of each smaller class lie, as one bar of shares a class.
std::string types_drawing(const InspectResult& result) {
  std::string bars;
  double y = 0.5 * kLineHeight;
  std::size_t count = 0;
  for (const InspectClass& entry : result.classes) {
    if (looked_at(entry) == 0 || count == kMostBars) continue;
    bars += bar(entry, y);
    y += kLineHeight;
    ++count;
  }
  if (count == 0) return {};
  std::string legend = "<p class=\"legend\">";
  for (const char* type : {"safe", "borderline", "rare", "outlier"}) {
    legend += fmt::format("<span class=\"key {0}\"></span>{0} ", type);
  }
  return fmt::format(
             "<figure class=\"drawing\"><figcaption>How the rows of each class lie</figcaption>\n"
             "{}</p>\n",
             legend) +
         open_svg(kLabelWidth + kPlotWidth + kRightMargin, y - 0.5 * kLineHeight, "types",
                  "Shares of safe, borderline, rare and outlying rows of each class; the table "
                  "has the numbers") +
         bars + "</svg>\n</figure>\n";
}

std::string advice_section(const InspectResult& result) {
  const std::string body =
      result.interrupted ? "<p>Interrupted: columns and types of rows were not looked at.</p>\n"
      : result.advice.empty() ? "<p>Nothing stands out.</p>\n"
                              : html_list(result.advice);
  return fmt::format(
      "<section id=\"verdict\" aria-labelledby=\"verdict-title\">\n<div class=\"verdict {}\">\n"
      "<h2 id=\"verdict-title\">What to mind</h2>\n{}</div>\n</section>\n",
      result.advice.empty() && !result.interrupted ? "helps" : "no-evidence", body);
}

std::string classes_section(const InspectResult& result) {
  HtmlTable table("Classes", {{"class"},
                              {"rows", true},
                              {"ratio", true},
                              {"safe", true},
                              {"borderline", true},
                              {"rare", true},
                              {"outliers", true}});
  table.allow_sorting();
  for (const InspectClass& entry : result.classes) {
    const bool any = looked_at(entry) > 0;
    const auto count = [any](std::uint64_t rows) { return any ? count_text(rows) : "-"; };
    table.add_row({entry.name, count_text(entry.rows), number_text(entry.ratio, 4),
                   count(entry.safe), count(entry.borderline), count(entry.rare),
                   count(entry.outliers)});
  }
  std::string html = types_drawing(result) + table.html();
  html += fmt::format(
      "<p>Ratio: rows of the largest class over rows of this one. A row is safe, borderline, rare "
      "or an outlier by the share of its own class among its {} nearest rows: from 70 % on, from "
      "30 %, from 10 %, or less. Of a class of more than 5,000 rows, 5,000 at equal distances are "
      "looked at; of the largest, none.</p>\n",
      result.neighbors);
  return html_section("classes", "Classes", html);
}

std::string flags_of(const InspectColumn& column) {
  std::string flags;
  if (column.leaking) flags += "leaks the class";
  if (column.constant) flags += flags.empty() ? "constant" : ", constant";
  return flags;
}

std::string columns_section(const InspectResult& result) {
  if (result.columns.empty()) return {};
  HtmlTable table("Columns", {{"column"},
                              {"kind"},
                              {"role"},
                              {"missing", true},
                              {"distinct", true},
                              {"smallest", true},
                              {"mean", true},
                              {"largest", true},
                              {"most frequent"},
                              {"alone", true},
                              {"tells class"},
                              {"to mind"}});
  table.allow_sorting();
  table.allow_filtering();
  const std::size_t shown = std::min(kMostColumns, result.columns.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const InspectColumn& column = result.columns[i];
    const std::string flags = flags_of(column);
    table.add_row(
        {column.name, column.kind, column.role, count_text(column.missing),
         count_text(column.distinct), number_text(column.smallest), number_text(column.mean),
         number_text(column.largest), shortened(column.most_frequent, 60),
         fixed_text(column.separation, 3), column.separated_class, flags},
        flags.empty() ? "" : "chosen");
  }
  std::string html = table.html();
  if (shown < result.columns.size()) {
    html += fmt::format("<p>These are the first {} of {} columns; --json has all.</p>\n",
                        count_text(shown), count_text(result.columns.size()));
  }
  html +=
      "<p>Alone: how well the column by itself tells that class from all others, as the area under "
      "the ROC curve: 0.5 is not at all, 1 is entirely.</p>\n";
  return html_section("columns", "Columns", html);
}

std::string rows_section(const InspectResult& result) {
  HtmlTable table("Rows", {{"what"}, {"count", true}, {"share of rows", true}});
  const auto add = [&](const char* what, std::uint64_t count) {
    table.add_row({what, count_text(count),
                   fmt::format("{:.1f} %", 100.0 * static_cast<double>(count) /
                                               static_cast<double>(result.rows))});
  };
  add("all", result.rows);
  add("with a missing cell of a feature", result.rows_with_missing);
  add("that repeat an earlier one, label included", result.duplicates);
  add("with an equal one, label included", result.rows_with_twin);
  add("whose features stand with another label, too", result.conflicting);
  return html_section("rows", "Rows", table.html());
}

std::string settings_section(const InspectOptions& options, const InspectResult& result,
                             int threads) {
  return html_section(
      "settings", "How to repeat it",
      html_command(command_text(options)) +
          fmt::format("<p>autosmote {}</p>\n<p id=\"timing\">{:.1f} s on {} threads.</p>\n",
                      kVersion, result.seconds, threads));
}

}  // namespace

std::string render_inspect_page(const InspectOptions& options, const InspectResult& result,
                                int threads) {
  HtmlPage page;
  page.title = "autosmote inspect: " + options.data;
  page.kind = "inspect";
  page.content = fmt::format(
      "<h1>A look at {}</h1>\n<p class=\"lead\">{} rows, {} columns, {} classes of {}</p>\n",
      escape_html(options.data), count_text(result.rows), count_text(result.columns.size()),
      result.classes.size(), escape_html(options.target));
  page.content += advice_section(result) + classes_section(result) + columns_section(result) +
                  rows_section(result) + settings_section(options, result, threads);
  return assemble_page(page);
}

}  // namespace autosmote
