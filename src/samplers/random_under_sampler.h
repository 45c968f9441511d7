#pragma once

#include "samplers/registry.h"

namespace autosmote {

/// "random-under-sampler": imbalanced-learn's RandomUnderSampler. Of each class that is to keep
/// fewer rows so many are drawn at random, in the order of the draws; with `replacement` each draw
/// is from all of its rows. Each class has a stream of its own. O(n).
SamplerEntry random_under_sampler_entry();

}  // namespace autosmote
