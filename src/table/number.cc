#include "table/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "core/check.h"

namespace autosmote {
namespace {

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

CellText classify_text(std::string_view text) {
  constexpr std::array kPlaceholders{"na", "n/a", "#n/a", "null", "none", "?", "-", "."};
  for (const char* placeholder : kPlaceholders) {
    if (equals_ignoring_case(text, placeholder)) return CellText::kPlaceholder;
  }
  if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
  for (const char* name : {"nan", "inf", "infinity"}) {
    if (equals_ignoring_case(text, name)) return CellText::kNotFinite;
  }
  return CellText::kText;
}

// Whether a well-formed number outside the range of a double is too small rather than too large:
// from_chars does not tell. Compares the power of ten of its first digit that is not 0 with 1.
bool underflows(std::string_view text) {
  const std::size_t exponent_at = std::min(text.find_first_of("eE"), text.size());
  const std::string_view digits = text.substr(0, exponent_at);
  if (exponent_at + 1 < text.size()) return text[exponent_at + 1] == '-';
  const std::size_t first = digits.find_first_of("123456789");
  const std::size_t point = std::min(digits.find('.'), digits.size());
  return first > point;
}

}  // namespace

std::string_view trim_blanks(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

CellText parse_number(std::string_view cell, double& value) {
  // Short whole numbers are most of real tables, and exact this way.
  constexpr std::size_t kDigitsThatFit = 15;
  if (cell.size() <= kDigitsThatFit) {
    std::int64_t whole = 0;
    std::size_t i = 0;
    for (; i < cell.size() && cell[i] >= '0' && cell[i] <= '9'; ++i) {
      whole = whole * 10 + (cell[i] - '0');
    }
    if (i == cell.size() && i > 0) {
      value = static_cast<double>(whole);
      return CellText::kNumber;
    }
  }
  std::string_view text = trim_blanks(cell);
  if (text.empty()) return CellText::kText;
  std::string_view digits = text;
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
  double parsed = 0.0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
  if (error == std::errc::invalid_argument || end != digits.data() + digits.size()) {
    return classify_text(text);
  }
  if (error == std::errc::result_out_of_range) {
    if (!underflows(digits)) return CellText::kNotFinite;
    parsed = digits[0] == '-' ? -0.0 : 0.0;
  }
  if (!std::isfinite(parsed)) return CellText::kNotFinite;
  value = parsed;
  return CellText::kNumber;
}

void append_number(std::string& out, double value) {
  AUTOSMOTE_CHECK(std::isfinite(value));
  std::array<char, 32> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  AUTOSMOTE_CHECK(error == std::errc());
  out.append(buffer.data(), end);
}

}  // namespace autosmote
