#include "text_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "autosmote/closeness.h"

namespace autosmote::cli {
namespace {

constexpr std::size_t kColumns = 6;
using Line = std::array<std::string, kColumns>;

std::string score_text(const std::optional<double>& score) {
  return score ? fmt::format("{:.4f}", *score) : "-";
}

std::vector<Line> table_lines(const FitResult& result) {
  std::vector<Line> lines{{"method", "validation", "test", "threshold", "synthetic", "note"}};
  for (const FitMethod& method : result.methods) {
    lines.push_back({method.name, score_text(method.validation), score_text(method.test),
                     method.validation && result.classes.size() == 2
                         ? fmt::format("{:.4g}", method.threshold)
                         : "-",
                     method.validation ? std::to_string(method.synthetic_rows) : "-", method.note});
  }
  return lines;
}

// Names to the left, numbers to the right, notes as they are.
std::string aligned(const std::vector<Line>& lines) {
  std::array<std::size_t, kColumns> width{};
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < kColumns; ++i) width[i] = std::max(width[i], line[i].size());
  }
  std::string text;
  for (const Line& line : lines) {
    std::string row = fmt::format("{:<{}}", line[0], width[0]);
    for (std::size_t i = 1; i + 1 < kColumns; ++i) {
      row += fmt::format("  {:>{}}", line[i], width[i]);
    }
    row += "  " + line[kColumns - 1];
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + "\n";
  }
  return text;
}

bool has_probabilities(ClassifierKind kind) {
  return kind == ClassifierKind::kLogistic || kind == ClassifierKind::kXgboost ||
         kind == ClassifierKind::kKnn;
}

// One line; nothing where nothing was added.
std::string calibration_text(const FitResult& result, ClassifierKind kind) {
  if (result.synthetic_rows == 0 || result.classes.size() > 2) return {};
  const std::string formula =
      fmt::format("p * {0:.4g} / (p * {0:.4g} + (1 - p) * {1:.4g})",
                  result.prior_correction.minority, result.prior_correction.majority);
  if (!result.calibration) {
    if (!has_probabilities(kind)) return {};
    return fmt::format("Probabilities p after over-sampling are too high; {} undoes that.\n",
                       formula);
  }
  const FitCalibrations& found = *result.calibration;
  std::string text =
      fmt::format("Probabilities: Brier score {:.4f} without over-sampling, {:.4f} with it",
                  found.before.brier, found.after.brier);
  if (found.corrected) {
    return text + fmt::format(", {:.4f} after the prior correction {}.\n", found.corrected->brier,
                              formula);
  }
  return text + fmt::format("; {}.\n", found.probabilities);
}

std::string rows_text(const FitResult& result) {
  if (result.classes.size() == 2) {
    return fmt::format("{} majority and {} minority rows and {} synthetic ones",
                       result.majority_rows, result.minority_rows, result.synthetic_rows);
  }
  std::string text;
  for (const FitClass& one : result.classes) {
    text += fmt::format("{}{} rows of '{}'", text.empty() ? "" : ", ", one.rows, one.name);
    if (one.synthetic_rows > 0) text += fmt::format(" and {} synthetic ones", one.synthetic_rows);
  }
  return text;
}

}  // namespace

std::string text_report(const FitOptions& options, const FitResult& result) {
  std::string text =
      fmt::format("{} of {}:\n", options.metric.name(), classifier_name(options.classifier.kind));
  text += aligned(table_lines(result));
  text += fmt::format("\n{}\n", result.verdict);
  text += calibration_text(result, options.classifier.kind);
  if (result.closeness) text += closeness_text(*result.closeness) + "\n";
  for (const std::string& note : result.notes) text += fmt::format("Note: {}\n", note);
  text += fmt::format(
      "\n{}/: {}\nbalanced.csv: {}; {} episodes, {} classifier fits, {:.1f} s of search, {:.1f} s "
      "in all\n",
      options.output, fmt::join(result.files, ", "), rows_text(result), result.episodes,
      result.fits, result.search_seconds, result.seconds);
  return text;
}

}  // namespace autosmote::cli
