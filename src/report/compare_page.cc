#include "report/compare_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include "autosmote/version.h"
#include "report/cell_text.h"
#include "report/command_text.h"
#include "report/compare_svg.h"
#include "report/html_page.h"
#include "report/html_text.h"

namespace autosmote {
namespace {

std::string p_text(double p) { return p < 0.0001 ? "<.0001" : fmt::format("{:.4f}", p); }

std::string ratio_text(double ratio) { return ratio > 0.0 ? fmt::format("{}", ratio) : "own"; }

std::string settings_text(std::uint64_t count) {
  return fmt::format("{} setting{}", count, count == 1 ? "" : "s");
}

const CompareMethod& best_of(const CompareMetric& metric) {
  return *std::ranges::min_element(metric.methods, {}, &CompareMethod::settings_rank);
}

// What a reader wants to know first: who is ahead, and whether that is more than chance.
std::string metric_sentence(const CompareMetric& metric) {
  const CompareMethod& best = best_of(metric);
  std::string text = fmt::format(
      "By {}, {} has the best average rank of {} methods: {:.2f} over {}.", metric.metric,
      best.method, metric.methods.size(), best.settings_rank, settings_text(metric.settings));
  if (metric.methods.size() < 2) return text;
  if (!metric.critical_difference || !metric.friedman_p) {
    return text + " With two methods, see Wilcoxon's p below.";
  }
  if (*metric.friedman_p >= 0.05) {
    return text + fmt::format(" All in all the methods cannot be told apart (Friedman, p {}).",
                              p_text(*metric.friedman_p));
  }
  std::vector<std::string> near;
  for (const CompareMethod& method : metric.methods) {
    if (method.method == best.method) continue;
    if (method.settings_rank - best.settings_rank <= *metric.critical_difference) {
      near.push_back(method.method);
    }
  }
  if (near.empty()) {
    return text +
           fmt::format(" It is ahead of every other by more than the critical difference {:.2f}.",
                       *metric.critical_difference);
  }
  return text + fmt::format(" Not told apart from it (critical difference {:.2f}): {}.",
                            *metric.critical_difference, fmt::join(near, ", "));
}

std::string method_table(const CompareMetric& metric) {
  std::vector<HtmlTable::Column> columns{{"method"}};
  if (metric.sets.size() <= 12) {
    for (const std::string& set : metric.sets) columns.push_back({"rank, " + set, true});
  }
  for (const char* name :
       {"average rank", "mean score", "validation minus test", "against it: wins", "ties", "losses",
        "mean difference", "p", "fits a run", "runs not applied"}) {
    columns.push_back({name, true});
  }
  HtmlTable table(fmt::format("Methods by {}; {} against each", metric.metric, metric.reference),
                  columns);
  table.allow_sorting();
  table.allow_filtering();
  for (const CompareMethod& method : metric.methods) {
    const bool reference = method.method == metric.reference;
    std::vector<std::string> cells{method.method};
    if (metric.sets.size() <= 12) {
      for (const double rank : method.ranks) cells.push_back(fixed_text(rank, 2));
    }
    cells.insert(cells.end(),
                 {fixed_text(method.settings_rank, 2), fixed_text(method.test),
                  method.optimism ? fmt::format("{:+.4f}", *method.optimism) : "-",
                  reference ? "-" : std::to_string(method.wins),
                  reference ? "-" : std::to_string(method.ties),
                  reference ? "-" : std::to_string(method.losses),
                  reference ? "-" : fmt::format("{:+.4f}", method.mean_difference),
                  reference ? "-" : p_text(method.wilcoxon_p), fmt::format("{:.0f}", method.fits),
                  std::to_string(method.not_applied)});
    table.add_row(cells, reference ? "chosen" : "");
  }
  return table.html();
}

std::string ranks_part(const CompareMetric& metric) {
  if (!metric.critical_difference) return {};
  std::vector<RankLine> lines;
  for (const CompareMethod& method : metric.methods) {
    lines.push_back({method.method, method.settings_rank, method.method == metric.reference});
  }
  const std::string title = fmt::format("Average ranks by {} (1 is best)", metric.metric);
  return html_drawing(title, rank_drawing(std::move(lines), *metric.critical_difference,
                                          title + "; the table has the numbers")) +
         fmt::format(
             "<p class=\"small\">Bars to the right join methods that cannot be told apart: their "
             "average ranks differ by less than Nemenyi's critical difference at the 5 % level. "
             "Friedman's test over {}: {:.2f}, p {}.</p>\n",
             settings_text(metric.settings), *metric.friedman, p_text(*metric.friedman_p));
}

// The setting of a cell or run, without the method.
using Setting = std::tuple<std::string, double, std::string, std::string>;

template <class Key>
Setting setting_of(const Key& key) {
  return {key.set, key.ratio, key.classifier, key.metric};
}

double score_of(const CompareCell& cell, bool low_noise) {
  return low_noise ? cell.test_all.value_or(cell.test) : cell.test;
}

// How far each method lies from the reference, setting by setting.
std::string differences_part(const CompareMetric& metric, const std::vector<CompareCell>& cells,
                             bool low_noise) {
  std::map<Setting, double> reference;
  for (const CompareCell& cell : cells) {
    if (cell.metric == metric.metric && cell.method == metric.reference) {
      reference[setting_of(cell)] = score_of(cell, low_noise);
    }
  }
  std::vector<BoxLine> lines;
  for (const CompareMethod& method : metric.methods) {
    BoxLine line{method.method, {}, false};
    for (const CompareCell& cell : cells) {
      const auto found = reference.find(setting_of(cell));
      if (cell.method != method.method || found == reference.end()) continue;
      if (low_noise && (cell.ratio == 0.0 || !cell.test_all)) continue;
      line.values.push_back(score_of(cell, low_noise) - found->second);
    }
    if (method.method != metric.reference && !line.values.empty()) lines.push_back(std::move(line));
  }
  if (lines.empty()) return {};
  const std::string title =
      fmt::format("{} minus that of {}, setting by setting", metric.metric, metric.reference);
  return html_drawing(
             title, box_drawing(lines, title + "; right of 0 is better than the reference", true)) +
         "<p class=\"small\">A box holds the middle half of the settings, its line is the median; "
         "right of 0 the method is better than the reference.</p>\n";
}

std::string metric_section(const CompareMetric& metric, const CompareResult& result, bool low_noise,
                           std::size_t number) {
  const std::string id = fmt::format("{}-{}", low_noise ? "low-noise" : "metric", number);
  const std::string title =
      metric.metric + (low_noise ? ", all minority rows of the test parts" : "");
  std::string html;
  // Of the protocol's own test parts the overview has said it.
  if (low_noise) html += html_paragraph(metric_sentence(metric));
  html +=
      fmt::format("<div class=\"pair\">\n<div>{}</div><div>{}</div></div>\n{}", ranks_part(metric),
                  differences_part(metric, result.cells, low_noise), method_table(metric));
  return html_section(id, title, html);
}

std::string cells_section(const CompareResult& result) {
  if (result.cells.empty()) return {};
  if (result.cells.size() > kMostCells) {
    return html_section("cells", "Every setting",
                        html_paragraph(fmt::format(
                            "There are {} of them, too many for a page: summary.json has them all.",
                            count_text(result.cells.size()))));
  }
  HtmlTable table("Means over the repeats", {{"set"},
                                             {"ratio", true},
                                             {"classifier"},
                                             {"metric"},
                                             {"method"},
                                             {"test score", true},
                                             {"95 % interval", true},
                                             {"all minority rows", true},
                                             {"validation score", true},
                                             {"repeats", true},
                                             {"fits", true}});
  table.allow_sorting();
  table.allow_filtering();
  for (const CompareCell& cell : result.cells) {
    table.add_row(
        {cell.set, ratio_text(cell.ratio), cell.classifier, cell.metric, cell.method,
         fixed_text(cell.test),
         std::isnan(cell.lower) ? "-" : fmt::format("{:.4f} to {:.4f}", cell.lower, cell.upper),
         fixed_text(cell.test_all), fixed_text(cell.validation), std::to_string(cell.repeats),
         fmt::format("{:.0f}", cell.fits)});
  }
  return html_section("cells", "Every setting", table.html());
}

// One setting of one set, method by method, each repeat by repeat.
struct BoxedSetting {
  Setting setting;
  std::vector<BoxLine> lines;
};

std::vector<BoxedSetting> boxed_settings(std::span<const RunRecord> runs) {
  std::vector<BoxedSetting> settings;
  std::map<Setting, std::size_t> place;
  for (const RunRecord& run : runs) {
    if (!run.test) continue;
    const auto [found, added] = place.try_emplace(setting_of(run.key), settings.size());
    if (added) settings.push_back({found->first, {}});
    std::vector<BoxLine>& lines = settings[found->second].lines;
    auto line = std::ranges::find(lines, run.key.method, &BoxLine::label);
    if (line == lines.end()) line = lines.insert(lines.end(), {run.key.method, {}, false});
    line->values.push_back(*run.test);
  }
  return settings;
}

std::string sets_section(std::span<const RunRecord> runs, const std::string& reference) {
  if (runs.empty()) return {};
  const std::string title = "Data set by data set";
  if (runs.size() > kMostBoxedRuns) {
    return html_section(
        "sets", title,
        html_paragraph(fmt::format("{} runs are too many to draw; results.csv has them.",
                                   count_text(runs.size()))));
  }
  std::string html = html_paragraph("Test scores of the repeats of each setting.");
  std::vector<std::pair<std::string, std::string>> sets;
  for (BoxedSetting& boxed : boxed_settings(runs)) {
    const auto& [set, ratio, classifier, metric] = boxed.setting;
    auto own = std::ranges::find(sets, set, &std::pair<std::string, std::string>::first);
    if (own == sets.end()) own = sets.insert(sets.end(), {set, ""});
    for (BoxLine& line : boxed.lines) line.marked = line.label == reference;
    const std::string name = ratio > 0.0
                                 ? fmt::format("{} of {}, ratio {}", metric, classifier, ratio)
                                 : fmt::format("{} of {}", metric, classifier);
    own->second +=
        html_drawing(name, box_drawing(boxed.lines, fmt::format("{}: {}", set, name), false));
  }
  for (const auto& [set, drawings] : sets) {
    html += html_details(set, "<div class=\"shapes boxed\">\n" + drawings + "</div>\n");
  }
  return html_section("sets", title, html);
}

// What differs between equal comparisons, in one element.
std::string timing(const CompareResult& result, int threads) {
  std::string text = fmt::format("<p id=\"timing\">{:.1f} s for {} new runs on {} threads",
                                 result.seconds, count_text(result.runs_new), threads);
  if (!result.metrics.empty()) {
    text += "; seconds a run in the mean: ";
    bool first = true;
    for (const CompareMethod& method : result.metrics.front().methods) {
      text += fmt::format("{}{} {}", first ? "" : ", ", escape_html(method.method),
                          number_text(method.seconds, 2));
      first = false;
    }
  }
  return text + ".</p>\n";
}

std::string settings_section(const CompareOptions& options, const CompareResult& result,
                             std::uint64_t seed, int threads) {
  HtmlTable table("Settings", {{"setting"}, {"value"}});
  table.add_row({"tables", fmt::format("{}", fmt::join(options.data, ", "))});
  table.add_row({"target", options.target});
  table.add_row({"repeats", std::to_string(options.repeats)});
  table.add_row({"folds", std::to_string(options.folds)});
  table.add_row({"runs", count_text(result.runs)});
  table.add_row({"seed", std::to_string(seed)});
  table.add_row({"version", fmt::format("autosmote {}", kVersion)});
  if (!result.files.empty()) {
    table.add_row({"files", fmt::format("{}", fmt::join(result.files, ", "))});
  }
  return html_section(
      "settings", "Settings, and how to repeat it",
      html_command(command_text(options, seed)) + table.html() + timing(result, threads));
}

std::string overview(const CompareResult& result) {
  std::string html =
      "<div class=\"verdict no-evidence\">\n<h2 id=\"verdict-title\">In short</h2>\n";
  for (const CompareMetric& metric : result.metrics) {
    html += html_paragraph(metric_sentence(metric));
  }
  if (result.metrics.empty()) {
    html += "<p>No setting has a score of every method yet, so there are no ranks.</p>\n";
  }
  html += "</div>\n";
  if (result.interrupted) {
    html += "<p>The comparison was interrupted: these are the runs that were done.</p>\n";
  }
  return "<section id=\"verdict\" aria-labelledby=\"verdict-title\">\n" + html + "</section>\n";
}

std::string notes(const CompareResult& result) {
  if (result.notes.empty()) return {};
  return html_section("notes", "What to mind", html_list(result.notes));
}

}  // namespace

std::string render_compare_page(const CompareOptions& options, const CompareResult& result,
                                std::span<const RunRecord> runs, std::uint64_t seed, int threads) {
  HtmlPage page;
  page.title = "autosmote compare";
  page.kind = "compare";
  page.content =
      fmt::format("<h1>Comparison of methods</h1>\n<p class=\"lead\">{} tables, {} runs</p>\n",
                  options.data.size(), count_text(result.runs));
  page.content += overview(result) + notes(result);
  for (std::size_t m = 0; m < result.metrics.size(); ++m) {
    page.content += metric_section(result.metrics[m], result, false, m + 1);
  }
  for (std::size_t m = 0; m < result.low_noise.size(); ++m) {
    page.content += metric_section(result.low_noise[m], result, true, m + 1);
  }
  const std::string reference = result.metrics.empty() ? "" : result.metrics.front().reference;
  page.content += cells_section(result) + sets_section(runs, reference) +
                  settings_section(options, result, seed, threads);
  return assemble_page(page);
}

}  // namespace autosmote
