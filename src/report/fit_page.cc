#include "report/fit_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <string_view>

#include "report/cell_text.h"
#include "report/command_text.h"
#include "report/fit_page_charts.h"
#include "report/fit_page_samples.h"
#include "report/fit_page_settings.h"
#include "report/html_page.h"
#include "report/html_text.h"
#include "report/svg.h"

namespace autosmote {
namespace {

const UnseenScore* unseen_of(const FitPage& page, const std::string& method) {
  const auto found = std::ranges::find(page.unseen, method, &UnseenScore::method);
  return found == page.unseen.end() ? nullptr : &*found;
}

std::string interval_text(double lower, double upper) {
  return fmt::format("{:.4f} to {:.4f}", lower, upper);
}

bool two_classes(const FitPageParts& parts) { return parts.result.classes.size() == 2; }

// The classes that get rows, each in quotes.
std::string quoted_minority(const FitPageParts& parts) {
  if (two_classes(parts)) return fmt::format("'{}'", parts.data.minority_name);
  std::string text;
  for (std::size_t c = 1; c < parts.result.classes.size(); ++c) {
    text += fmt::format("{}'{}'", c > 1 ? ", " : "", parts.result.classes[c].name);
  }
  return text;
}

// The cheap baseline that a user would take: best on the validation rows.
const FitMethod* best_baseline(const FitPageParts& parts) {
  const FitMethod* best = nullptr;
  for (const FitMethod& method : parts.result.methods) {
    if (!method.validation || method.name == parts.data.verdict.method) continue;
    if (method.name == "random search") continue;
    if (best == nullptr || *method.validation > *best->validation) best = &method;
  }
  return best;
}

// How an interval can be made narrower, where it can.
std::string fuller_verdict(const FitPageParts& parts) {
  if (parts.data.verdict.evidence != "outer folds" || parts.options.verdict == VerdictEffort::kFull)
    return {};
  return in_memory(parts.options) ? ", or the verdict 'full'," : ", or --verdict full,";
}

// Whether a method has a threshold: rankings and several classes have none.
bool has_threshold(const FitPageParts& parts) {
  return !parts.options.metric.uses_scores() && two_classes(parts);
}

// "SMOTE (40 synthetic rows, threshold 0.1)"
std::string cheap_alternative(const FitPageParts& parts) {
  const FitMethod* baseline = best_baseline(parts);
  if (baseline == nullptr || baseline->name == "nothing") return "the rows as they are";
  std::vector<std::string> details;
  if (baseline->synthetic_rows > 0) {
    details.push_back(count_text(baseline->synthetic_rows) + " synthetic rows");
  }
  if (has_threshold(parts)) details.push_back("threshold " + number_text(baseline->threshold));
  if (details.empty()) return baseline->name;
  return fmt::format("{} ({})", baseline->name, fmt::join(details, ", "));
}

std::string advice(const FitPageParts& parts) {
  const std::string simple = cheap_alternative(parts);
  std::string use = parts.result.synthetic_rows == 0 ? "leave the rows as they are"
                                                     : "train on " + delivered_rows(parts.options);
  if (has_threshold(parts)) {
    use +=
        fmt::format(", and call a row '{}' where the classifier's score is above {}",
                    parts.data.minority_name, number_text(parts.result.methods.back().threshold));
  }
  switch (parts.data.verdict.outcome) {
    case Outcome::kHelps:
      return fmt::format("What to do: {}.", use);
    case Outcome::kHurts:
      return fmt::format("What to do: leave {} alone and take {}.", delivered_rows(parts.options),
                         simple);
    case Outcome::kNoEvidence:
      return fmt::format(
          "What to do: take the cheap alternative, here {}; more rows of {}{} would narrow the "
          "interval. To use what was learned all the same, {}.",
          simple, quoted_minority(parts), fuller_verdict(parts), use);
    case Outcome::kNoTestRows:
      break;
  }
  // The verdict knows neither scorers nor splits of the caller's own, and is refused for them.
  if (parts.options.metric.kind == MetricKind::kCustom) {
    return "What to do: score the classifier with and without the synthetic rows on rows that were "
           "set aside, before trusting any score on this page; a scorer of one's own has no "
           "verdict.";
  }
  if (parts.options.validation.kind == ValidationOptions::Kind::kSplits) {
    return "What to do: run again with a number of folds in place of the given splits, and with "
           "the verdict 'quick', before trusting any score on this page.";
  }
  if (in_memory(parts.options)) {
    return "What to do: run again with the verdict 'quick' before trusting any score on this page.";
  }
  return "What to do: run again with --verdict quick, or give rows that were set aside by --test, "
         "before trusting any score on this page.";
}

std::string key_figures(const FitPageParts& parts) {
  const FitResult& result = parts.result;
  std::string items;
  const auto add = [&items](const std::string& figure, const std::string& words) {
    items += fmt::format("<li><b>{}</b> {}</li>\n", escape_html(figure), escape_html(words));
  };
  add(count_text(result.majority_rows), "rows of " + parts.data.majority_name);
  add(count_text(result.minority_rows), "rows of " + parts.data.minority_name);
  add(count_text(result.synthetic_rows), "synthetic rows");
  if (has_threshold(parts) && !result.methods.empty()) {
    add(number_text(result.methods.back().threshold), "decision threshold on the score");
  }
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

std::string verdict_section(const FitPageParts& parts) {
  const Verdict& verdict = parts.data.verdict;
  std::string kind = outcome_name(verdict.outcome);
  std::ranges::replace(kind, ' ', '-');
  std::string html = fmt::format("<div class=\"verdict {}\">\n<h2 id=\"verdict-title\">{}</h2>\n",
                                 kind, verdict_title(verdict.outcome));
  html += html_paragraph(verdict.sentence);
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
  html += "</div>\n" + html_paragraph(advice(parts)) + key_figures(parts);
  if (parts.result.interrupted) {
    html +=
        html_paragraph("The run was interrupted: this is the best of what was done until then.");
  }
  return fmt::format("<section id=\"verdict\" aria-labelledby=\"verdict-title\">\n{}</section>\n",
                     html);
}

std::string notes_section(const FitPageParts& parts) {
  if (parts.result.notes.empty()) return {};
  return html_section("notes", "What to mind", html_list(parts.result.notes));
}

std::string unseen_words(const FitPageParts& parts) {
  return parts.data.verdict.evidence == "outer folds"
             ? "rows that no search saw, predicted in outer folds"
             : "the test rows";
}

std::string scores_drawing(const FitPageParts& parts) {
  const std::vector<UnseenScore>& unseen = parts.page.unseen;
  if (unseen.empty()) return {};
  std::vector<IntervalLine> lines;
  for (const UnseenScore& score : unseen) {
    lines.push_back({score.method, score.value, score.lower, score.upper,
                     score.method == parts.data.verdict.method});
  }
  const std::string title =
      fmt::format("{} on {}", parts.options.metric.name(), unseen_words(parts));
  return html_drawing(title + ", with 95 % intervals",
                      interval_drawing(lines, title + ", see the table for the numbers"));
}

// Random search is there to tell what learning adds. In outer folds it would double the time of
// the verdict, for a method that nobody would take.
bool lacks_random_search(const FitPageParts& parts) {
  return parts.data.verdict.evidence == "outer folds" &&
         std::ranges::any_of(parts.result.methods, [](const FitMethod& method) {
           return method.name == "random search" && method.validation;
         });
}

std::string scores_section(const FitPageParts& parts) {
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
                   applies && two_classes(parts) ? number_text(method.threshold) : "-",
                   applies ? count_text(method.synthetic_rows) : "-", method.note},
                  method.name == parts.data.verdict.method ? "chosen" : "");
  }
  std::string html = scores_drawing(parts) + table.html();
  if (parts.page.unseen.empty()) {
    html += html_paragraph(
        "There are no unseen rows, so there are no intervals, and the validation scores of "
        "searches are too good: the best of many candidates was chosen by them.");
  } else {
    html += html_paragraph(fmt::format(
        "Unseen rows are {}. An interval says how far a score depends on which rows were at hand. "
        "All methods are scored on the same rows, so two of them can differ for sure although "
        "their intervals overlap: the verdict's interval is that of the difference. The threshold "
        "and the synthetic rows are those of the final training set.",
        unseen_words(parts)));
    if (lacks_random_search(parts)) {
      html += html_paragraph(
          "Random search has no score on unseen rows: it is no alternative but a control, which "
          "tells whether learning adds to random choices in the same space, and is not repeated "
          "in the outer folds, whose time it would double. Rows that were set aside as test rows "
          "score it, too; autosmote compare puts it beside AutoSMOTE as autosmote-random.");
    }
  }
  return html_section("scores", "Scores against the alternatives", html);
}

std::string learning_section(const FitPageParts& parts) {
  constexpr std::string_view kTitle = "How the search went";
  const std::vector<EpisodeRecord>& history = parts.page.history;
  if (history.empty()) {
    return html_section("learning", kTitle, html_paragraph("No episode was played."));
  }
  std::string html = chart_place(
      "learning", "Score of each episode on the validation rows",
      fmt::format("Learning curve: best validation score {} after {} episodes; the table below "
                  "has the numbers",
                  fixed_text(history.back().best_validation), parts.result.episodes));
  std::string words =
      "Each point is one episode, scored by the very rows by which the best is chosen, and at the "
      "best threshold for them where one is tuned, so points lie higher than they should. The "
      "lines of the result and of the alternatives (dashed) are those of the table of scores: with "
      "folds and a metric of labels each fold judges what the other folds chose.";
  if (!parts.page.unseen.empty()) {
    words +=
        " The shaded band is the result's optimism: what lies between its validation score and "
        "its score on unseen rows.";
    const double unseen = parts.page.unseen.back().value;
    if (parts.result.methods.back().validation.value_or(unseen) < unseen) {
      words += " Here it is below 0: unseen rows scored higher.";
    }
    if (parts.data.verdict.evidence == "outer folds") {
      words +=
          " The verdict's figure is another one: it compares the searches of the outer folds, "
          "which learn from fewer rows, with their own scores.";
    }
  }
  html += html_paragraph(words);
  HtmlTable table("Best validation score during the search",
                  {{"episode", true}, {"score", true}, {"best so far", true}, {"samples", true}});
  const std::size_t step = (history.size() + 9) / 10;
  for (std::size_t i = 0; i < history.size(); i += step) {
    const EpisodeRecord& record = history[std::min(i + step, history.size()) - 1];
    table.add_row({count_text(record.episode), fixed_text(record.validation),
                   fixed_text(record.best_validation), count_text(record.samples)});
  }
  html += html_details("The numbers", table.html());
  return html_section("learning", kTitle, html);
}

// Why something is not drawn that needs predictions of two classes for unseen rows.
std::string absence(const FitPageParts& parts, std::string_view what) {
  if (!two_classes(parts)) {
    return html_paragraph(
        fmt::format("{} belong to two classes, one above the threshold and one below it, and this "
                    "table has {}.",
                    what, parts.result.classes.size()));
  }
  return html_paragraph(fmt::format(
      "{} need rows of both classes that no search saw, and there are none here, or too few.",
      what));
}

std::string curves_section(const FitPageParts& parts) {
  constexpr std::string_view kTitle = "ROC and precision-recall";
  if (parts.page.curves.empty()) {
    return html_section("curves", kTitle, absence(parts, "These curves"));
  }
  std::string html = "<div class=\"pair\">\n";
  html += chart_place(
      "roc", "ROC curve",
      "ROC curves without over-sampling and as delivered; the table below has areas and "
      "chosen points");
  html +=
      chart_place("precision-recall", "Precision and recall",
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
  html += html_paragraph(fmt::format(
      "On {}. Dots mark the chosen threshold: recall, precision and false positive rate belong to "
      "it.{}",
      unseen_words(parts),
      parts.data.verdict.evidence == "outer folds"
          ? " Each fold has a model and a threshold of its own; curves and dots pool them."
          : ""));
  return html_section("curves", kTitle, html);
}

std::string calibration_section(const FitPageParts& parts) {
  constexpr std::string_view kTitle = "Probabilities before and after";
  if (!parts.result.calibration) {
    return html_section("calibration", kTitle,
                        absence(parts, "Calibration and the correction for the ratio"));
  }
  const FitCalibrations& found = *parts.result.calibration;
  std::string html = chart_place(
      "calibration", "Predicted probability and what happened",
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
  html += html_paragraph("Probabilities: " + found.probabilities +
                         ". On the diagonal they are right; below it they are too high.");
  html += fmt::format(
      "<p>Prior correction of a probability p of a classifier trained on {2}: "
      "<code>p * {0} / (p * {0} + (1 - p) * {1})</code>.</p>\n",
      number_text(parts.result.prior_correction.minority, 6),
      number_text(parts.result.prior_correction.majority, 6), delivered_rows(parts.options));
  html += html_details("The numbers", bins.html());
  return html_section("calibration", kTitle, html);
}

// With several classes, what takes the place of curves and thresholds.
std::string classes_section(const FitPageParts& parts) {
  if (parts.page.classes.size() < 2) return {};
  const ClassScores& before = parts.page.classes.front();
  const ClassScores& after = parts.page.classes.back();
  HtmlTable table("Recall and precision of each class", {{"class"},
                                                         {"rows", true},
                                                         {"recall without over-sampling", true},
                                                         {"recall, " + after.method, true},
                                                         {"precision without over-sampling", true},
                                                         {"precision, " + after.method, true}});
  table.allow_sorting();
  for (std::size_t c = 0; c < before.recall.size(); ++c) {
    table.add_row({parts.result.classes[c].name, count_text(parts.result.classes[c].rows),
                   fixed_text(before.recall[c]), fixed_text(after.recall[c]),
                   fixed_text(before.precision[c]), fixed_text(after.precision[c])});
  }
  return html_section(
      "classes", "Class by class",
      table.html() +
          html_paragraph(fmt::format(
              "On {}; rows are those of the training table. Recall is the share of a class's rows "
              "that are called so, precision the share of rows called so that are of the class.",
              unseen_words(parts))));
}

std::string navigation(const std::string& content) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kLinks = {
      {{"verdict", "Verdict"},
       {"scores", "Scores"},
       {"classes", "Classes"},
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
  const FitPageParts parts{options, data, result, page};
  HtmlPage document;
  document.title = fmt::format("autosmote fit: {}", data.source);
  document.kind = "fit";
  document.charts = true;
  const std::string sections = verdict_section(parts) + notes_section(parts) +
                               scores_section(parts) + classes_section(parts) +
                               learning_section(parts) + curves_section(parts) +
                               calibration_section(parts) + samples_section(parts) +
                               columns_section(parts) + settings_section(parts);
  document.content =
      fmt::format("<h1>Over-sampling of {}</h1>\n<p class=\"lead\">{} against '{}', {} by {}</p>\n",
                  escape_html(data.source), escape_html(quoted_minority(parts)),
                  escape_html(data.majority_name), escape_html(classifier_text(options)),
                  escape_html(options.metric.name()));
  document.content += navigation(sections);
  if (!has_chart_library()) {
    document.content += html_paragraph(
        "This program was built without Chart.js: the interactive charts are missing, the tables "
        "have their numbers.");
  }
  document.content += sections;
  document.data = fit_chart_data(options, data, result, page);
  return assemble_page(document);
}

}  // namespace autosmote
