#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct csv_parser;

namespace autosmote {

/// One record of a CSV text and where it stands.
struct CsvRecord {
  std::size_t begin = 0;                ///< offset of its first byte
  std::size_t end = 0;                  ///< offset behind its line ending
  std::uint64_t line = 0;               ///< of its first byte, from 1
  std::vector<std::string_view> cells;  ///< unquoted; valid until the next record is read
};

/// Splits a CSV text (RFC 4180 with any one-byte delimiter; LF or CRLF) into records and cells.
/// Blank lines are passed over. Lines without a quote, most of most tables, are split directly;
/// records with one go through libcsv in its strict mode (tests compare the two). O(bytes).
class CsvReader {
 public:
  /// Reads `text` from `begin`, which is on line `line`. `text` and `source` must outlive it.
  CsvReader(std::string_view text, char delimiter, const std::string& source, std::size_t begin = 0,
            std::uint64_t line = 1);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  /// Reads the next record; false at the end. Throws DataError for an unterminated quote, a quote
  /// inside an unquoted cell, text behind a closing quote, or a lone carriage return.
  bool next(CsvRecord& record);

  /// Sends every record through libcsv: the slow twin, for tests.
  void use_libcsv_only() { libcsv_only_ = true; }

 private:
  void read_quoted(CsvRecord& record);
  void split_plain(std::string_view line, CsvRecord& record) const;

  std::string_view text_;
  const std::string& source_;
  std::size_t position_;
  std::uint64_t line_;
  char delimiter_;
  bool libcsv_only_ = false;
  std::unique_ptr<csv_parser, void (*)(csv_parser*)> parser_;
  std::string unquoted_;                ///< text of the cells of the current quoted record
  std::vector<std::size_t> cell_ends_;  ///< their ends in it
  std::size_t finished_rows_ = 0;
};

/// The likeliest delimiter of a table with this header line: the one of , tab ; | that stands in
/// it most often outside quotes; a comma where there is none.
char sniff_delimiter(std::string_view header_line);

/// Appends a cell, in quotes where RFC 4180 wants them (and where blanks at its ends would look
/// like an accident).
void append_csv_cell(std::string& out, std::string_view text, char delimiter);

}  // namespace autosmote
