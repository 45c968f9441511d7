#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "autosmote/error.h"
#include "autosmote/table.h"
#include "table/csv.h"

namespace autosmote {

/// What a format that declares its columns (ARFF) says about one.
struct DeclaredColumn {
  enum class Kind { kNumeric, kNominal, kText };
  Kind kind = Kind::kText;              ///< kText: nominal, with any categories
  std::vector<std::string> categories;  ///< of kNominal: no others may occur
};

/// Columns as declared, and the source's line of each column and row: empty for a plain CSV file.
struct Declarations {
  std::vector<DeclaredColumn> columns;
  std::vector<std::uint32_t> column_lines;
  std::vector<std::uint32_t> row_lines;
};

/// Makes a Table from CSV text in one pass, column by column typed as the cells come. A column that
/// turns out to be nominal after numbers were seen is read again at the end. O(bytes).
class TableBuilder {
 public:
  TableBuilder(std::string text, const std::string& source, char delimiter,
               const ReadOptions& options, Declarations declarations);

  /// Throws DataError and ConfigError as read_table.
  Table build();

 private:
  struct CategoryHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  using CategoryMap = std::unordered_map<std::string, std::int32_t, CategoryHash, std::equal_to<>>;
  enum class Mode { kIgnored, kNumbers, kCategories, kReadAgain };
  /// What is known of a column while rows come in.
  struct State {
    Mode mode = Mode::kNumbers;
    bool fixed = false;   ///< the kind was set, not inferred
    bool closed = false;  ///< no category may be added
    bool any_number = false;
    bool any_not_finite = false;
    bool all_whole = true;
    bool leading_zeros = false;
    std::size_t inexact_row = kNone;  ///< first row whose whole number a double does not hold
    std::size_t odd_row = kNone;      ///< first row whose cell is no number, but might mean missing
    std::int32_t last_code = -1;
    CategoryMap codes;
  };
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  void read_header(const CsvRecord& record);
  void check_option_names() const;
  void set_kinds();
  void reserve(std::size_t header_end);
  void add_row(const CsvRecord& record);
  void add_cell(std::size_t index, std::string_view cell);
  void add_number(std::size_t index, std::string_view cell);
  void add_category(std::size_t index, std::string_view cell, std::size_t row);
  void turn_nominal(std::size_t index);
  void finish_column(std::size_t index);
  void read_again();
  bool means_missing(std::string_view cell) const;
  InputPlace place_of(std::size_t row, std::size_t column) const;
  [[noreturn]] void fail_number(std::size_t index, std::size_t row, std::string_view cell,
                                std::string_view why) const;

  const ReadOptions& options_;
  Declarations declarations_;
  Table table_;
  std::vector<State> states_;
  std::size_t current_row_ = 0;
};

}  // namespace autosmote
