#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "autosmote/sampler.h"

namespace autosmote {

/// A sampling strategy in the terms of a table: what parse_sampling_strategy knows, rows by class
/// name ("yes=200,maybe=150"), or class names alone ("no,maybe"). Items with a comma or a quote
/// stand in double quotes, as in CSV; a name may hold "=". Throws ConfigError that names the
/// classes for one that does not exist or stands twice, and for a number of rows that is none.
SamplingStrategy parse_class_strategy(std::string_view text,
                                      std::span<const std::string> class_names);

/// Rows to add to each class per row that it has among `labels`, by class number: what
/// FitOptions::strategy asks for. Empty for "auto". Throws ConfigError as parse_class_strategy,
/// where rows would be taken away or none added, and where the largest class, 0, would get some.
std::vector<double> class_growth(std::string_view strategy,
                                 std::span<const std::string> class_names,
                                 std::span<const int> labels);

/// The message of a sampler, which numbers classes, with their names instead: "class 'yes'".
std::string with_class_names(std::string_view message, std::span<const std::string> class_names);

}  // namespace autosmote
