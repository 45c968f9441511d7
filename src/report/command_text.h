#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "autosmote/compare.h"
#include "autosmote/fit.h"
#include "autosmote/inspect.h"

namespace autosmote {

/// A word as a POSIX shell takes it: as it is where nothing in it is special, else in quotes.
std::string shell_word(std::string_view text);

/// The classifier's name: the library's, or that of the caller's own.
std::string classifier_text(const FitOptions& options);

/// How --validation and --threshold are typed.
std::string validation_text(const ValidationOptions& validation);
std::string_view threshold_text(ThresholdMode mode);

/// The command lines that repeat a run: all options that differ from their defaults. Options that
/// only the library has (those of a base classifier) cannot be typed and are left out.
/// Of what was in memory the caller's own words stand there.
std::string command_text(const FitOptions& options, std::uint64_t seed);
std::string command_text(const CompareOptions& options, std::uint64_t seed);
std::string command_text(const InspectOptions& options);

}  // namespace autosmote
