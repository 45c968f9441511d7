#include "api/test_folds.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "autosmote/error.h"
#include "autosmote/table.h"

namespace autosmote {
namespace {

std::string find_folds_file(const std::string& folder, const std::string& set) {
  const std::filesystem::path plain = std::filesystem::path(folder) / (set + ".folds.csv");
  const std::filesystem::path packed = plain.string() + ".gz";
  std::error_code unreadable;
  if (std::filesystem::exists(plain, unreadable)) return plain.string();
  if (std::filesystem::exists(packed, unreadable)) return packed.string();
  throw IoError(fmt::format(
      "{}: no test folds: there is neither {} nor {}; add one (a header line, then for each row of "
      "the table the number of its fold), or compare this table in a call of its own without test "
      "folds",
      set, plain.string(), packed.string()));
}

// The numbers of the one column, each checked to be whole.
std::vector<double> whole_numbers(const Table& table) {
  if (table.columns().size() != 1) {
    throw DataError({table.source(), 1, 0},
                    fmt::format("found {} columns, expected one: the fold of each row",
                                table.columns().size()));
  }
  std::vector<double> numbers(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string text = table.cell_text(row, 0);
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, numbers[row]);
    if (error == std::errc() && stop == end && std::isfinite(numbers[row]) &&
        numbers[row] == std::floor(numbers[row])) {
      continue;
    }
    throw DataError({table.source(), table.line(row), 1},
                    fmt::format("found '{}', expected a whole number: the fold of a row", text));
  }
  return numbers;
}

void check_classes(const TestFolds& folds, const Target& target) {
  const std::size_t classes = target.counts.size();
  std::vector<std::vector<std::size_t>> counts(folds.numbers.size(),
                                               std::vector<std::size_t>(classes));
  for (std::size_t row = 0; row < target.labels.size(); ++row) {
    ++counts[folds.of_rows[row]][static_cast<std::size_t>(target.labels[row])];
  }
  for (std::size_t fold = 0; fold < counts.size(); ++fold) {
    for (std::size_t label = 0; label < classes; ++label) {
      if (counts[fold][label] > 0) continue;
      throw DataError(
          fmt::format("{}: fold {} has no row of class '{}', so no score on it says "
                      "much; give folds that have {}",
                      folds.source, folds.numbers[fold], target.class_names[label],
                      classes == 2 ? "both" : "all"));
    }
  }
}

}  // namespace

TestFolds read_test_folds(const std::string& folder, const std::string& set, const Target& target) {
  TestFolds folds;
  folds.source = find_folds_file(folder, set);
  const Table table = read_table(folds.source);
  const std::vector<double> of_rows = whole_numbers(table);
  if (of_rows.size() != target.labels.size()) {
    throw DataError(
        fmt::format("{}: has folds for {} rows, but the table {} has {} rows; give one "
                    "number a row, in the order of the table",
                    folds.source, of_rows.size(), set, target.labels.size()));
  }
  folds.numbers = of_rows;
  std::ranges::sort(folds.numbers);
  folds.numbers.erase(std::unique(folds.numbers.begin(), folds.numbers.end()), folds.numbers.end());
  if (folds.numbers.size() < 2) {
    throw DataError(fmt::format("{}: all rows are of fold {}; at least two folds are needed",
                                folds.source, folds.numbers.front()));
  }
  for (const double number : of_rows) {
    const auto place = std::ranges::lower_bound(folds.numbers, number) - folds.numbers.begin();
    folds.of_rows.push_back(static_cast<std::uint32_t>(place));
  }
  check_classes(folds, target);
  return folds;
}

}  // namespace autosmote
