#include <fmt/format.h>

#include <cstddef>
#include <vector>

#include "autosmote/aligned_text.h"
#include "autosmote/inspect.h"
#include "report/cell_text.h"

namespace autosmote {
namespace {

constexpr std::size_t kMostColumns = 60;  // more fill the terminal; --json has all
constexpr std::size_t kLongestName = 40;

std::string class_lines(const InspectResult& result) {
  std::vector<std::vector<std::string>> lines{
      {"class", "rows", "ratio", "safe", "borderline", "rare", "outlier"}};
  for (const InspectClass& entry : result.classes) {
    std::vector<std::string> line{shortened(entry.name, kLongestName), std::to_string(entry.rows),
                                  fmt::format("{:.1f}", entry.ratio)};
    const bool typed = entry.safe + entry.borderline + entry.rare + entry.outliers > 0;
    for (const std::uint64_t count : {entry.safe, entry.borderline, entry.rare, entry.outliers}) {
      line.push_back(typed ? std::to_string(count) : "-");
    }
    lines.push_back(std::move(line));
  }
  return aligned_text(lines);
}

std::string column_lines(const InspectResult& result) {
  std::vector<std::vector<std::string>> lines{
      {"column", "kind", "missing", "distinct", "smallest", "mean", "largest", "alone"}};
  for (const InspectColumn& column : result.columns) {
    if (lines.size() > kMostColumns) break;
    const std::string kind = column.role == "feature" ? column.kind : column.role;
    lines.push_back({shortened(column.name, kLongestName), kind, std::to_string(column.missing),
                     std::to_string(column.distinct), number_text(column.smallest),
                     number_text(column.mean), number_text(column.largest),
                     fixed_text(column.separation, 3)});
  }
  std::string text = aligned_text(lines);
  if (result.columns.size() > kMostColumns) {
    text += fmt::format("and {} more columns; --json shows all\n",
                        result.columns.size() - kMostColumns);
  }
  return text;
}

}  // namespace

std::string inspect_text(const InspectOptions& options, const InspectResult& result) {
  std::string text = fmt::format("{}: {} rows, target '{}'\n\n",
                                 options.data == "-" ? "standard input" : options.data, result.rows,
                                 options.target);
  text += class_lines(result);
  if (result.neighbors > 0) {
    text += fmt::format(
        "ratio: rows of the largest class over rows of this one. safe to outlier: rows by the "
        "share of\ntheir own class among the {} nearest (from 70 %, from 30 %, from 10 %, less)\n",
        result.neighbors);
  }
  text += fmt::format("\n{}", column_lines(result));
  text +=
      "alone: how well the column by itself tells one class from the others (area under the ROC\n"
      "curve; 0.5 not at all, 1 entirely)\n\n";
  text += fmt::format(
      "missing cells: {}, in {} rows; rows that repeat an earlier one: {}; rows with equal "
      "features\nbut another class: {}\n",
      result.missing_cells, result.rows_with_missing, result.duplicates, result.conflicting);
  if (!result.advice.empty()) text += "\nTo mind:\n";
  for (const std::string& advice : result.advice) text += fmt::format("- {}\n", advice);
  return text;
}

}  // namespace autosmote
