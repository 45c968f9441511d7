#include "report/html_text.h"

#include <fmt/format.h>

#include <utility>

#include "core/check.h"
#include "core/utf8.h"

namespace autosmote {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

std::string_view entity(char character) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

bool is_control(char character) {
  const auto code = static_cast<unsigned char>(character);
  return (code < 0x20 && character != '\n' && character != '\t') || code == 0x7F;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view special = entity(text[0]);
    if (length == 0 || is_control(text[0])) {
      escaped += kReplacement;
    } else if (!special.empty()) {
      escaped += special;
    } else {
      escaped += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return escaped;
}

std::string escape_script_json(std::string_view json) {
  // Outside of its strings JSON has none of these.
  std::string escaped;
  escaped.reserve(json.size());
  for (const char character : json) {
    if (character == '<') {
      escaped += "\\u003c";
    } else if (character == '>') {
      escaped += "\\u003e";
    } else if (character == '&') {
      escaped += "\\u0026";
    } else {
      escaped += character;
    }
  }
  return escaped;
}

HtmlTable::HtmlTable(std::string caption, std::vector<Column> columns)
    : caption_(std::move(caption)), columns_(std::move(columns)) {}

void HtmlTable::add_row(const std::vector<std::string>& cells) { add_row(cells, {}); }

void HtmlTable::add_row(const std::vector<std::string>& cells, std::string_view mark) {
  AUTOSMOTE_CHECK(cells.size() == columns_.size());
  body_ += mark.empty() ? "<tr>" : fmt::format("<tr class=\"{}\">", mark);
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const std::string text = escape_html(cells[c]);
    if (c == 0) {
      body_ += fmt::format("<th scope=\"row\"{}>{}</th>", columns_[c].number ? " class=\"n\"" : "",
                           text);
    } else {
      body_ += fmt::format("<td{}>{}</td>", columns_[c].number ? " class=\"n\"" : "", text);
    }
  }
  body_ += "</tr>\n";
  ++rows_;
}

std::string HtmlTable::html() const {
  std::string head;
  for (const Column& column : columns_) {
    head += fmt::format("<th scope=\"col\"{}>{}</th>", column.number ? " class=\"n\"" : "",
                        escape_html(column.title));
  }
  const std::string caption = escape_html(caption_);
  return fmt::format(
      "<div class=\"scroll\" role=\"region\" aria-label=\"{0}\" tabindex=\"0\">"
      "<table{1}{2}><caption>{0}</caption>\n<thead><tr>{3}</tr></thead>\n<tbody>\n{4}</tbody>"
      "</table></div>\n",
      caption, sorting_ ? " data-sortable" : "", filtering_ ? " data-filterable" : "", head, body_);
}

std::string html_paragraph(std::string_view text) {
  return fmt::format("<p>{}</p>\n", escape_html(text));
}

std::string html_section(std::string_view id, std::string_view title, std::string_view html) {
  return fmt::format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n{2}"
      "</section>\n",
      id, escape_html(title), html);
}

std::string html_list(const std::vector<std::string>& items) {
  std::string list;
  for (const std::string& item : items) list += "<li>" + escape_html(item) + "</li>\n";
  return "<ul>\n" + list + "</ul>\n";
}

std::string html_command(std::string_view command) {
  return fmt::format("<pre class=\"command\" tabindex=\"0\"><code>{}</code></pre>\n",
                     escape_html(command));
}

std::string html_drawing(std::string_view title, std::string_view svg) {
  return fmt::format("<figure class=\"drawing\"><figcaption>{}</figcaption>\n{}</figure>\n",
                     escape_html(title), svg);
}

std::string html_details(std::string_view summary, std::string_view html) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", escape_html(summary), html);
}

}  // namespace autosmote
