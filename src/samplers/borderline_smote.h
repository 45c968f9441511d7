#pragma once

#include "samplers/registry.h"

namespace autosmote {

/// Borderline-SMOTE (Han, Wang, Mao 2005, "Borderline-SMOTE: a new over-sampling method in
/// imbalanced data sets learning").
///
/// A row of the class is in danger if of its m nearest rows among all classes at least m / 2, but
/// not all, are of other classes. New rows start at rows in danger. borderline-1: they lie on the
/// way to one of the k nearest rows of the class, as in SMOTE. borderline-2: to one of the k
/// nearest rows of any class; towards a row of another class at most half the way.
///
/// In borderline-2 the place on the way to a foreign row is uniform in [0, 1/2), as in the paper.
/// imbalanced-learn multiplies two draws (which it makes from the same seed), so that its rows stay
/// closer to their source. A class without rows in danger gets no rows, and context.log is told.
/// DataError for a class of one row that is in danger (borderline-1).
/// O(m d log n + rows added * d) for the m rows of a class.
SamplerEntry borderline_smote_entry();

/// The parameter m_neighbors of the samplers that look for rows in danger.
SamplerParameter m_neighbors_parameter();

}  // namespace autosmote
