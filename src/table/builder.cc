#include "table/builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "autosmote/error.h"
#include "core/check.h"
#include "core/names.h"
#include "table/number.h"

namespace autosmote {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kLargestExactInteger = 0x1p53;

// A cell as it stands in messages: in quotes, cut where it is long.
std::string quote_cell(std::string_view cell) {
  constexpr std::size_t kShown = 40;
  if (cell.size() <= kShown) return fmt::format("'{}'", cell);
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(cell[end]) & 0xC0) == 0x80) --end;
  return fmt::format("'{}...'", cell.substr(0, end));
}

// Whether a cell of digits alone is another whole number than `value`, which was read from it:
// neither its exact value nor the shortest digits that read back as it, filled up with zeros, as
// some programs write it.
bool loses_digits(std::string_view cell, double value) {
  std::string_view digits = trim_blanks(cell);
  if (digits.starts_with('-') || digits.starts_with('+')) digits.remove_prefix(1);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::ranges::all_of(digits, is_digit)) return false;
  if (digits == fmt::format("{:.0f}", std::abs(value))) return false;
  std::string shortest = fmt::format("{}", std::abs(value));
  shortest.resize(std::min(shortest.find('e'), shortest.size()));
  std::erase(shortest, '.');
  shortest.resize(digits.size(), '0');
  return digits != shortest;
}

// Whether a cell begins like 007, which 0, 0.7 and -7 do not.
bool has_leading_zeros(std::string_view cell) {
  return cell.size() > 1 && cell[0] == '0' && cell[1] >= '0' && cell[1] <= '9';
}

std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns()) names.push_back(column.name);
  return names;
}

}  // namespace

TableBuilder::TableBuilder(std::string text, const std::string& source, char delimiter,
                           const ReadOptions& options, Declarations declarations)
    : options_(options), declarations_(std::move(declarations)) {
  table_.source_ = source;
  table_.text_ = std::move(text);
  table_.delimiter_ = delimiter;
  if (!options.missing.empty()) table_.missing_text_ = options.missing.front();
}

Table TableBuilder::build() {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  const std::string_view text(table_.text_);
  const std::size_t mark = std::min(text.find_first_not_of("\r\n"), text.size());
  const bool marked = text.substr(mark).starts_with(kByteOrderMark);
  const auto first_line = 1 + static_cast<std::uint64_t>(std::count(
                                  text.begin(), text.begin() + static_cast<long>(mark), '\n'));
  CsvReader reader(text, table_.delimiter_, table_.source_,
                   marked ? mark + kByteOrderMark.size() : 0, marked ? first_line : 1);
  CsvRecord record;
  if (!reader.next(record)) {
    throw DataError({table_.source_, 0, 0},
                    "the file is empty; expected a header line with the column names, and a line "
                    "for each row");
  }
  read_header(record);
  if (marked) {
    // The mark belongs to the header line when it is written again.
    table_.header_.begin = mark;
    table_.header_.length = static_cast<std::uint32_t>(record.end - mark);
  }
  check_option_names();
  set_kinds();
  reserve(record.end);
  while (reader.next(record)) add_row(record);
  if (table_.rows_.empty() && !options_.may_be_empty) {
    throw DataError({table_.source_, 0, 0},
                    "there is a header line but no row below it; expected a line for each row");
  }
  for (std::size_t i = 0; i < states_.size(); ++i) finish_column(i);
  read_again();
  return std::move(table_);
}

void TableBuilder::read_header(const CsvRecord& record) {
  const std::string_view text(table_.text_);
  table_.header_ = {record.begin, static_cast<std::uint32_t>(record.end - record.begin),
                    static_cast<std::uint32_t>(record.line)};
  table_.line_ending_ = text.substr(0, record.end).ends_with("\r\n") ? "\r\n" : "\n";
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    Column column;
    column.name = trim_blanks(record.cells[i]);
    const std::uint64_t line =
        declarations_.column_lines.empty() ? record.line : declarations_.column_lines[i];
    const InputPlace place{table_.source_, line, i + 1};
    if (column.name.empty()) {
      throw DataError(place,
                      "this column has no name in the header; name it, or leave it out "
                      "(a row index written without a name looks like this)");
    }
    const auto [found, inserted] = table_.index_.emplace(column.name, i);
    if (!inserted) {
      throw DataError(place, fmt::format("the column name {} stands twice in the header (columns "
                                         "{} and {}); rename one",
                                         quote_cell(column.name), found->second + 1, i + 1));
    }
    table_.columns_.push_back(std::move(column));
  }
}

void TableBuilder::check_option_names() const {
  const std::vector<std::string> names = names_of(table_);
  const auto check = [&](const std::vector<std::string>& wanted, const char* option) {
    for (const std::string& name : wanted) {
      if (table_.find_column(name)) continue;
      throw ConfigError(
          fmt::format("{}: option '{}': {}", table_.source_, option, no_such_column(name, names)));
    }
  };
  if (!options_.may_lack) {
    check(options_.nominal, "nominal");
    check(options_.numeric, "numeric");
    check(options_.ignore, "ignore");
  }
  const auto both = [](const std::vector<std::string>& a, const std::vector<std::string>& b,
                       const char* what) {
    for (const std::string& name : a) {
      if (std::find(b.begin(), b.end(), name) == b.end()) continue;
      throw ConfigError(fmt::format("column '{}' is declared {}; declare one", name, what));
    }
  };
  both(options_.nominal, options_.numeric, "both nominal and numeric");
  both(options_.nominal, options_.ignore, "both nominal and ignored");
  both(options_.numeric, options_.ignore, "both numeric and ignored");
  both(options_.nominal, options_.carried, "both nominal and a group or weight");
  both(options_.numeric, options_.carried, "both numeric and a group or weight");
}

// In rising order of precedence: the declaration of the format, the kinds of a table that this one
// should be like, the target, the user's options.
void TableBuilder::set_kinds() {
  states_.resize(table_.columns_.size());
  const auto set = [this](std::size_t index, Mode mode) {
    states_[index].mode = mode;
    states_[index].fixed = true;
    states_[index].closed = false;
    table_.columns_[index].categories.clear();
  };
  for (std::size_t i = 0; i < declarations_.columns.size(); ++i) {
    const DeclaredColumn& declared = declarations_.columns[i];
    const bool numeric = declared.kind == DeclaredColumn::Kind::kNumeric;
    set(i, numeric ? Mode::kNumbers : Mode::kCategories);
    table_.columns_[i].categories = declared.categories;
    states_[i].closed = declared.kind == DeclaredColumn::Kind::kNominal;
  }
  for (std::size_t i = 0; options_.like != nullptr && i < states_.size(); ++i) {
    const auto found = options_.like->find_column(table_.columns_[i].name);
    if (!found) continue;
    const Column& model = options_.like->column(*found);
    const Mode mode = model.ignored                        ? Mode::kIgnored
                      : model.kind == ColumnKind::kNominal ? Mode::kCategories
                                                           : Mode::kNumbers;
    if (mode != states_[i].mode || !states_[i].fixed) set(i, mode);
  }
  for (std::size_t i = 0; options_.texts_only && i < states_.size(); ++i) set(i, Mode::kIgnored);
  const auto set_named = [&](const std::string& name, Mode mode) {
    const auto index = table_.find_column(name);
    if (index && !(mode == Mode::kCategories && states_[*index].closed)) set(*index, mode);
  };
  if (!options_.target.empty()) set_named(options_.target, Mode::kCategories);
  for (const std::string& name : options_.nominal) set_named(name, Mode::kCategories);
  for (const std::string& name : options_.numeric) set_named(name, Mode::kNumbers);
  for (const std::string& name : options_.ignore) set_named(name, Mode::kIgnored);
  for (const std::string& name : options_.carried) set_named(name, Mode::kIgnored);
  for (std::size_t i = 0; i < states_.size(); ++i) {
    Column& column = table_.columns_[i];
    column.ignored = states_[i].mode == Mode::kIgnored;
    if (states_[i].mode == Mode::kCategories) column.kind = ColumnKind::kNominal;
    for (std::size_t c = 0; c < column.categories.size(); ++c) {
      states_[i].codes.emplace(column.categories[c], static_cast<std::int32_t>(c));
    }
  }
}

// A row has at least one byte a column, which bounds what we set aside for a wide header above
// many blank lines.
void TableBuilder::reserve(std::size_t header_end) {
  const std::string_view body = std::string_view(table_.text_).substr(header_end);
  const auto lines = static_cast<std::size_t>(std::count(body.begin(), body.end(), '\n')) + 1;
  const std::size_t rows = std::min(lines, body.size() / states_.size() + 1);
  table_.rows_.reserve(rows);
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (states_[i].mode == Mode::kNumbers) table_.columns_[i].values.reserve(rows);
    if (states_[i].mode == Mode::kCategories) table_.columns_[i].codes.reserve(rows);
  }
}

void TableBuilder::add_row(const CsvRecord& record) {
  const std::size_t row = table_.rows_.size();
  const std::size_t length = record.end - record.begin;
  const std::uint64_t line =
      declarations_.row_lines.empty() ? record.line : declarations_.row_lines[row];
  if (record.cells.size() != states_.size()) {
    throw DataError({table_.source_, line, 0},
                    fmt::format("found {} cell{}, expected {} as in the header; a cell that "
                                "contains the delimiter '{}' must stand in quotes",
                                record.cells.size(), record.cells.size() == 1 ? "" : "s",
                                states_.size(), table_.delimiter_));
  }
  if (length > std::numeric_limits<std::uint32_t>::max()) {
    throw DataError({table_.source_, line, 0}, "this row has more than 4 GiB; is a quote missing?");
  }
  table_.rows_.push_back(
      {record.begin, static_cast<std::uint32_t>(length), static_cast<std::uint32_t>(line)});
  current_row_ = row;
  for (std::size_t i = 0; i < record.cells.size(); ++i) add_cell(i, record.cells[i]);
}

bool TableBuilder::means_missing(std::string_view cell) const {
  if (cell.empty()) return true;
  if (options_.missing.empty() && cell.front() != ' ' && cell.front() != '\t') return false;
  const std::string_view trimmed = trim_blanks(cell);
  return trimmed.empty() || std::find(options_.missing.begin(), options_.missing.end(), trimmed) !=
                                options_.missing.end();
}

void TableBuilder::add_cell(std::size_t index, std::string_view cell) {
  switch (states_[index].mode) {
    case Mode::kNumbers:
      add_number(index, cell);
      break;
    case Mode::kCategories:
      add_category(index, cell, current_row_);
      break;
    case Mode::kIgnored:
    case Mode::kReadAgain:
      break;
  }
}

void TableBuilder::add_number(std::size_t index, std::string_view cell) {
  State& state = states_[index];
  std::vector<double>& values = table_.columns_[index].values;
  if (means_missing(cell)) {
    values.push_back(kMissing);
    return;
  }
  double value = kMissing;
  const CellText text = parse_number(cell, value);
  if (text == CellText::kNumber) {
    values.push_back(value);
    state.any_number = true;
    state.leading_zeros = state.leading_zeros || has_leading_zeros(cell);
    state.all_whole =
        state.all_whole && value == std::trunc(value) && std::abs(value) <= kLargestExactInteger;
    if (std::abs(value) >= kLargestExactInteger && state.inexact_row == kNone &&
        loses_digits(cell, value)) {
      state.inexact_row = current_row_;
    }
    return;
  }
  if (state.fixed) fail_number(index, current_row_, cell, "is numeric, but this cell is");
  if (text == CellText::kText) {
    turn_nominal(index);
    if (state.mode == Mode::kCategories) add_category(index, cell, current_row_);
    return;
  }
  // Whether this is one category of many or a spoiled number is known at the end of the column.
  state.any_not_finite = state.any_not_finite || text == CellText::kNotFinite;
  state.odd_row = std::min(state.odd_row, current_row_);
  values.push_back(kMissing);
}

void TableBuilder::turn_nominal(std::size_t index) {
  State& state = states_[index];
  Column& column = table_.columns_[index];
  column.kind = ColumnKind::kNominal;
  column.inferred_nominal = true;
  const std::size_t rows_so_far = column.values.size();
  const std::size_t capacity = column.values.capacity();
  std::vector<double>().swap(column.values);
  column.codes.reserve(capacity);
  const bool all_missing = !state.any_number && state.odd_row == kNone;
  state.mode = all_missing ? Mode::kCategories : Mode::kReadAgain;
  if (all_missing) column.codes.assign(rows_so_far, -1);
}

void TableBuilder::add_category(std::size_t index, std::string_view cell, std::size_t row) {
  State& state = states_[index];
  Column& column = table_.columns_[index];
  if (means_missing(cell)) {
    column.codes.push_back(-1);
    return;
  }
  // Neighbouring rows often agree, which saves the look-up.
  if (state.last_code >= 0 &&
      column.categories[static_cast<std::size_t>(state.last_code)] == cell) {
    column.codes.push_back(state.last_code);
    return;
  }
  auto found = state.codes.find(cell);
  if (found == state.codes.end()) {
    if (state.closed) {
      throw DataError(place_of(row, index),
                      fmt::format("{} is none of the values that attribute '{}' declares: {}; "
                                  "correct the cell or the declaration",
                                  quote_cell(cell), column.name, quote_names(column.categories)));
    }
    AUTOSMOTE_CHECK(column.categories.size() <
                    static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()));
    const auto code = static_cast<std::int32_t>(column.categories.size());
    column.categories.emplace_back(cell);
    found = state.codes.emplace(std::string(cell), code).first;
  }
  state.last_code = found->second;
  column.codes.push_back(found->second);
}

void TableBuilder::finish_column(std::size_t index) {
  State& state = states_[index];
  if (state.mode != Mode::kNumbers) return;
  if (state.odd_row != kNone) {
    if (state.any_number || state.any_not_finite) {
      const std::string cell = table_.cell_text(state.odd_row, index);
      fail_number(index, state.odd_row, cell, "would be numeric but for");
    }
    turn_nominal(index);
    return;
  }
  if (state.inexact_row != kNone && !state.fixed) {
    const std::string cell = table_.cell_text(state.inexact_row, index);
    throw DataError(
        place_of(state.inexact_row, index),
        fmt::format(
            "column '{}' has whole numbers with more digits than a number keeps here, as {}; "
            "if it tells rows apart, ignore it (option 'ignore') or take it as nominal "
            "(option 'nominal'), or declare it numeric (option 'numeric') and lose digits",
            table_.columns_[index].name, quote_cell(cell)));
  }
  Column& column = table_.columns_[index];
  column.integer = state.any_number && state.all_whole;
  column.leading_zeros = column.integer && state.leading_zeros && !state.fixed;
}

void TableBuilder::read_again() {
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (states_[i].mode == Mode::kReadAgain) wanted.push_back(i);
  }
  if (wanted.empty()) return;
  CsvReader reader(table_.text_, table_.delimiter_, table_.source_, table_.rows_.front().begin);
  CsvRecord record;
  for (std::size_t row = 0; reader.next(record); ++row) {
    for (const std::size_t index : wanted) add_category(index, record.cells[index], row);
  }
}

InputPlace TableBuilder::place_of(std::size_t row, std::size_t column) const {
  return {table_.source_, table_.rows_[row].line, column + 1};
}

void TableBuilder::fail_number(std::size_t index, std::size_t row, std::string_view cell,
                               std::string_view why) const {
  throw DataError(place_of(row, index),
                  fmt::format("column '{}' {} {}; leave the cell empty, declare this text as "
                              "missing (option 'missing'), or the column as nominal (option "
                              "'nominal')",
                              table_.columns_[index].name, why, quote_cell(cell)));
}

}  // namespace autosmote
