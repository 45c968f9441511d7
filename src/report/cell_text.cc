#include "report/cell_text.h"

#include <fmt/format.h>

#include <cmath>

#include "core/utf8.h"

namespace autosmote {

std::string number_text(std::optional<double> value, int digits) {
  if (!value || !std::isfinite(*value)) return "-";
  const double size = std::fabs(*value);
  if (size != 0.0 && (size < 1e-4 || size >= 1e9)) {
    return fmt::format("{:.{}e}", *value, digits - 1);
  }
  // {:g} takes an exponent from 10^digits on.
  if (size >= std::pow(10.0, digits)) return fmt::format("{:.0f}", *value);
  return fmt::format("{:.{}g}", *value, digits);
}

std::string fixed_text(std::optional<double> value, int decimals) {
  if (!value || !std::isfinite(*value)) return "-";
  return fmt::format("{:.{}f}", *value, decimals);
}

std::string count_text(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
  return text;
}

std::string shortened(std::string_view text, std::size_t limit) {
  std::size_t end = 0;
  std::size_t last = 0;  // start of the last character within the limit
  for (std::size_t characters = 0; end < text.size(); ++characters) {
    if (characters == limit) return std::string(text.substr(0, last)) + "\xE2\x80\xA6";
    last = end;
    const std::size_t length = utf8_length(text.substr(end));
    end += length == 0 ? 1 : length;
  }
  return std::string(text);
}

}  // namespace autosmote
