#pragma once

#include "samplers/registry.h"

namespace autosmote {

/// Random over-sampling, or with `shrinkage` above 0 the smoothed bootstrap of ROSE (Menardi and
/// Torelli 2014, "Training and assessing classification rules with imbalanced data").
///
/// A class gets rows by drawing from its own with replacement. With shrinkage h, each drawn row
/// also gets normal noise of standard deviation h (4 / ((d + 2) n))^(1 / (d + 4)) s_j in column j,
/// where s_j is the standard deviation of the class (divisor m) and n, as in imbalanced-learn,
/// counts the rows of all classes. Works from 1 row on. O(rows added * d).
SamplerEntry random_over_sampler_entry();

}  // namespace autosmote
