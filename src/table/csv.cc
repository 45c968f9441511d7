#include "table/csv.h"

#include <csv.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "autosmote/error.h"

namespace autosmote {
namespace {

// libcsv would cut blanks around cells; ours are kept byte for byte.
int no_space(unsigned char) { return 0; }

[[noreturn]] void fail_carriage_return(const std::string& source, std::uint64_t line) {
  throw DataError({source, line, 0},
                  "a carriage return without a line feed; save the file with LF or CRLF line "
                  "endings, and quote cells that contain one");
}

std::string_view without_line_ending(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void destroy(csv_parser* parser) {
  csv_free(parser);
  delete parser;
}

}  // namespace

CsvReader::CsvReader(std::string_view text, char delimiter, const std::string& source,
                     std::size_t begin, std::uint64_t line)
    : text_(text),
      source_(source),
      position_(begin),
      line_(line),
      delimiter_(delimiter),
      parser_(nullptr, &destroy) {}

CsvReader::~CsvReader() = default;

bool CsvReader::next(CsvRecord& record) {
  while (position_ < text_.size()) {
    const std::size_t newline = text_.find('\n', position_);
    const std::size_t end = newline == std::string_view::npos ? text_.size() : newline + 1;
    const std::string_view line = without_line_ending(text_.substr(position_, end - position_));
    record.begin = position_;
    record.line = line_;
    record.cells.clear();
    if (line.empty()) {
      position_ = end;
      ++line_;
      continue;
    }
    if (line.starts_with('\r')) fail_carriage_return(source_, line_);
    if (libcsv_only_ || std::memchr(line.data(), '"', line.size()) != nullptr) {
      read_quoted(record);
    } else {
      split_plain(line, record);
      position_ = end;
      ++line_;
    }
    record.end = position_;
    return true;
  }
  return false;
}

void CsvReader::split_plain(std::string_view line, CsvRecord& record) const {
  if (std::memchr(line.data(), '\r', line.size()) != nullptr) {
    fail_carriage_return(source_, record.line);
  }
  const char* begin = line.data();
  const char* const end = begin + line.size();
  for (const char* p = begin; p != end; ++p) {
    if (*p != delimiter_) continue;
    record.cells.emplace_back(begin, static_cast<std::size_t>(p - begin));
    begin = p + 1;
  }
  record.cells.emplace_back(begin, static_cast<std::size_t>(end - begin));
}

// Feeds libcsv one line after the other until it says that the record is complete, so that line
// numbers and offsets are known exactly.
void CsvReader::read_quoted(CsvRecord& record) {
  if (!parser_) {
    parser_.reset(new csv_parser);
    if (csv_init(parser_.get(), CSV_STRICT) != 0) throw std::bad_alloc();
    csv_set_delim(parser_.get(), static_cast<unsigned char>(delimiter_));
    csv_set_space_func(parser_.get(), &no_space);
    // Its buffer grows in steps of this; the default of 128 bytes makes long cells quadratic.
    csv_set_blk_size(parser_.get(), std::size_t{1} << 14);
  }
  const auto on_cell = [](void* cell, std::size_t length, void* self) {
    auto* reader = static_cast<CsvReader*>(self);
    reader->unquoted_.append(static_cast<const char*>(cell), length);
    reader->cell_ends_.push_back(reader->unquoted_.size());
  };
  const auto on_row = [](int, void* self) { ++static_cast<CsvReader*>(self)->finished_rows_; };
  unquoted_.clear();
  cell_ends_.clear();
  finished_rows_ = 0;
  while (finished_rows_ == 0) {
    if (position_ == text_.size()) {
      throw DataError({source_, record.line, cell_ends_.size() + 1},
                      "the quote that opens in this record is not closed before the end of the "
                      "file; close it, or double a quote that belongs to the text");
    }
    const std::size_t newline = text_.find('\n', position_);
    const std::size_t end = newline == std::string_view::npos ? text_.size() : newline + 1;
    std::string_view ending = text_.substr(position_, end - position_);
    const std::string_view line = without_line_ending(ending);
    ending.remove_prefix(line.size());
    // The last line may lack its line ending; an unclosed quote swallows this one.
    if (ending.empty()) ending = "\n";
    for (const std::string_view piece : {line, ending}) {
      const std::size_t parsed =
          csv_parse(parser_.get(), piece.data(), piece.size(), on_cell, on_row, this);
      if (parsed != piece.size()) {
        if (csv_error(parser_.get()) == CSV_ENOMEM) throw std::bad_alloc();
        throw DataError({source_, line_, cell_ends_.size() + 1},
                        "a quote inside a cell; put the whole cell in quotes and double the quotes "
                        "in it (RFC 4180)");
      }
      // libcsv takes any carriage return outside quotes for a line ending.
      if (piece.data() == line.data() && finished_rows_ > 0) fail_carriage_return(source_, line_);
    }
    position_ = end;
    ++line_;
  }
  std::size_t begin = 0;
  for (const std::size_t end : cell_ends_) {
    record.cells.push_back(std::string_view(unquoted_).substr(begin, end - begin));
    begin = end;
  }
}

char sniff_delimiter(std::string_view header_line) {
  constexpr std::array kCandidates{',', '\t', ';', '|'};
  std::array<std::size_t, kCandidates.size()> counts{};
  bool quoted = false;
  for (const char c : header_line) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    for (std::size_t i = 0; i < kCandidates.size(); ++i) counts[i] += c == kCandidates[i] ? 1 : 0;
  }
  return kCandidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) -
                                              counts.begin())];
}

void append_csv_cell(std::string& out, std::string_view text, char delimiter) {
  const auto special = [delimiter](char c) {
    return c == delimiter || c == '"' || c == '\n' || c == '\r';
  };
  const bool blank_ends = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (!blank_ends && std::none_of(text.begin(), text.end(), special)) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace autosmote
