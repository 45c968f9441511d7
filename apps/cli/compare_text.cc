#include "compare_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <vector>

#include "autosmote/aligned_text.h"

namespace autosmote::cli {
namespace {

using Line = std::vector<std::string>;

std::string p_text(double p) { return p < 0.0001 ? "<.0001" : fmt::format("{:.4f}", p); }

std::string metric_text(const CompareMetric& metric, const std::string& rows) {
  Line head{"method"};
  head.insert(head.end(), metric.sets.begin(), metric.sets.end());
  for (const char* name : {"overall", "mean", "optimism", "w/t/l", "p", "fits", "seconds"}) {
    head.emplace_back(name);
  }
  std::vector<Line> lines{head};
  for (const CompareMethod& method : metric.methods) {
    Line line{method.method};
    for (const double rank : method.ranks) line.push_back(fmt::format("{:.2f}", rank));
    line.push_back(fmt::format("{:.2f}", method.overall_rank));
    line.push_back(fmt::format("{:.4f}", method.test));
    line.push_back(method.optimism ? fmt::format("{:+.4f}", *method.optimism) : "-");
    const bool reference = method.method == metric.reference;
    line.push_back(reference ? "-"
                             : fmt::format("{}/{}/{}", method.wins, method.ties, method.losses));
    line.push_back(reference ? "-" : p_text(method.wilcoxon_p));
    line.push_back(fmt::format("{:.0f}", method.fits));
    line.push_back(fmt::format("{:.2f}", method.seconds));
    lines.push_back(std::move(line));
  }
  std::string text = fmt::format(
      "{}{}: average ranks over {} setting{} (1 is best), mean test score, validation minus test;\n"
      "wins/ties/losses of {} against each method with Wilcoxon's p; fits and seconds a run\n",
      metric.metric, rows, metric.settings, metric.settings == 1 ? "" : "s", metric.reference);
  text += aligned_text(lines);
  if (metric.friedman) {
    text += fmt::format(
        "Friedman {:.2f}, p {}; Nemenyi: average ranks over settings differ at the 5 % level by "
        "more than {:.2f}\n",
        *metric.friedman, p_text(*metric.friedman_p), *metric.critical_difference);
  }
  return text;
}

std::string cells_text(const std::vector<CompareCell>& cells) {
  std::vector<Line> lines{{"set", "ratio", "classifier", "metric", "method", "test",
                           "95 % interval", "test, all", "validation", "repeats"}};
  for (const CompareCell& cell : cells) {
    lines.push_back(
        {cell.set, cell.ratio > 0.0 ? fmt::format("{}", cell.ratio) : "own", cell.classifier,
         cell.metric, cell.method, fmt::format("{:.4f}", cell.test),
         std::isnan(cell.lower) ? "-" : fmt::format("{:.4f} to {:.4f}", cell.lower, cell.upper),
         cell.test_all ? fmt::format("{:.4f}", *cell.test_all) : "-",
         cell.validation ? fmt::format("{:.4f}", *cell.validation) : "-",
         std::to_string(cell.repeats)});
  }
  return aligned_text(lines);
}

}  // namespace

std::string compare_text(const CompareOptions& options, const CompareResult& result) {
  std::string text;
  for (const CompareMetric& metric : result.metrics) text += metric_text(metric, "") + "\n";
  for (const CompareMetric& metric : result.low_noise) {
    text += metric_text(metric, ", all minority rows of the test parts, reweighted") + "\n";
  }
  if (!result.cells.empty()) text += cells_text(result.cells) + "\n";
  for (const std::string& note : result.notes) text += fmt::format("Note: {}\n", note);
  text += fmt::format("{}/: {}\n{} runs, {} of them now, {:.1f} s\n", options.output,
                      fmt::join(result.files, ", "), result.runs, result.runs_new, result.seconds);
  return text;
}

}  // namespace autosmote::cli
