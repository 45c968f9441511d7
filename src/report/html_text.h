#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace autosmote {

/// Text as it may stand in HTML, between tags or in a quoted attribute: & < > " ' become entities,
/// what is not UTF-8 and control characters become U+FFFD.
std::string escape_html(std::string_view text);

/// A JSON document as it may stand in a <script> element: no "</script>" or "<!--" can appear in
/// it, and a JSON parser reads the same.
std::string escape_script_json(std::string_view json);

/// A table with a caption, in a region that scrolls where it is too wide. Cells are escaped.
class HtmlTable {
 public:
  /// A column is of texts or of numbers, which stand right.
  struct Column {
    std::string title;
    bool number = false;
  };

  HtmlTable(std::string caption, std::vector<Column> columns);

  /// One cell a column; the first names the row.
  void add_row(const std::vector<std::string>& cells);
  /// The same with a mark that the style knows, such as "chosen".
  void add_row(const std::vector<std::string>& cells, std::string_view mark);
  bool empty() const { return rows_ == 0; }

  /// Where wanted, the page's script lets it be sorted by each column, and filtered.
  void allow_sorting() { sorting_ = true; }
  void allow_filtering() { filtering_ = true; }

  std::string html() const;

 private:
  std::string caption_;
  std::vector<Column> columns_;
  std::string body_;
  std::size_t rows_ = 0;
  bool sorting_ = false;
  bool filtering_ = false;
};

/// A paragraph of text.
std::string html_paragraph(std::string_view text);

/// A part of the page with a heading; `html` stands below it as it is.
std::string html_section(std::string_view id, std::string_view title, std::string_view html);

/// A list of texts.
std::string html_list(const std::vector<std::string>& items);

/// A command line to copy.
std::string html_command(std::string_view command);

/// A drawing (inline SVG) with its title.
std::string html_drawing(std::string_view title, std::string_view svg);

/// A part that is folded up until it is asked for.
std::string html_details(std::string_view summary, std::string_view html);

}  // namespace autosmote
