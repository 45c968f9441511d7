#pragma once

#include "search/reward.h"
#include "search/search.h"

namespace autosmote {

/// Fills in what `problem.final`'s test rows say of a training set: predictions at score.threshold
/// or score.offsets, and their metric. Does nothing without test rows; leaves `score.test` empty,
/// with a note, where the metric is not defined on them. `samples` index `candidates`.
void score_on_test(const SearchProblem& problem, const CandidateRows& candidates,
                   const FoldSamples& samples, const Context& context, MethodScore& score);

}  // namespace autosmote
