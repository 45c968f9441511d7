#pragma once

#include <string>

namespace autosmote {

/// All bytes of a file, or of standard input for "-". Throws IoError.
std::string read_bytes(const std::string& path);

/// Unpacks `content` where it is gzip (by its first bytes; several members are joined), else
/// returns it. Throws DataError where the gzip data is corrupt or cut off.
std::string unpack(std::string content, const std::string& source);

/// Throws DataError where `content` is no UTF-8 text: binary (zero bytes), UTF-16, or with bytes
/// that are not UTF-8 (says line and offset). O(bytes).
void check_text(const std::string& content, const std::string& source);

}  // namespace autosmote
