#pragma once

#include <optional>

#include "api/fit_calibration.h"
#include "api/inputs.h"
#include "api/outer_folds.h"
#include "api/problem.h"
#include "api/row_plan.h"
#include "report/fit_page.h"
#include "search/search.h"

namespace autosmote {

/// What a fit has found, as its page needs it.
struct FitPageInputs {
  const Inputs& inputs;
  const RowPlan& plan;
  const PreparedProblem& problem;
  const SearchResult& search;
  const std::vector<MethodScore>& baselines;
  const std::vector<MethodScore>& comparison;
  const OuterScores& outer;
  const std::optional<MeasuredCalibration>& calibration;
};

/// Fills in report.html's own data. `context` should not be cancelled any more. O(n log n) for
/// curves, one exact nearest-neighbour search for at most 5000 minority rows, and the thinned rows
/// of the pictures.
FitPage make_fit_page(const FitPageInputs& found, const FitOptions& options,
                      const Context& context);

}  // namespace autosmote
