#pragma once

#include <string>

#include "core/atomic_file.h"

namespace autosmote {

/// A file that a run is to write as a whole. Throws ConfigError for a name that cannot be meant
/// ("-", ".gz"), for one that is `input` or would be while it is written, and, without `overwrite`,
/// for a file that exists; IoError where it cannot be written.
AtomicFile open_output(const std::string& path, const std::string& input, bool overwrite);

/// Whether two names, of files that need not exist, mean one file: also where one is relative, or
/// goes through a link.
bool mean_one_file(const std::string& path, const std::string& other);

}  // namespace autosmote
