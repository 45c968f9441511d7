#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/metric.h"
#include "report/report_json.h"
#include "search/search.h"

namespace autosmote {

/// Judges `method` (what the search delivered) against the cheap baseline that is best on the
/// validation rows, of equally good ones the first: that is the one a user would have taken.
///
/// With test rows: the difference of the test scores and its 95 % interval (bootstrap.h). It helps
/// where the interval lies above 0, hurts where it lies below, else there is no evidence. Without
/// test rows: the validation scores, with the warning that the search has chosen by them.
/// `test_labels` may be empty; `validation_positives`: minority rows that are validated on.
Verdict judge(const Metric& metric, const MethodScore& method,
              std::span<const MethodScore> baselines, std::span<const int> test_labels,
              std::size_t validation_positives, const Context& context);

}  // namespace autosmote
