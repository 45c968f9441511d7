#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "autosmote/context.h"
#include "search/fold.h"

namespace autosmote {

/// Names of the samplers that a comparison can run.
std::vector<std::string> resampler_names();

/// A training set that a sampler made of a fold's encoded training rows.
struct ResampledRows {
  Matrix<double> x;         ///< n x d
  std::vector<int> labels;  ///< n
};

/// The fold's training rows after the sampler of this name with its default parameters and
/// strategy. One-hot columns are numbers to a sampler, as in the paper; smotenc takes columns of 0
/// and 1 as nominal, smoten all of them. Draws by `context.seed`. Throws DataError or ConfigError
/// where the rows do not allow the method, and DataError where it leaves a class without rows.
ResampledRows resample_fold(std::string_view name, const Fold& fold, const Context& context);

}  // namespace autosmote
