#include "report/fit_page_settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "autosmote/version.h"
#include "report/cell_text.h"
#include "report/command_text.h"
#include "report/html_text.h"

namespace autosmote {
namespace {

std::string part_text(const ReportPart& part) {
  return fmt::format("{} rows, {} of the minority", count_text(part.rows),
                     count_text(part.minority));
}

std::string settings_table(const FitPageParts& parts) {
  const SearchOptions& search = parts.options.search;
  HtmlTable table("Settings", {{"setting"}, {"value"}});
  const ReportData& data = parts.data;
  table.add_row({"table", data.source});
  table.add_row({"target", parts.options.target});
  table.add_row({"classifier", classifier_text(parts.options)});
  table.add_row({"metric", parts.options.metric.name()});
  table.add_row({"profile", std::string(profile_name(search.profile))});
  table.add_row({"search", std::string(search_name(search.kind))});
  table.add_row({"rows of the classes", parts.options.strategy == "auto"
                                            ? "as many as the search found best"
                                            : fmt::format("given: {}", parts.options.strategy)});
  table.add_row({"distance", std::string(distance_name(parts.options.distance))});
  table.add_row({"threshold", std::string(threshold_text(search.threshold))});
  table.add_row({"neighbours", std::to_string(search.neighbors)});
  table.add_row({"validation", data.validation});
  table.add_row({"training part", part_text(data.training_part)});
  table.add_row({"validation part", part_text(data.validation_part)});
  table.add_row({"test part", part_text(data.test_part)});
  table.add_row({"episodes", count_text(parts.result.episodes)});
  table.add_row(
      {"classifier fits",
       fmt::format("{} in the search, {} in random search, {} for the baselines, {} in outer folds",
                   count_text(parts.result.fits), count_text(data.random_search_fits),
                   count_text(data.baseline_fits), count_text(data.outer_fits))});
  table.add_row({"seed", std::to_string(data.seed)});
  table.add_row({"version", fmt::format("autosmote {}", kVersion)});
  if (!parts.result.files.empty()) {
    table.add_row({"files", fmt::format("{}", fmt::join(parts.result.files, ", "))});
  }
  return table.html();
}

}  // namespace

std::string settings_section(const FitPageParts& parts) {
  const bool by_the_clock = parts.options.search.time_limit > 0.0 || parts.result.interrupted;
  std::string html =
      html_paragraph(by_the_clock ? "This repeats it; where a search ends by the clock or by "
                                    "hand, its result is another each time:"
                                  : "This repeats it, with the same result on any machine:") +
      html_command(command_text(parts.options, parts.data.seed));
  html += settings_table(parts);
  html += fmt::format("<p id=\"timing\">{:.1f} s of search, {:.1f} s in all, {} threads.</p>\n",
                      parts.result.search_seconds, parts.result.seconds, parts.data.threads);
  return html_section("settings", "Settings, and how to repeat it", html);
}

}  // namespace autosmote
