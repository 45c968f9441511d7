#pragma once

#include "samplers/registry.h"

namespace autosmote {

/// SMOTE-N (Chawla et al. 2002, section 6.2), for rows of categories only.
///
/// The distance of two rows is the sum over the columns of the squared value difference
/// (sum over classes of |P(class | category a) - P(class | category b)|)^2, P from all rows. A new
/// row has in each column the most frequent category among a random row of the class and its k
/// nearest, the lowest where there are several, as in imbalanced-learn. `neighbor` of its origin
/// is the row itself: all k + 1 stand behind it.
///
/// DataError where a column is not nominal, or for a class of one row. The distances are no
/// Euclidean ones with three classes or more, so all pairs of a class are compared, in
/// O(m^2 d) time and O(k) memory a thread beyond the result (imbalanced-learn: m^2 numbers).
SamplerEntry smoten_entry();

}  // namespace autosmote
