#include "table/arff.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "autosmote/error.h"
#include "core/names.h"
#include "table/csv.h"
#include "table/number.h"

namespace autosmote {
namespace {

bool starts_with_word(std::string_view text, std::string_view lower_case) {
  if (text.size() < lower_case.size()) return false;
  for (std::size_t i = 0; i < lower_case.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower_case[i]) return false;
  }
  return text.size() == lower_case.size() || text[lower_case.size()] == ' ' ||
         text[lower_case.size()] == '\t';
}

// The next line of `text` from `position`, trimmed; moves `position` behind it.
std::string_view next_line(std::string_view text, std::size_t& position) {
  const std::size_t end = std::min(text.find('\n', position), text.size());
  std::string_view line = text.substr(position, end - position);
  position = end + 1;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return trim_blanks(line);
}

/// A value in a line of ARFF.
struct Token {
  std::string text;
  bool quoted = false;
  bool missing() const { return !quoted && text == "?"; }
};

/// Walks along one line of ARFF.
class LineScanner {
 public:
  LineScanner(std::string_view line, const std::string& source, std::uint64_t number)
      : line_(line), source_(source), number_(number) {}

  void skip_blanks() {
    while (position_ < line_.size() && (line_[position_] == ' ' || line_[position_] == '\t')) {
      ++position_;
    }
  }
  bool at_end() {
    skip_blanks();
    return position_ == line_.size();
  }
  char peek() {
    skip_blanks();
    return position_ < line_.size() ? line_[position_] : '\0';
  }
  bool accept(char c) {
    if (peek() != c) return false;
    ++position_;
    return true;
  }
  std::string_view rest() {
    skip_blanks();
    return line_.substr(position_);
  }

  /// A quoted value, or what stands before the next of `stops`, without blanks at its ends.
  Token value(std::string_view stops) {
    const char first = peek();
    if (first == '\'' || first == '"') return {quoted_text(first), true};
    const std::size_t end = std::min(line_.find_first_of(stops, position_), line_.size());
    const std::string_view text = trim_blanks(line_.substr(position_, end - position_));
    position_ = end;
    return {std::string(text), false};
  }

  [[noreturn]] void fail(const std::string& message, std::uint64_t column = 0) const {
    throw DataError({source_, number_, column}, message);
  }

 private:
  std::string quoted_text(char quote) {
    std::string text;
    for (++position_; position_ < line_.size(); ++position_) {
      char c = line_[position_];
      if (c == quote) {
        ++position_;
        return text;
      }
      if (c == '\\' && position_ + 1 < line_.size()) {
        c = line_[++position_];
        if (c == 'n') c = '\n';
        if (c == 'r') c = '\r';
        if (c == 't') c = '\t';
      }
      text += c;
    }
    fail(
        fmt::format("the quote {} that opens here is not closed before the end of the line", quote),
        0);
  }

  std::string_view line_;
  const std::string& source_;
  std::uint64_t number_;
  std::size_t position_ = 0;
};

/// Reads the lines of one ARFF file into an ArffContent.
class ArffReader {
 public:
  ArffReader(const std::string& source, const ReadOptions& options)
      : source_(source), options_(options) {}

  ArffContent read(std::string_view text) {
    std::uint64_t number = 0;
    bool any_line = false;
    for (std::size_t position = 0; position < text.size();) {
      const std::string_view line = next_line(text, position);
      ++number;
      if (line.empty() || line.front() == '%') continue;
      any_line = true;
      LineScanner scanner(line, source_, number);
      if (in_data_) {
        read_row(scanner, number);
      } else {
        read_declaration(line, scanner, number);
      }
    }
    if (!any_line) {
      throw DataError({source_, 0, 0},
                      "the file is empty; expected @relation, @attribute lines, @data and rows");
    }
    if (!in_data_) {
      throw DataError({source_, number, 0}, "the file ends without a line @data and rows below it");
    }
    return std::move(content_);
  }

 private:
  void read_declaration(std::string_view line, LineScanner& scanner, std::uint64_t number) {
    constexpr std::string_view kAttribute = "@attribute";
    if (starts_with_word(line, "@relation")) return;
    if (starts_with_word(line, kAttribute)) {
      LineScanner after(line.substr(kAttribute.size()), source_, number);
      read_attribute(after, number);
      return;
    }
    if (!starts_with_word(line, "@data")) {
      scanner.fail("expected a line that begins with @relation, @attribute or @data");
    }
    if (names_.empty()) scanner.fail("@data stands here without an @attribute line above it");
    in_data_ = true;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (i > 0) content_.csv += ',';
      append_csv_cell(content_.csv, names_[i], ',');
    }
    content_.csv += '\n';
  }

  void read_attribute(LineScanner& scanner, std::uint64_t number) {
    const Token name = scanner.value(" \t{");
    const std::uint64_t column = names_.size() + 1;
    if (trim_blanks(name.text).empty()) scanner.fail("this attribute has no name", column);
    DeclaredColumn declared;
    if (scanner.accept('{')) {
      declared.kind = DeclaredColumn::Kind::kNominal;
      declared.categories = read_categories(scanner, column);
    } else {
      declared.kind = read_type(scanner, name.text, column);
    }
    if (!scanner.at_end() && scanner.peek() != '%') {
      scanner.fail(fmt::format("text behind the type of attribute '{}'", name.text), column);
    }
    names_.push_back(name.text);
    content_.declarations.columns.push_back(std::move(declared));
    content_.declarations.column_lines.push_back(static_cast<std::uint32_t>(number));
  }

  std::vector<std::string> read_categories(LineScanner& scanner, std::uint64_t column) {
    std::vector<std::string> categories;
    while (!scanner.accept('}')) {
      if (scanner.at_end()) scanner.fail("the list of values is not closed with }", column);
      categories.push_back(scanner.value(",}").text);
      if (scanner.accept(',')) continue;
      if (!scanner.at_end() && scanner.peek() != '}')
        scanner.fail("expected , or } in the list of values", column);
    }
    std::vector<std::string> sorted = categories;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) {
      scanner.fail(fmt::format("the value '{}' stands twice in the list of values", *twice),
                   column);
    }
    return categories;
  }

  DeclaredColumn::Kind read_type(LineScanner& scanner, const std::string& name,
                                 std::uint64_t column) {
    const std::string_view rest = scanner.rest();
    const bool date = starts_with_word(rest, "date");
    for (const std::string_view type : {"numeric", "real", "integer", "string", "date"}) {
      if (!starts_with_word(rest, type)) continue;
      if (date && !contains(options_.ignore, name) && !contains(options_.carried, name)) {
        scanner.fail(fmt::format("attribute '{}' is a date, which is not supported; ignore the "
                                 "column, or turn it into a number",
                                 name),
                     column);
      }
      scanner.value(date ? "" : " \t%");
      const bool text = date || type == "string";
      return text ? DeclaredColumn::Kind::kText : DeclaredColumn::Kind::kNumeric;
    }
    scanner.fail(fmt::format("attribute '{}' has the type '{}'; supported are numeric, real, "
                             "integer, string and a list of values in braces",
                             name, rest),
                 column);
  }

  static bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  void read_row(LineScanner& scanner, std::uint64_t number) {
    cells_.assign(names_.size(), std::string());
    if (scanner.peek() == '{') {
      read_sparse_cells(scanner);
    } else {
      read_dense_cells(scanner);
    }
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (i > 0) content_.csv += ',';
      append_csv_cell(content_.csv, cells_[i], ',');
    }
    // An empty cell alone on its line would be a blank line.
    if (cells_.size() == 1 && cells_[0].empty()) content_.csv += "\"\"";
    content_.csv += '\n';
    content_.declarations.row_lines.push_back(static_cast<std::uint32_t>(number));
  }

  void read_dense_cells(LineScanner& scanner) {
    std::size_t found = 0;
    do {
      if (found > 0 && scanner.peek() == '{')
        scanner.fail("row weights in braces are not supported");
      Token token = scanner.value(",");
      if (!scanner.at_end() && scanner.peek() != ',') {
        scanner.fail("text behind a closing quote; expected a comma", found + 1);
      }
      if (found < cells_.size() && !token.missing()) cells_[found] = std::move(token.text);
      ++found;
    } while (scanner.accept(','));
    if (found != cells_.size()) {
      scanner.fail(
          fmt::format("found {} cells, expected {} as declared; a value that contains a "
                      "comma must stand in quotes",
                      found, cells_.size()));
    }
  }

  // What a sparse row leaves out is 0, or the first value that a nominal attribute declares.
  void read_sparse_cells(LineScanner& scanner) {
    std::vector<bool> given(cells_.size(), false);
    scanner.accept('{');
    while (!scanner.accept('}')) {
      const Token index_text = scanner.value(" \t,}");
      std::size_t index = 0;
      const char* const end = index_text.text.data() + index_text.text.size();
      const auto [stop, error] = std::from_chars(index_text.text.data(), end, index);
      if (error != std::errc() || stop != end || index >= cells_.size()) {
        scanner.fail(fmt::format("'{}' is no attribute number in a sparse row; expected 0 to {}",
                                 index_text.text, cells_.size() - 1));
      }
      if (given[index]) {
        scanner.fail(fmt::format("attribute {} stands twice in this sparse row", index), index + 1);
      }
      given[index] = true;
      Token token = scanner.value(",}");
      if (!token.missing()) cells_[index] = std::move(token.text);
      if (!scanner.accept(',') && scanner.peek() != '}') {
        scanner.fail("expected , or } in a sparse row", index + 1);
      }
    }
    if (!scanner.at_end()) scanner.fail("text behind a sparse row; row weights are not supported");
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const DeclaredColumn& declared = content_.declarations.columns[i];
      if (given[i]) continue;
      if (declared.kind == DeclaredColumn::Kind::kNumeric) cells_[i].assign(1, '0');
      if (!declared.categories.empty()) cells_[i] = declared.categories.front();
    }
  }

  const std::string& source_;
  const ReadOptions& options_;
  ArffContent content_;
  std::vector<std::string> names_;
  std::vector<std::string> cells_;  ///< of the current row; empty where missing
  bool in_data_ = false;
};

}  // namespace

bool looks_like_arff(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  std::size_t position = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  while (position < text.size()) {
    const std::string_view line = next_line(text, position);
    if (line.empty() || line.front() == '%') continue;
    return starts_with_word(line, "@relation") || starts_with_word(line, "@attribute");
  }
  return false;
}

ArffContent parse_arff(std::string_view text, const std::string& source,
                       const ReadOptions& options) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return ArffReader(source, options).read(text);
}

}  // namespace autosmote
