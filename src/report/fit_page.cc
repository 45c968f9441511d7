#include "report/fit_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <string_view>

#include "autosmote/version.h"
#include "report/command_text.h"
#include "report/fit_page_charts.h"
#include "report/html_page.h"
#include "report/html_text.h"
#include "report/svg.h"

namespace autosmote {
namespace {

struct Parts {
  const FitOptions& options;
  const ReportData& data;
  const FitResult& result;
  const FitPage& page;
};

std::string paragraph(const std::string& text) {
  return fmt::format("<p>{}</p>\n", escape_html(text));
}

std::string section(std::string_view id, std::string_view title, const std::string& html) {
  return fmt::format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n{2}"
      "</section>\n",
      id, title, html);
}

// A place that fit.js draws into. Without scripts it is not there; the tables say the same.
std::string chart(std::string_view id, std::string_view title, std::string_view description,
                  std::string_view kind = "") {
  if (!has_chart_library()) return {};
  return fmt::format(
      "<figure class=\"chart {3}\" data-chart=\"{0}\"><figcaption>{1}</figcaption>"
      "<div class=\"canvas\"><canvas id=\"chart-{0}\" role=\"img\" aria-label=\"{2}\"></canvas>"
      "</div></figure>\n",
      id, escape_html(title), escape_html(description), kind);
}

const UnseenScore* unseen_of(const FitPage& page, const std::string& method) {
  const auto found = std::ranges::find(page.unseen, method, &UnseenScore::method);
  return found == page.unseen.end() ? nullptr : &*found;
}

std::string interval_text(double lower, double upper) {
  return fmt::format("{:.4f} to {:.4f}", lower, upper);
}

// The cheap baseline that a user would take: best on the validation rows.
const FitMethod* best_baseline(const Parts& parts) {
  const FitMethod* best = nullptr;
  for (const FitMethod& method : parts.result.methods) {
    if (!method.validation || method.name == parts.data.verdict.method) continue;
    if (method.name == "random search") continue;
    if (best == nullptr || *method.validation > *best->validation) best = &method;
  }
  return best;
}

std::string advice(const Parts& parts) {
  const FitMethod* baseline = best_baseline(parts);
  const std::string simple = baseline == nullptr ? "the data as they are" : baseline->name;
  const double threshold = parts.result.methods.back().threshold;
  const std::string use = fmt::format(
      "{}, and call a row '{}' where the classifier's score is above {}",
      parts.result.synthetic_rows == 0 ? "leave the rows as they are" : "train on balanced.csv",
      parts.data.minority_name, number_text(threshold));
  switch (parts.data.verdict.outcome) {
    case Outcome::kHelps:
      return fmt::format("What to do: {}.", use);
    case Outcome::kHurts:
      return fmt::format("What to do: leave balanced.csv alone and take {}.", simple);
    case Outcome::kNoEvidence:
      return fmt::format(
          "What to do: take the simplest method that scores as well, here {}; more rows of '{}', "
          "or --verdict full, would narrow the interval. To use what was learned all the same, {}.",
          simple, parts.data.minority_name, use);
    case Outcome::kNoTestRows:
      break;
  }
  return "What to do: run again with --verdict quick, or give rows that were set aside by --test, "
         "before trusting any score on this page.";
}

std::string key_figures(const Parts& parts) {
  const FitResult& result = parts.result;
  std::string items;
  const auto add = [&items](const std::string& figure, const std::string& words) {
    items += fmt::format("<li><b>{}</b> {}</li>\n", escape_html(figure), escape_html(words));
  };
  add(count_text(result.majority_rows), "rows of " + parts.data.majority_name);
  add(count_text(result.minority_rows), "rows of " + parts.data.minority_name);
  add(count_text(result.synthetic_rows), "synthetic rows");
  add(number_text(result.methods.empty() ? 0.0 : result.methods.back().threshold),
      "decision threshold on the score");
  return "<ul class=\"figures\">\n" + items + "</ul>\n";
}

const char* verdict_title(Outcome outcome) {
  switch (outcome) {
    case Outcome::kHelps:
      return "It helps";
    case Outcome::kHurts:
      return "It hurts";
    case Outcome::kNoEvidence:
      return "No evidence that it helps";
    case Outcome::kNoTestRows:
      break;
  }
  return "No answer yet: no unseen rows";
}

std::string verdict_section(const Parts& parts) {
  const Verdict& verdict = parts.data.verdict;
  std::string kind = outcome_name(verdict.outcome);
  std::ranges::replace(kind, ' ', '-');
  std::string html = fmt::format("<div class=\"verdict {}\">\n<h2 id=\"verdict-title\">{}</h2>\n",
                                 kind, verdict_title(verdict.outcome));
  html += paragraph(verdict.sentence);
  if (verdict.difference && verdict.lower && verdict.upper) {
    html += difference_drawing(
        *verdict.difference, *verdict.lower, *verdict.upper,
        fmt::format("Difference in {} to the best cheap alternative: {:+.4f}, 95 % interval "
                    "{:+.4f} to {:+.4f}",
                    parts.options.metric.name(), *verdict.difference, *verdict.lower,
                    *verdict.upper));
    html += fmt::format(
        "<p class=\"small\">Difference in {} to the best cheap alternative, with its 95 % "
        "interval; "
        "right of 0 is better.</p>\n",
        escape_html(parts.options.metric.name()));
  }
  html += "</div>\n" + paragraph(advice(parts)) + key_figures(parts);
  if (parts.result.interrupted) {
    html += paragraph("The run was interrupted: this is the best of what was done until then.");
  }
  return fmt::format("<section id=\"verdict\" aria-labelledby=\"verdict-title\">\n{}</section>\n",
                     html);
}

std::string notes_section(const Parts& parts) {
  if (parts.result.notes.empty()) return {};
  std::string items;
  for (const std::string& note : parts.result.notes) {
    items += "<li>" + escape_html(note) + "</li>\n";
  }
  return section("notes", "What to mind", "<ul>\n" + items + "</ul>\n");
}

std::string unseen_words(const Parts& parts) {
  return parts.data.verdict.evidence == "outer folds"
             ? "rows that no search saw, predicted in outer folds"
             : "the test rows";
}

std::string scores_drawing(const Parts& parts) {
  const std::vector<UnseenScore>& unseen = parts.page.unseen;
  if (unseen.empty()) return {};
  std::vector<IntervalLine> lines;
  for (const UnseenScore& score : unseen) {
    lines.push_back({score.method, score.value, score.lower, score.upper,
                     score.method == parts.data.verdict.method});
  }
  const std::string title =
      fmt::format("{} on {}", parts.options.metric.name(), unseen_words(parts));
  return fmt::format(
      "<figure class=\"drawing\"><figcaption>{}, with 95 % intervals</figcaption>\n{}"
      "</figure>\n",
      escape_html(title), interval_drawing(lines, title + ", see the table for the numbers"));
}

std::string scores_section(const Parts& parts) {
  HtmlTable table(fmt::format("{} of every method", parts.options.metric.name()),
                  {{"method"},
                   {"on validation rows", true},
                   {"on unseen rows", true},
                   {"95 % interval", true},
                   {"threshold", true},
                   {"synthetic rows", true},
                   {"note"}});
  table.allow_sorting();
  for (const FitMethod& method : parts.result.methods) {
    const UnseenScore* unseen = unseen_of(parts.page, method.name);
    const bool applies = method.validation.has_value();
    table.add_row({method.name, fixed_text(method.validation),
                   unseen == nullptr ? fixed_text(method.test) : fixed_text(unseen->value),
                   unseen == nullptr ? "-" : interval_text(unseen->lower, unseen->upper),
                   applies ? number_text(method.threshold) : "-",
                   applies ? count_text(method.synthetic_rows) : "-", method.note},
                  method.name == parts.data.verdict.method ? "chosen" : "");
  }
  std::string html = scores_drawing(parts) + table.html();
  if (parts.page.unseen.empty()) {
    html += paragraph(
        "There are no unseen rows, so there are no intervals, and the validation scores of "
        "searches are too good: the best of many candidates was chosen by them.");
  } else {
    html += paragraph(fmt::format(
        "Unseen rows are {}. An interval says how far a score depends on which rows were at hand. "
        "All methods are scored on the same rows, so two of them can differ for sure although "
        "their intervals overlap: the verdict's interval is that of the difference. The threshold "
        "and the synthetic rows are those of the final training set.",
        unseen_words(parts)));
  }
  return section("scores", "Scores against the alternatives", html);
}

std::string learning_section(const Parts& parts) {
  const std::vector<EpisodeRecord>& history = parts.page.history;
  if (history.empty()) return {};
  std::string html = chart(
      "learning", "Score of each episode on the validation rows",
      fmt::format("Learning curve: best validation score {} after {} episodes; the table below "
                  "has the numbers",
                  fixed_text(history.back().best_validation), parts.result.episodes));
  html += paragraph(
      "Each point is one episode, at the best threshold for the validation rows; dashed lines are "
      "the alternatives." +
      std::string(parts.page.unseen.empty()
                      ? ""
                      : " The shaded band is the search's optimism: it reaches from the score on "
                        "unseen rows up to the best score that the search saw."));
  HtmlTable table("Best validation score during the search",
                  {{"episode", true}, {"score", true}, {"best so far", true}, {"samples", true}});
  const std::size_t step = (history.size() + 9) / 10;
  for (std::size_t i = 0; i < history.size(); i += step) {
    const EpisodeRecord& record = history[std::min(i + step, history.size()) - 1];
    table.add_row({count_text(record.episode), fixed_text(record.validation),
                   fixed_text(record.best_validation), count_text(record.samples)});
  }
  html += html_details("The numbers", table.html());
  return section("learning", "How the search went", html);
}

std::string curves_section(const Parts& parts) {
  if (parts.page.curves.empty()) return {};
  std::string html = "<div class=\"pair\">\n";
  html += chart("roc", "ROC curve",
                "ROC curves without over-sampling and as delivered; the table below has areas and "
                "chosen points");
  html += chart("precision-recall", "Precision and recall",
                "Precision-recall curves without over-sampling and as delivered; the table below "
                "has areas and chosen points");
  html += "</div>\n";
  HtmlTable table("Areas under the curves, and the chosen threshold",
                  {{"method"},
                   {"ROC AUC", true},
                   {"average precision", true},
                   {"recall", true},
                   {"precision", true},
                   {"false positive rate", true}});
  for (const MethodCurves& method : parts.page.curves) {
    table.add_row({method.method, fixed_text(method.roc_auc), fixed_text(method.average_precision),
                   fixed_text(method.recall), fixed_text(method.precision),
                   fixed_text(method.false_positive_rate)},
                  method.method == parts.data.verdict.method ? "chosen" : "");
  }
  html += table.html();
  html += paragraph(fmt::format(
      "On {}. Dots mark the chosen threshold: recall, precision and false positive rate belong to "
      "it.{}",
      unseen_words(parts),
      parts.data.verdict.evidence == "outer folds"
          ? " Each fold has a model and a threshold of its own; curves and dots pool them."
          : ""));
  return section("curves", "ROC and precision-recall", html);
}

std::string calibration_section(const Parts& parts) {
  if (!parts.result.calibration) return {};
  const FitCalibrations& found = *parts.result.calibration;
  std::string html =
      chart("calibration", "Predicted probability and what happened",
            "Reliability diagram before and after over-sampling; the table below has the numbers");
  HtmlTable table("Calibration", {{"probabilities"},
                                  {"Brier score", true},
                                  {"intercept (ideal 0)", true},
                                  {"slope (ideal 1)", true}});
  HtmlTable bins(
      "Groups of rows with like probabilities",
      {{"probabilities"}, {"mean probability", true}, {"share of minority", true}, {"rows", true}});
  const auto add = [&](const char* name, const FitCalibration& calibration,
                       const std::vector<ReliabilityBin>& groups) {
    table.add_row({name, fixed_text(calibration.brier), number_text(calibration.intercept, 3),
                   number_text(calibration.slope, 3)});
    for (const ReliabilityBin& bin : groups) {
      bins.add_row(
          {name, number_text(bin.probability, 3), number_text(bin.share, 3), count_text(bin.rows)});
    }
  };
  add("without over-sampling", found.before, parts.page.before);
  add("after over-sampling", found.after, parts.page.after);
  if (found.corrected)
    add("after, with the prior correction", *found.corrected, parts.page.corrected);
  html += table.html();
  html += paragraph("Probabilities: " + found.probabilities +
                    ". On the diagonal they are right; below it they are too high.");
  html += fmt::format(
      "<p>Prior correction of a probability p of a classifier trained on balanced.csv: "
      "<code>p * {0} / (p * {0} + (1 - p) * {1})</code>.</p>\n",
      number_text(parts.result.prior_correction.minority, 6),
      number_text(parts.result.prior_correction.majority, 6));
  html += html_details("The numbers", bins.html());
  return section("calibration", "Probabilities before and after", html);
}

std::string map_words(const SampleMap& map) {
  const auto part = [](std::size_t shown, std::uint64_t all, const char* what) {
    return shown == all ? fmt::format("all {} {} rows", count_text(all), what)
                        : fmt::format("{} of {} {} rows", count_text(shown), count_text(all), what);
  };
  const bool all = map.majority.size() == map.majority_rows &&
                   map.minority.size() == map.minority_rows &&
                   map.synthetic.size() == map.synthetic_rows;
  return fmt::format(
      "Shown are {}, {} and {}{}. The axes are the two principal components of the original rows "
      "shown, and hold {:.0f} % and {:.0f} % of their variance: what lies apart in other "
      "directions "
      "may overlap here.",
      part(map.majority.size(), map.majority_rows, "majority"),
      part(map.minority.size(), map.minority_rows, "minority"),
      part(map.synthetic.size(), map.synthetic_rows, "synthetic"),
      all ? "" : ", thinned at equal distances in their order", 100.0 * map.explained[0],
      100.0 * map.explained[1]);
}

std::string lineage_table(const SampleMap& map) {
  HtmlTable table("Some synthetic rows and their parents", {{"row of balanced.csv", true},
                                                            {"source row", true},
                                                            {"neighbour row", true},
                                                            {"lambda", true},
                                                            {"episode", true}});
  constexpr std::size_t kShown = 20;
  const std::size_t step = std::max<std::size_t>(1, map.synthetic.size() / kShown);
  for (std::size_t i = 0; i < map.synthetic.size() && i / step < kShown; i += step) {
    const SampleMap::Synthetic& sample = map.synthetic[i];
    table.add_row({std::to_string(sample.place.row),
                   std::to_string(map.minority[sample.source].row),
                   std::to_string(map.minority[sample.neighbor].row), number_text(sample.lambda, 3),
                   std::to_string(sample.episode)});
  }
  return html_details("Some of them in numbers (lineage.csv has all)", table.html());
}

std::string map_part(const Parts& parts) {
  const SampleMap& map = parts.page.map;
  std::string html = chart("map", "Majority, minority and synthetic rows",
                           "Projection of majority, minority and synthetic rows onto two principal "
                           "components",
                           "tall");
  if (has_chart_library()) {
    html +=
        "<p class=\"script-only small\">Point at a synthetic row to see its parents. Zoom with the "
        "buttons, the wheel, or + and - on the focused chart; move by dragging or with the arrow "
        "keys; 0 shows all.</p>\n";
  }
  html += paragraph(map_words(map));
  if (!map.synthetic.empty()) html += lineage_table(map);
  return html;
}

std::string types_part(const Parts& parts) {
  struct Sum {
    std::uint64_t rows = 0;
    std::uint64_t with = 0;
    std::uint64_t samples = 0;
    std::uint64_t most = 0;
  };
  std::array<Sum, kInstanceTypes.size()> sums{};
  std::uint64_t all_samples = 0;
  for (const InstanceSamples& instance : parts.page.instances) {
    Sum& sum = sums[instance.type];
    ++sum.rows;
    sum.with += instance.samples > 0 ? 1 : 0;
    sum.samples += instance.samples;
    sum.most = std::max(sum.most, instance.samples);
    all_samples += instance.samples;
  }
  HtmlTable table("Synthetic rows by how hard their source is", {{"minority rows"},
                                                                 {"rows", true},
                                                                 {"that are a source", true},
                                                                 {"samples", true},
                                                                 {"share of samples", true},
                                                                 {"samples a row", true},
                                                                 {"most", true}});
  for (std::size_t type = 0; type < sums.size(); ++type) {
    const Sum& sum = sums[type];
    const auto share = [](std::uint64_t part, std::uint64_t whole) {
      return whole == 0 ? std::optional<double>()
                        : static_cast<double>(part) / static_cast<double>(whole);
    };
    const auto percent = share(sum.samples, all_samples);
    table.add_row({kInstanceTypes[type], count_text(sum.rows), count_text(sum.with),
                   count_text(sum.samples),
                   percent ? fmt::format("{:.1f} %", 100.0 * *percent) : "-",
                   number_text(share(sum.samples, sum.rows), 3), count_text(sum.most)});
  }
  std::string html = "<h3>Which minority rows it builds on</h3>\n";
  html += chart("difficulty", "Samples of each minority row, by difficulty",
                "Samples of each minority row by its difficulty; the table below sums them up");
  html += table.html();
  html += paragraph(fmt::format(
      "A minority row is safe, borderline, rare or an outlier by how many of its {} nearest "
      "training rows are minority rows: from 70 % on, from 30 %, from 10 %, or fewer.{}",
      parts.page.type_neighbors,
      parts.page.instances.size() == parts.page.instances_all
          ? ""
          : fmt::format(" {} of {} minority rows are counted, at equal distances in their order.",
                        count_text(parts.page.instances.size()),
                        count_text(parts.page.instances_all))));
  return html;
}

// What a parameter of the default profile's policy does where it is above 0.
std::string_view parameter_words(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kWords = {{
      {"amount", "samples as a share of what balances the classes: 2^amount - 1/64"},
      {"duplication", "more exact copies of minority rows; 0 is one half"},
      {"lambda_skew", "samples nearer to the neighbour than to the source"},
      {"instance_majority_share", "more samples where majority rows are near"},
      {"instance_border", "more samples for rows far from the majority"},
      {"instance_sparsity", "more samples where minority rows are far apart"},
      {"instance_margin", "more samples for rows that a linear model gets right"},
      {"pair_rank", "farther neighbours"},
      {"pair_majority", "segments whose middle is far from the majority"},
      {"pair_hardness", "neighbours with majority rows around them"},
  }};
  for (const auto& [known, words] : kWords) {
    if (known == name) return words;
  }
  return {};
}

std::string share_text(std::uint64_t count, std::uint64_t all) {
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(count) / static_cast<double>(all));
}

std::string habit_tables(const Parts& parts) {
  const PolicyHabits& habits = parts.page.habits;
  const std::uint64_t samples = parts.result.synthetic_rows;
  HtmlTable ranks("Samples by rank of the neighbour (0: the row itself)",
                  {{"rank", true}, {"samples", true}, {"share", true}});
  for (std::size_t rank = 0; rank < habits.ranks.size(); ++rank) {
    ranks.add_row({std::to_string(rank), count_text(habits.ranks[rank]),
                   share_text(habits.ranks[rank], samples)});
  }
  HtmlTable lambdas("Samples by lambda (0: the source, 1: the neighbour)",
                    {{"lambda", true}, {"samples", true}, {"share", true}});
  for (std::size_t quarter = 0; quarter < habits.lambdas.size(); ++quarter) {
    lambdas.add_row({number_text(0.25 * static_cast<double>(quarter), 3),
                     count_text(habits.lambdas[quarter]),
                     share_text(habits.lambdas[quarter], samples)});
  }
  return html_details("The numbers", ranks.html() + lambdas.html());
}

std::string habits_part(const Parts& parts) {
  const PolicyHabits& habits = parts.page.habits;
  std::string html = "<h3>What the policy prefers</h3>\n";
  if (parts.result.synthetic_rows > 0) {
    html += "<div class=\"triple\">\n";
    html +=
        chart("ranks", "Rank of the neighbour",
              "Samples by the neighbour's rank, 0 is the row itself; the numbers are in a table "
              "below",
              "low");
    html += chart("lambdas", "Lambda",
                  "Samples by lambda, 0 is a copy of the source; the numbers are in a table below",
                  "low");
    html += chart("scale", "Samples a minority row",
                  "Minority rows by how many samples they are the source of", "low");
    html += "</div>\n" + habit_tables(parts);
  }
  if (habits.parameters.empty()) return html;
  HtmlTable table("Parameters of the policy",
                  {{"parameter"}, {"value", true}, {"above 0 it means"}});
  for (const auto& [name, value] : habits.parameters) {
    table.add_row({name, number_text(value, 3), std::string(parameter_words(name))});
  }
  return html + table.html() +
         paragraph(
             "Features of rows and pairs have mean 0 and deviation 1 over the minority rows, "
             "so weights can be compared.");
}

std::string samples_section(const Parts& parts) {
  const std::uint64_t majority = parts.result.majority_rows;
  const std::uint64_t minority = parts.result.minority_rows;
  std::string html;
  if (parts.result.synthetic_rows == 0) {
    html += paragraph("No synthetic rows were made: the advice is not to resample.");
  } else if (majority > minority) {
    html += paragraph(fmt::format("{} synthetic rows, {:.2f} of what would balance the classes.",
                                  count_text(parts.result.synthetic_rows),
                                  static_cast<double>(parts.result.synthetic_rows) /
                                      static_cast<double>(majority - minority)));
  }
  html += map_part(parts) + types_part(parts) + habits_part(parts);
  return section("samples", "Where the samples went", html);
}

std::string legend() {
  return "<p class=\"legend\"><span class=\"key minority\"></span>minority rows (above) "
         "<span class=\"key synthetic\"></span>synthetic rows (below) "
         "<span class=\"key majority\"></span>majority rows (line)</p>\n";
}

std::string columns_section(const Parts& parts) {
  const std::vector<ColumnShape>& columns = parts.page.columns;
  if (columns.empty()) return {};
  std::string html;
  if (columns.size() < parts.page.columns_all) {
    html += paragraph(fmt::format(
        "Shown are the {} of {} features in which synthetic and minority rows differ most.",
        columns.size(), parts.page.columns_all));
  }
  html += legend() + "<div class=\"shapes\">\n";
  for (const ColumnShape& column : columns) {
    html += fmt::format("<figure class=\"drawing\"><figcaption>{}</figcaption>\n{}</figure>\n",
                        escape_html(shortened(column.name, 40)), shape_drawing(column));
  }
  html += "</div>\n";
  HtmlTable table("Features in majority, minority and synthetic rows",
                  {{"feature"},
                   {"majority mean", true},
                   {"minority mean", true},
                   {"synthetic mean", true},
                   {"minority deviation", true},
                   {"synthetic deviation", true},
                   {"missing, minority", true},
                   {"missing, synthetic", true},
                   {"difference", true}});
  table.allow_sorting();
  table.allow_filtering();
  for (const ColumnShape& column : columns) {
    table.add_row({column.name, number_text(column.majority.mean),
                   number_text(column.minority.mean), number_text(column.synthetic.mean),
                   number_text(column.minority.deviation), number_text(column.synthetic.deviation),
                   fmt::format("{:.1f} %", 100.0 * column.minority.missing),
                   fmt::format("{:.1f} %", 100.0 * column.synthetic.missing),
                   parts.result.synthetic_rows == 0 ? "-" : fixed_text(column.shift, 3)});
  }
  html += html_details("The numbers", table.html());
  html += paragraph(
      "Difference is the total variation between the bars of minority and synthetic rows: 0 where "
      "they are alike, 1 where they have nothing in common. Of a group of more than 5,000 rows, "
      "5,000 at equal distances are counted.");
  return section("columns", "Columns before and after", html);
}

std::string part_text(const ReportPart& part) {
  return fmt::format("{} rows, {} of the minority", count_text(part.rows),
                     count_text(part.minority));
}

std::string settings_table(const Parts& parts) {
  const SearchOptions& search = parts.options.search;
  HtmlTable table("Settings", {{"setting"}, {"value"}});
  const ReportData& data = parts.data;
  table.add_row({"table", data.source});
  table.add_row({"target", parts.options.target});
  table.add_row({"classifier", std::string(classifier_name(parts.options.classifier.kind))});
  table.add_row({"metric", parts.options.metric.name()});
  table.add_row({"profile", std::string(profile_name(search.profile))});
  table.add_row({"search", std::string(search_name(search.kind))});
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
  table.add_row({"files", fmt::format("{}", fmt::join(parts.result.files, ", "))});
  return table.html();
}

std::string settings_section(const Parts& parts) {
  std::string html = fmt::format(
      "<p>This repeats it, with the same result on any machine:</p>\n"
      "<pre class=\"command\" tabindex=\"0\"><code>{}</code></pre>\n",
      escape_html(command_text(parts.options, parts.data.seed)));
  html += settings_table(parts);
  html += fmt::format("<p id=\"timing\">{:.1f} s of search, {:.1f} s in all, {} threads.</p>\n",
                      parts.result.search_seconds, parts.result.seconds, parts.data.threads);
  return section("settings", "Settings, and how to repeat it", html);
}

std::string navigation(const std::string& content) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kLinks = {
      {{"verdict", "Verdict"},
       {"scores", "Scores"},
       {"learning", "Search"},
       {"curves", "Curves"},
       {"calibration", "Probabilities"},
       {"samples", "Samples"},
       {"columns", "Columns"},
       {"settings", "Settings"}}};
  std::string items;
  for (const auto& [id, title] : kLinks) {
    if (content.find(fmt::format("<section id=\"{}\"", id)) == std::string::npos) continue;
    items += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", id, title);
  }
  return "<nav aria-label=\"Sections\"><ul>\n" + items + "</ul></nav>\n";
}

}  // namespace

std::string render_fit_page(const FitOptions& options, const ReportData& data,
                            const FitResult& result, const FitPage& page) {
  const Parts parts{options, data, result, page};
  HtmlPage document;
  document.title = fmt::format("autosmote fit: {}", data.source);
  document.kind = "fit";
  document.charts = true;
  const std::string sections =
      verdict_section(parts) + notes_section(parts) + scores_section(parts) +
      learning_section(parts) + curves_section(parts) + calibration_section(parts) +
      samples_section(parts) + columns_section(parts) + settings_section(parts);
  document.content = fmt::format(
      "<h1>Over-sampling of {}</h1>\n<p class=\"lead\">'{}' against '{}', {} by {}</p>\n",
      escape_html(data.source), escape_html(data.minority_name), escape_html(data.majority_name),
      escape_html(classifier_name(options.classifier.kind)), escape_html(options.metric.name()));
  document.content += navigation(sections);
  if (!has_chart_library()) {
    document.content += paragraph(
        "This program was built without Chart.js: the interactive charts are missing, the tables "
        "have their numbers.");
  }
  document.content += sections;
  document.data = fit_chart_data(options, data, result, page);
  return assemble_page(document);
}

}  // namespace autosmote
