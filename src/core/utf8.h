#pragma once

#include <cstddef>
#include <string_view>

namespace autosmote {

/// Bytes of the UTF-8 sequence at the start of `text`, which is not empty; 0 where there is none:
/// overlong forms, surrogates, code points above U+10FFFF and sequences that are cut off (Unicode
/// 15, table 3-7).
std::size_t utf8_length(std::string_view text);

}  // namespace autosmote
