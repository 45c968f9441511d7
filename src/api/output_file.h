#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/atomic_file.h"

namespace autosmote {

/// A file that a run is to write as a whole. Throws ConfigError for a name that cannot be meant
/// ("-", ".gz"), for one that is one of `inputs` (of which "-" and "" are no files) or would be
/// while it is written, and, without `overwrite`, for a file that exists; IoError where it cannot
/// be written.
AtomicFile open_output(const std::string& path, std::span<const std::string> inputs,
                       bool overwrite);

/// Whether a run may write the files `names` into its output folder. Throws ConfigError where one
/// of them is one of `inputs`, IoError where one is no file (check_replaceable).
void check_results(std::span<const std::string> inputs, const std::string& folder,
                   std::span<const std::string_view> names);

/// Whether two names, of files that need not exist, mean one file: also where one is relative, or
/// goes through a link.
bool mean_one_file(const std::string& path, const std::string& other);

}  // namespace autosmote
