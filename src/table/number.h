#pragma once

#include <string>
#include <string_view>

namespace autosmote {

/// What the text of a cell is.
enum class CellText {
  kNumber,
  kNotFinite,    ///< NaN, inf and the like, or a number too large for a double
  kPlaceholder,  ///< a usual sign for "missing" that the user has not declared: NA, ?, null ...
  kText,
};

/// `text` without blanks and tabs at its ends.
std::string_view trim_blanks(std::string_view text);

/// Reads a whole cell as a decimal number, blanks around it allowed, with an optional sign; the
/// nearest double. `value` is set only for kNumber. Independent of the locale.
CellText parse_number(std::string_view cell, double& value);

/// Appends the shortest text that reads back as the same double. `value` is finite.
void append_number(std::string& out, double value);

}  // namespace autosmote
