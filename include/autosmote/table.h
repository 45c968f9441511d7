#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace autosmote {

enum class ColumnKind { kNumeric, kNominal };

/// "numeric" or "nominal".
std::string_view kind_name(ColumnKind kind);

/// One column of a Table. A numeric one fills `values`, a nominal one `codes` and `categories`;
/// an ignored one fills neither and is only carried along.
struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::kNumeric;
  bool inferred_nominal = false;  ///< by a cell that is no number, not because somebody said so
  bool ignored = false;
  bool integer = false;             ///< numeric, and every value present is a whole number
  bool leading_zeros = false;       ///< whole numbers that nobody declared, some written as in 007
  std::vector<double> values;       ///< one a row, finite; NaN where missing
  std::vector<std::int32_t> codes;  ///< one a row, index into `categories`; -1 where missing
  std::vector<std::string> categories;  ///< in order of appearance (ARFF: of declaration)

  bool missing(std::size_t row) const {
    return kind == ColumnKind::kNumeric ? values[row] != values[row] : codes[row] < 0;
  }
};

class Table;

/// How a table is read. All names are column names as in the header.
struct ReadOptions {
  std::vector<std::string> nominal;  ///< columns to take as nominal, whatever they look like
  std::vector<std::string> numeric;  ///< columns that must be numeric
  std::vector<std::string> ignore;   ///< columns that are carried along, but are no features
  bool texts_only = false;           ///< all columns are carried along, for their texts alone
  bool may_lack = false;             ///< a column named above that the table lacks is no error
  bool may_be_empty = false;         ///< a header without rows below it is no error
  /// Columns like those to ignore, which have a meaning of their own (a group, a weight). Not an
  /// error here where one is absent: who reads it says what to do then.
  std::vector<std::string> carried;
  /// Column to take as nominal because it is the label. Not an error here where it is absent:
  /// select_target (autosmote/target.h) says what to do then.
  std::string target;
  /// Cell texts that mean "missing", besides the empty cell and ARFF's `?`.
  std::vector<std::string> missing;
  char delimiter = '\0';  ///< '\0': tab for .tsv and .tab, else the likeliest of , ; tab and |
  /// Columns that this table has, too, are read with its kinds: for a validation or test file.
  const Table* like = nullptr;
};

/// One cell of a synthetic row: `number` for a numeric column, `code` for a nominal one.
struct CellValue {
  double number = std::numeric_limits<double>::quiet_NaN();  ///< NaN: missing
  std::int32_t code = -1;                                    ///< -1: missing
};

/// A table as it was read: typed columns, and the text of every row byte for byte. Immutable but
/// for forget_text, so safe to share between threads. Memory: the text once, 16 bytes a row, and 8
/// (numeric) or 4 (nominal) bytes a cell.
class Table {
 public:
  std::size_t rows() const { return rows_.size(); }
  const std::vector<Column>& columns() const { return columns_; }
  const Column& column(std::size_t index) const { return columns_[index]; }
  std::optional<std::size_t> find_column(std::string_view name) const;
  /// The column of this name. Throws ConfigError that names similar columns.
  std::size_t column_index(std::string_view name) const;

  /// Where it came from, for messages: a path or "standard input".
  const std::string& source() const { return source_; }
  char delimiter() const { return delimiter_; }
  /// "\n" or "\r\n", as the header line ends.
  std::string_view line_ending() const { return line_ending_; }
  /// The header line as CSV with its line ending (and the byte order mark, if there was one).
  std::string_view header_text() const { return text_of(header_); }
  /// The row as CSV, byte for byte as it was read, without its line ending. For ARFF: the row
  /// written as CSV.
  std::string_view row_text(std::size_t row) const;
  /// The unquoted text of one cell. O(length of the row).
  std::string cell_text(std::size_t row, std::size_t column) const;
  /// The line of the source on which the row starts, from 1.
  std::uint64_t line(std::size_t row) const { return rows_[row].line; }
  /// What a missing cell of a synthetic row is written as.
  const std::string& missing_text() const { return missing_text_; }
  /// Frees the text, for who needs the cells as values alone from now on: header_text, row_text and
  /// cell_text must not be asked for afterwards, and the table cannot be written.
  void forget_text();

 private:
  friend class TableBuilder;
  friend class TableWriter;
  struct RowPlace {
    std::uint64_t begin = 0;
    std::uint32_t length = 0;  ///< with the line ending
    std::uint32_t line = 0;
  };
  std::string_view text_of(const RowPlace& place) const {
    return std::string_view(text_).substr(place.begin, place.length);
  }

  std::string source_;
  std::string text_;
  std::vector<Column> columns_;
  std::map<std::string, std::size_t, std::less<>> index_;  ///< column of each name
  std::vector<RowPlace> rows_;
  RowPlace header_;
  std::string line_ending_ = "\n";
  std::string missing_text_;
  char delimiter_ = ',';
};

/// Reads CSV, TSV or ARFF, each also as gzip (recognised by content), from a file or, for "-",
/// standard input. A column is numeric where every cell that is not missing is a number, else
/// nominal. O(bytes).
///
/// Throws IoError where the file cannot be read, ConfigError for options that do not fit the
/// header, and DataError, with line and column, for content that is no clean table: empty, no
/// rows, ragged, not UTF-8, binary, corrupt gzip, unterminated quote, repeated or empty names,
/// numeric columns with texts such as NaN or inf.
Table read_table(const std::string& path, const ReadOptions& options = {});

/// Like read_table, from memory. `source` stands in messages, and its extension counts.
Table parse_table(std::string content, const std::string& source, const ReadOptions& options = {});

/// A table from columns in memory, all of one length: names, and of numeric ones the values, of
/// nominal ones codes and categories; ignored ones are carried along. The table is what read_table
/// makes of the same cells written as CSV: unused categories are gone, the others in order of
/// appearance. `source` stands in messages. Throws DataError as read_table for names and values,
/// and where lengths differ. O(cells); memory: the table and its text.
Table make_table(const std::vector<Column>& columns, const std::string& source);

/// What a synthetic row has in the columns that are carried along without being features.
enum class IgnoredCells { kEmpty, kCopy };

IgnoredCells parse_ignored_cells(std::string_view name);  ///< "empty", "copy": of the source row
std::string_view ignored_cells_name(IgnoredCells cells);

/// Takes pieces of output text in order.
using TextSink = std::function<void(std::string_view)>;

/// Writes rows in the format of a table: its delimiter, quoting and line endings.
class TableWriter {
 public:
  /// `table` must outlive the writer; `sink` gets pieces of about 64 KiB.
  TableWriter(const Table& table, TextSink sink);
  /// Every line gets one more cell: in the header `name`, then 0 for an original row and 1 for a
  /// repeated or synthetic one. To be called before anything is written.
  void mark_rows(const std::string& name);
  void write_header();
  /// The original row, byte for byte.
  void write_row(std::size_t row) { write_original(row, false); }
  /// The same once more: a copy that over-sampling adds.
  void write_copy(std::size_t row) { write_original(row, true); }
  /// A synthetic row, one cell a column of the table: numbers in the shortest form that reads back
  /// as the same double, categories quoted where needed. An ignored column has its number, where
  /// there is one, else the text that it has in the original row `copied`, else nothing.
  void write_row(std::span<const CellValue> cells,
                 std::optional<std::size_t> copied = std::nullopt);
  /// Hands over what is left. To be called once, at the end.
  void finish();

 private:
  void write_original(std::size_t row, bool added);
  void append_ignored(const CellValue& cell, std::string_view copied);
  void append_mark(std::string_view mark);
  void flush_if_large();

  const Table& table_;
  TextSink sink_;
  std::string pending_;
  std::string mark_;  ///< name of the column that marks rows; empty: none
};

}  // namespace autosmote
