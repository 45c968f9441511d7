#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "api/outer_folds.h"
#include "autosmote/context.h"
#include "autosmote/metric.h"
#include "report/report_json.h"
#include "search/search.h"

namespace autosmote {

/// The baseline that a user would take: the best on the validation rows, of equally good ones the
/// first. Null where none has a validation score.
const MethodScore* best_on_validation(std::span<const MethodScore> baselines);

/// Below so many minority rows, of several classes rows of each, or groups that have some, an
/// interval from resampling them is not to be trusted, and the outcome is always "no evidence".
inline constexpr std::size_t kFewestPositives = 10;

/// Judges `method` (what the search delivered) against the cheap baseline that is best on the
/// validation rows, of equally good ones the first: that is the one a user would have taken.
///
/// With test rows: the difference of the test scores and its 95 % interval (bootstrap.h). It helps
/// where the interval lies above 0, hurts where it lies below, else there is no evidence. Without
/// test rows: the validation scores, with the warning that the search has chosen by them.
/// `test_labels` may be empty; `validation_positives`: minority rows that are validated on.
Verdict judge(const Metric& metric, const MethodScore& method,
              std::span<const MethodScore> baselines, std::span<const int> test_labels,
              std::size_t validation_positives, const Context& context, int classes = 2);

/// The same from outer folds (outer_folds.h), which must not be empty.
Verdict judge(const Metric& metric, const std::string& method, const OuterScores& outer,
              const Context& context);

}  // namespace autosmote
