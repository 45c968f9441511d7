#include "api/carried_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "autosmote/error.h"
#include "core/names.h"
#include "preprocess/linear_row_generator.h"
#include "table/number.h"

namespace autosmote {
namespace {

std::size_t carried_column(const Table& table, const std::string& name, std::string_view role) {
  const std::optional<std::size_t> found = table.find_column(name);
  if (!found) {
    std::vector<std::string> names;
    for (const Column& column : table.columns()) names.push_back(column.name);
    throw ConfigError(
        fmt::format("{}: option '{}': {}", table.source(), role, no_such_column(name, names)));
  }
  const std::size_t index = *found;
  if (table.column(index).ignored) return index;
  throw ConfigError(fmt::format("{}: the {} column '{}' is a feature, too; ignore it",
                                table.source(), role, name));
}

}  // namespace

std::vector<std::uint32_t> row_groups(const Table& table, const std::string& name,
                                      std::span<const std::string> missing) {
  if (name.empty()) return {};
  const std::size_t column = carried_column(table, name, "group");
  std::unordered_map<std::string, std::uint32_t> numbers;
  std::vector<std::uint32_t> groups(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::string text = table.cell_text(row, column);
    if (text.empty() || std::ranges::find(missing, text) != missing.end()) {
      throw DataError(
          {table.source(), table.line(row), column + 1},
          fmt::format("the group column '{}' is missing here; give each row a group", name));
    }
    const auto next = static_cast<std::uint32_t>(numbers.size());
    groups[row] = numbers.emplace(std::move(text), next).first->second;
  }
  if (numbers.size() < 2) {
    throw DataError({table.source(), 0, column + 1},
                    fmt::format("the group column '{}' has one group only, so rows cannot be split "
                                "by it; leave it out",
                                name));
  }
  return groups;
}

void check_groups_apart(const Table& train, const Table& other, const std::string& name) {
  const std::optional<std::size_t> column = other.find_column(name);
  if (!column) return;
  const std::size_t own = train.column_index(name);
  std::unordered_set<std::string> known;
  for (std::size_t row = 0; row < train.rows(); ++row) known.insert(train.cell_text(row, own));
  for (std::size_t row = 0; row < other.rows(); ++row) {
    const std::string text = other.cell_text(row, *column);
    if (!known.contains(text)) continue;
    throw DataError({other.source(), other.line(row), *column + 1},
                    fmt::format("group '{}' of column '{}' has rows in {}, too, so it would be "
                                "learned from and scored on; keep it in one file, or leave out the "
                                "group column",
                                text, name, train.source()));
  }
}

void check_groups_whole(const Table& table, const std::string& name,
                        std::span<const std::uint32_t> groups, std::span<const std::uint32_t> folds,
                        const std::string& source) {
  std::unordered_map<std::uint32_t, std::uint32_t> fold_of_group;
  for (std::size_t row = 0; row < groups.size(); ++row) {
    if (fold_of_group.emplace(groups[row], folds[row]).first->second == folds[row]) continue;
    const std::size_t column = table.column_index(name);
    throw DataError({table.source(), table.line(row), column + 1},
                    fmt::format("group '{}' of column '{}' is in more than one fold of {}; leave "
                                "out the group column, or the test folds",
                                table.cell_text(row, column), name, source));
  }
}

std::vector<double> row_weights(const Table& table, const std::string& name) {
  if (name.empty()) return {};
  const std::size_t column = carried_column(table, name, "weight");
  std::vector<double> weights(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string text = table.cell_text(row, column);
    if (parse_number(text, weights[row]) == CellText::kNumber && weights[row] > 0.0) continue;
    throw DataError(
        {table.source(), table.line(row), column + 1},
        fmt::format("the weight column '{}' has '{}', expected a number above 0; remove "
                    "rows that are not to count",
                    name, text));
  }
  return weights;
}

CarriedColumns::CarriedColumns(const Table& table, IgnoredCells ignored, const std::string& weight)
    : ignored_(ignored), weights_(row_weights(table, weight)) {
  if (weights_.empty()) return;
  weight_column_ = table.column_index(weight);
  whole_ = std::ranges::all_of(weights_, [](double value) { return value == std::floor(value); });
}

void CarriedColumns::set_weight(std::size_t source, std::size_t neighbor, double lambda,
                                std::span<CellValue> cells) const {
  if (weights_.empty()) return;
  const double weight =
      interpolate(weights_[source], weights_[neighbor], std::clamp(lambda, 0.0, 1.0));
  cells[weight_column_].number = whole_ ? std::round(weight) : weight;
}

std::optional<std::size_t> CarriedColumns::copied(std::size_t source) const {
  return ignored_ == IgnoredCells::kCopy ? std::optional(source) : std::nullopt;
}

}  // namespace autosmote
