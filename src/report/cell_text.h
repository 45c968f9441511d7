#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace autosmote {

/// With `digits` significant digits, without exponent from 1e-4 to 1e9; "-" for what is absent or
/// not finite.
std::string number_text(std::optional<double> value, int digits = 4);

/// With `decimals` digits after the point, as scores are shown; "-" for what is absent.
std::string fixed_text(std::optional<double> value, int decimals = 4);

/// 12345 as "12,345".
std::string count_text(std::uint64_t count);

/// Up to `limit` characters, the last one an ellipsis where something is cut. Not inside a UTF-8
/// sequence.
std::string shortened(std::string_view text, std::size_t limit);

}  // namespace autosmote
