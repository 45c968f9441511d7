#pragma once

#include <string>
#include <vector>

#include "autosmote/resample.h"
#include "autosmote/sampler.h"
#include "autosmote/undo.h"

namespace autosmote::cli {

/// What `resample` says on standard output: rows of each class before and after, notes, the
/// threshold of a policy, and what has been written where.
std::string resample_text(const ResampleOptions& options, const ResampleResult& result);

/// The same for --undo.
std::string undo_text(const UndoOptions& options, const UndoResult& result);

/// All methods by kind, with their source, and their parameters with bounds and defaults.
std::string methods_text(const std::vector<SamplerInfo>& infos);

}  // namespace autosmote::cli
