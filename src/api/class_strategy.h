#pragma once

#include <span>
#include <string>
#include <string_view>

#include "autosmote/sampler.h"

namespace autosmote {

/// A sampling strategy in the terms of a table: what parse_sampling_strategy knows, rows by class
/// name ("yes=200,maybe=150"), or class names alone ("no,maybe"). Items with a comma or a quote
/// stand in double quotes, as in CSV; a name may hold "=". Throws ConfigError that names the
/// classes for one that does not exist or stands twice, and for a number of rows that is none.
SamplingStrategy parse_class_strategy(std::string_view text,
                                      std::span<const std::string> class_names);

/// The message of a sampler, which numbers classes, with their names instead: "class 'yes'".
std::string with_class_names(std::string_view message, std::span<const std::string> class_names);

}  // namespace autosmote
