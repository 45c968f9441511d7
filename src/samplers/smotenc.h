#pragma once

#include "samplers/registry.h"

namespace autosmote {

/// SMOTE-NC (Chawla et al. 2002, section 6.1), for rows with numbers and categories.
///
/// The squared distance of two rows of a class is that of their numbers, plus M^2 for each nominal
/// column in which they differ; M is the median over the numeric columns of the class's standard
/// deviations (divisor m), for each class its own. A new row's numbers lie, as in SMOTE, between a
/// row and one of its k nearest; in each nominal column it has the most frequent category among all
/// k nearest, a random one of the most frequent where there are several. So no category arises
/// that the class does not have.
///
/// DataError without nominal or without numeric columns, or for a class of one row. Inside, each
/// category of the class becomes a column of the class's rows (not of all rows).
/// O(m d log m + rows added * (d + k * nominal columns)).
SamplerEntry smotenc_entry();

/// M above: the median of the columns' standard deviations over rows of `numbers`, m x d, d >= 1.
double median_spread(const Matrix<double>& numbers);

}  // namespace autosmote
