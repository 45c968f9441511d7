#include "api/inspect_columns.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>

#include "api/inputs.h"
#include "core/parallel.h"
#include "metrics/ranking.h"

namespace autosmote {
namespace {

constexpr std::size_t kFewestRows = 5;  // of a class: fewer are at an end of a column by chance
constexpr double kLeak = 0.995;

/// The rows of a column that have a value, with their labels, for one class against all others.
struct Ranking {
  std::vector<int> truth;
  std::vector<double> scores;

  void add(bool of_class, double score) {
    truth.push_back(of_class ? 1 : 0);
    scores.push_back(score);
  }
  /// The area under the ROC curve; empty where there is only one class.
  std::optional<double> area() const {
    const auto positives = std::ranges::count(truth, 1);
    if (positives == 0 || static_cast<std::size_t>(positives) == truth.size()) return std::nullopt;
    return roc_auc(group_by_score(truth, scores));
  }
};

std::optional<double> either_direction(std::optional<double> area) {
  if (area) area = std::max(*area, 1.0 - *area);
  return area;
}

std::optional<double> number_area(const Column& column, std::span<const int> labels, int label) {
  Ranking ranking;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (!column.missing(row)) ranking.add(labels[row] == label, column.values[row]);
  }
  return either_direction(ranking.area());
}

// Shares come from the rows of the other parity, so that a category of a single row, or an
// identifier, says nothing about its own row.
std::optional<double> category_area(const Column& column, std::span<const int> labels, int label) {
  struct Count {
    double rows = 0.0;
    double of_class = 0.0;
  };
  std::vector<Count> counts[2];
  Count all[2];
  for (auto& half : counts) half.resize(column.categories.size());
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (column.missing(row)) continue;
    const double of_class = labels[row] == label ? 1.0 : 0.0;
    for (Count* count :
         {&counts[row % 2][static_cast<std::size_t>(column.codes[row])], &all[row % 2]}) {
      count->rows += 1.0;
      count->of_class += of_class;
    }
  }
  Ranking ranking;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (column.missing(row)) continue;
    const std::size_t other = 1 - row % 2;
    const Count& category = counts[other][static_cast<std::size_t>(column.codes[row])];
    const Count& known = category.rows > 0.0 ? category : all[other];
    ranking.add(labels[row] == label, known.rows > 0.0 ? known.of_class / known.rows : 0.0);
  }
  return ranking.area();
}

std::optional<double> missing_area(const Column& column, std::span<const int> labels, int label) {
  Ranking ranking;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    ranking.add(labels[row] == label, column.missing(row) ? 1.0 : 0.0);
  }
  return either_direction(ranking.area());
}

void look_at_separation(const Column& column, const ClassTarget& target, InspectColumn& entry) {
  for (std::size_t c = 0; c < target.counts.size(); ++c) {
    if (target.counts[c] < kFewestRows) continue;
    const int label = static_cast<int>(c);
    const auto area = column.kind == ColumnKind::kNumeric
                          ? number_area(column, target.labels, label)
                          : category_area(column, target.labels, label);
    if (area && (!entry.separation || *area > *entry.separation)) {
      entry.separation = area;
      entry.separated_class = target.class_names[c];
    }
    if (entry.missing == 0) continue;
    const auto tells = missing_area(column, target.labels, label);
    if (tells && (!entry.missing_tells || *tells > *entry.missing_tells)) {
      entry.missing_tells = tells;
    }
  }
  entry.leaking =
      entry.separation.value_or(0.0) >= kLeak || entry.missing_tells.value_or(0.0) >= kLeak;
}

void look_at_numbers(const Column& column, InspectColumn& entry) {
  std::vector<double> values;
  values.reserve(column.values.size());
  for (const double value : column.values) {
    if (!std::isnan(value)) values.push_back(value);
  }
  if (values.empty()) return;
  std::ranges::sort(values);
  entry.smallest = values.front();
  entry.largest = values.back();
  // Parts, so that the sum of very large values stays finite.
  double mean = 0.0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  entry.mean = std::clamp(mean, values.front(), values.back());
  entry.distinct = static_cast<std::uint64_t>(std::ranges::unique(values).begin() - values.begin());
}

void look_at_categories(const Column& column, InspectColumn& entry) {
  std::vector<std::size_t> counts(column.categories.size());
  for (const std::int32_t code : column.codes) {
    if (code >= 0) ++counts[static_cast<std::size_t>(code)];
  }
  entry.distinct = static_cast<std::uint64_t>(
      std::ranges::count_if(counts, [](std::size_t count) { return count > 0; }));
  if (entry.distinct == 0) return;
  const auto most = std::ranges::max_element(counts) - counts.begin();
  entry.most_frequent = column.categories[static_cast<std::size_t>(most)];
}

InspectColumn inspect_column(const Table& table, const ClassTarget& target, std::size_t index) {
  const Column& column = table.column(index);
  InspectColumn entry;
  entry.name = column.name;
  entry.kind = kind_name(column.kind);
  entry.role = column_role(table, target.column, index);
  if (column.ignored) return entry;
  for (std::size_t row = 0; row < table.rows(); ++row) entry.missing += column.missing(row) ? 1 : 0;
  if (column.kind == ColumnKind::kNumeric) {
    look_at_numbers(column, entry);
  } else {
    look_at_categories(column, entry);
  }
  if (index == target.column) return entry;
  entry.constant = entry.distinct + (entry.missing > 0 ? 1 : 0) <= 1;
  if (!entry.constant) look_at_separation(column, target, entry);
  return entry;
}

}  // namespace

std::vector<InspectColumn> inspect_columns(const Table& table, const ClassTarget& target,
                                           const Context& context) {
  std::vector<InspectColumn> columns(table.columns().size());
  parallel_for(context, columns.size(), [&](std::size_t index) {
    if (!context.cancelled()) columns[index] = inspect_column(table, target, index);
  });
  return columns;
}

}  // namespace autosmote
