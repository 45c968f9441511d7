#pragma once

#include <cstdint>
#include <optional>

#include "samplers/registry.h"

namespace autosmote {

/// Between which lambdas a new row may lie; equal ends: a copy of the row at that end.
struct LambdaRange {
  double low = 0.0;
  double high = 1.0;
};

/// The five cases of Safe-Level-SMOTE for a row and its neighbour by their safe levels, the numbers
/// of rows of their class among the k nearest rows of any class. Nothing where both are 0: both
/// count as noise and no row is made from them.
std::optional<LambdaRange> safe_range(std::uint32_t row_level, std::uint32_t neighbor_level);

/// Safe-Level-SMOTE (Bunkhumpornpat, Sinapiromsaran, Lursinsap 2009, "Safe-Level-SMOTE: safe-level-
/// synthetic minority over-sampling technique for handling the class imbalanced problem").
///
/// As in SMOTE a new row lies between a random row of the class and a random one of its k nearest
/// rows of the class, but lambda is uniform in safe_range(), so that it is nearer to the row with
/// the higher safe level. Pairs without a range are not drawn. Two readings of the paper: its
/// neighbours come from the rows of the class (smote_variants takes them from all rows), and a row
/// has one lambda, as its text says "along the line"; its figure draws one for each feature, as
/// smote_variants does.
///
/// Where no pair of a class has a range, the class gets no rows, and context.log is told. DataError
/// for a class of one row. O(m d log n + m k + rows added * d) for the m rows of a class.
SamplerEntry safe_level_smote_entry();

}  // namespace autosmote
