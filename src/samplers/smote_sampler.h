#pragma once

#include "samplers/registry.h"

namespace autosmote {

/// SMOTE (Chawla, Bowyer, Hall, Kegelmeyer 2002): a new row lies at a uniform place between a
/// random row of the class and a random one of its k nearest rows of the class.
///
/// A row is never its own neighbour; in imbalanced-learn it can be where it has duplicates, because
/// the first neighbour found is dropped, whichever it is. A class with k rows or fewer uses all its
/// other rows (imbalanced-learn refuses); one with a single row is a DataError.
/// O(m d log m + rows added * d) for the m rows of a class.
SamplerEntry smote_entry();

/// The parameter k_neighbors of all samplers that draw as SMOTE does.
SamplerParameter k_neighbors_parameter();

}  // namespace autosmote
