#pragma once

#include "samplers/registry.h"

namespace autosmote {

/// SMOTE with rejection (Lee, Kim, Lee 2015, "An over-sampling technique with rejection for
/// imbalanced class learning"): candidates are drawn as in SMOTE; a candidate is kept if among its
/// k nearest rows of any class the share of other classes is below `rejection_level`.
///
/// The kept rows are the first of SMOTE's candidates, in their order, that pass; the check of a
/// batch of candidates is spread over the threads. When 20 candidates for each row asked for (and
/// 1000 more) have not given enough, the rows still missing are the rejected candidates with the
/// fewest neighbours of other classes, among equals the earlier ones, and context.log is told. So
/// the strategy is always met. (smote_variants raises the rejection level by 0.1 after six batches
/// without success, and again.)
///
/// A level of 0 rejects everything. DataError for a class of one row.
/// O((m + candidates) d log n), candidates from once to about 20 times the rows added.
SamplerEntry lee_entry();

}  // namespace autosmote
