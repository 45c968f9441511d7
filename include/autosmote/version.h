#pragma once

#include <string_view>

/// The version of these headers. The build reads it from here, so it stands in one place only.
#define AUTOSMOTE_VERSION_MAJOR 0
#define AUTOSMOTE_VERSION_MINOR 1
#define AUTOSMOTE_VERSION_PATCH 0
#define AUTOSMOTE_VERSION "0.1.0"

namespace autosmote {

inline constexpr std::string_view kVersion = AUTOSMOTE_VERSION;

}  // namespace autosmote
