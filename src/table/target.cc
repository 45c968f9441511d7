#include "autosmote/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "autosmote/error.h"
#include "core/names.h"
#include "table/number.h"

namespace autosmote {
namespace {

// Classes in order of appearance: the class number of each row, rows and first row of each class.
struct Classes {
  std::vector<std::size_t> of_row;
  std::vector<std::size_t> counts;
  std::vector<std::size_t> first_rows;
};

std::size_t target_column(const Table& table, const std::string& name) {
  if (name.empty()) {
    throw ConfigError(table.source() + ": no target column is given; name the label column");
  }
  if (!table.find_column(name)) {
    std::vector<std::string> names;
    for (const Column& column : table.columns()) names.push_back(column.name);
    throw ConfigError(
        fmt::format("{}: target: {} (the first line of the file must hold the "
                    "column names)",
                    table.source(), no_such_column(name, names)));
  }
  const std::size_t index = *table.find_column(name);
  if (table.column(index).ignored) {
    throw ConfigError(fmt::format("{}: the target column '{}' is declared as ignored; declare one",
                                  table.source(), name));
  }
  return index;
}

void refuse_missing(const Table& table, std::size_t index) {
  const Column& column = table.column(index);
  std::size_t missing = 0;
  std::size_t first = 0;
  for (std::size_t row = table.rows(); row-- > 0;) {
    if (!column.missing(row)) continue;
    ++missing;
    first = row;
  }
  if (missing == table.rows()) {
    throw DataError({table.source(), 0, index + 1},
                    fmt::format("the target column '{}' is empty in all {} rows; name the column "
                                "that holds the label",
                                column.name, table.rows()));
  }
  if (missing > 0) {
    throw DataError({table.source(), table.line(first), index + 1},
                    fmt::format("the target column '{}' is empty here and in {} of {} rows in "
                                "all; remove these rows or fill in the label",
                                column.name, missing, table.rows()));
  }
}

Classes find_classes(const Table& table, std::size_t index) {
  const Column& column = table.column(index);
  Classes classes;
  classes.of_row.resize(table.rows());
  const auto assign = [&](auto& seen, std::size_t row, auto key) {
    const auto [found, inserted] = seen.emplace(key, classes.counts.size());
    if (inserted) {
      classes.counts.push_back(0);
      classes.first_rows.push_back(row);
    }
    ++classes.counts[found->second];
    classes.of_row[row] = found->second;
  };
  if (column.kind == ColumnKind::kNumeric) {
    std::unordered_map<double, std::size_t> seen;
    for (std::size_t row = 0; row < table.rows(); ++row) assign(seen, row, column.values[row]);
  } else {
    std::unordered_map<std::int32_t, std::size_t> seen;
    for (std::size_t row = 0; row < table.rows(); ++row) assign(seen, row, column.codes[row]);
  }
  return classes;
}

std::string describe(const Table& table, std::size_t index, const Classes& classes) {
  constexpr std::size_t kShown = 10;
  std::string text;
  for (std::size_t c = 0; c < std::min(kShown, classes.counts.size()); ++c) {
    text += fmt::format("{}'{}' ({} row{})", c > 0 ? ", " : "",
                        table.cell_text(classes.first_rows[c], index), classes.counts[c],
                        classes.counts[c] == 1 ? "" : "s");
  }
  if (classes.counts.size() > kShown) {
    text += fmt::format(" and {} more", classes.counts.size() - kShown);
  }
  return text;
}

[[noreturn]] void refuse_single_class(const Table& table, std::size_t index,
                                      const Classes& classes) {
  throw DataError({table.source(), 0, index + 1},
                  fmt::format("the target column '{}' has one class only, {}; two are needed",
                              table.column(index).name, describe(table, index, classes)));
}

}  // namespace

ClassTarget select_classes(const Table& table, const std::string& name) {
  ClassTarget target;
  target.column = target_column(table, name);
  refuse_missing(table, target.column);
  const Classes classes = find_classes(table, target.column);
  if (classes.counts.size() == 1) refuse_single_class(table, target.column, classes);
  std::vector<std::string> names;
  for (const std::size_t row : classes.first_rows) {
    names.push_back(table.cell_text(row, target.column));
  }
  std::vector<double> numbers(names.size());
  bool all_numbers = true;
  for (std::size_t c = 0; c < names.size(); ++c) {
    all_numbers = parse_number(names[c], numbers[c]) == CellText::kNumber && all_numbers;
  }
  std::vector<std::size_t> order(names.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    if (all_numbers && numbers[a] != numbers[b]) return numbers[a] < numbers[b];
    return names[a] < names[b];
  });
  std::vector<int> label(order.size());
  for (std::size_t c = 0; c < order.size(); ++c) {
    label[order[c]] = static_cast<int>(c);
    target.class_names.push_back(names[order[c]]);
    target.counts.push_back(classes.counts[order[c]]);
    target.first_rows.push_back(classes.first_rows[order[c]]);
  }
  target.labels.resize(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    target.labels[row] = label[classes.of_row[row]];
  }
  return target;
}

Target select_target(const Table& table, const std::string& name) {
  Target target;
  target.column = target_column(table, name);
  refuse_missing(table, target.column);
  const Classes classes = find_classes(table, target.column);
  if (classes.counts.size() == 1) refuse_single_class(table, target.column, classes);
  const auto smallest = std::ranges::min_element(classes.counts);
  if (*smallest < 2) {
    const auto first =
        classes.first_rows[static_cast<std::size_t>(smallest - classes.counts.begin())];
    throw DataError({table.source(), table.line(first), target.column + 1},
                    fmt::format("class '{}' of the target column '{}' has this single row; at "
                                "least two are needed, one to learn from and one to validate on: "
                                "join it with another class, leave it out, or name the column that "
                                "holds the label",
                                table.cell_text(first, target.column), name));
  }
  std::vector<std::size_t> order(classes.counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater(),
                           [&classes](std::size_t c) { return classes.counts[c]; });
  std::vector<int> label(order.size());
  for (std::size_t c = 0; c < order.size(); ++c) {
    label[order[c]] = static_cast<int>(c);
    target.class_names.push_back(table.cell_text(classes.first_rows[order[c]], target.column));
    target.counts.push_back(classes.counts[order[c]]);
  }
  target.labels.reserve(table.rows());
  for (const std::size_t c : classes.of_row) target.labels.push_back(label[c]);
  return target;
}

void require_two_classes(const Table& table, const Target& target, const std::string& what) {
  if (target.classes() == 2) return;
  throw DataError(
      {table.source(), 0, target.column + 1},
      fmt::format("the target column '{}' has {} classes: {}; {} takes two: join "
                  "classes, or name another column",
                  table.column(target.column).name, target.classes(),
                  describe(table, target.column, find_classes(table, target.column)), what));
}

Target select_target_like(const Table& table, const std::string& name, const Table& reference_table,
                          const Target& reference) {
  Target target;
  target.column = target_column(table, name);
  refuse_missing(table, target.column);
  target.class_names = reference.class_names;
  target.counts.resize(reference.class_names.size());
  const Column& column = table.column(target.column);
  const Column& model = reference_table.column(reference.column);
  const Classes classes = find_classes(table, target.column);
  std::vector<int> label_of_class;
  for (const std::size_t first : classes.first_rows) {
    const std::string text = table.cell_text(first, target.column);
    std::optional<int> label;
    if (column.kind == ColumnKind::kNumeric && model.kind == ColumnKind::kNumeric) {
      for (std::size_t row = 0; row < reference.labels.size() && !label; ++row) {
        if (model.values[row] == column.values[first]) label = reference.labels[row];
      }
    } else {
      const auto found = std::ranges::find(reference.class_names, text);
      if (found != reference.class_names.end()) {
        label = static_cast<int>(found - reference.class_names.begin());
      }
    }
    if (!label) {
      throw DataError({table.source(), table.line(first), target.column + 1},
                      fmt::format("'{}' is no class of the training data, whose target column "
                                  "'{}' has {}",
                                  text, name, quote_names(reference.class_names)));
    }
    label_of_class.push_back(*label);
  }
  target.labels.resize(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    target.labels[row] = label_of_class[classes.of_row[row]];
    ++target.counts[static_cast<std::size_t>(target.labels[row])];
  }
  return target;
}

void check_same_features(const Table& train, const Table& other, const std::string& target) {
  std::vector<std::string> missing;
  std::vector<std::string> extra;
  std::vector<std::string> differing;
  const auto is_feature = [&target](const Column& column) {
    return !column.ignored && column.name != target;
  };
  for (const Column& column : train.columns()) {
    if (!is_feature(column)) continue;
    const auto found = other.find_column(column.name);
    if (!found || other.column(*found).ignored) {
      missing.push_back(column.name);
    } else if (other.column(*found).kind != column.kind) {
      differing.push_back(fmt::format("{} ({} there, {} here)", column.name, kind_name(column.kind),
                                      kind_name(other.column(*found).kind)));
    }
  }
  for (const Column& column : other.columns()) {
    const auto found = train.find_column(column.name);
    if (is_feature(column) && !found) extra.push_back(column.name);
  }
  if (missing.empty() && extra.empty() && differing.empty()) return;
  std::string text = fmt::format("the columns are not those of {}:", train.source());
  if (!missing.empty()) text += " missing " + quote_names(missing) + ";";
  if (!extra.empty()) text += " extra " + quote_names(extra) + ";";
  if (!differing.empty()) text += " of another kind " + quote_names(differing) + ";";
  throw DataError({other.source(), 0, 0}, text + " give a file with the same feature columns");
}

}  // namespace autosmote
