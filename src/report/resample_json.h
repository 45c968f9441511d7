#pragma once

#include <cstdint>
#include <string>

#include "autosmote/resample.h"

namespace autosmote {

/// What `autosmote resample --json` prints. Everything but its object `timing` is a function of
/// data, options and seed.
std::string render_resample(const ResampleOptions& options, const ResampleResult& result,
                            std::uint64_t seed, int threads);

}  // namespace autosmote
