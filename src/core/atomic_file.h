#pragma once

#include <filesystem>
#include <string_view>

namespace autosmote {

/// Writes `content` so that `path` holds either what it held before or all of `content`, whatever
/// happens in between: a temporary file in the same folder, fsync, rename. Throws IoError.
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

}  // namespace autosmote
