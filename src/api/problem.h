#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "api/inputs.h"
#include "api/row_plan.h"
#include "preprocess/table_row_generator.h"
#include "search/search.h"

namespace autosmote {

/// What the search is given, and what turns its answer back into rows of the user's table.
struct PreparedProblem {
  SearchProblem search;
  /// The row of the training table behind each minority instance of `search.final`.
  std::vector<std::size_t> minority_rows;
  std::vector<std::string> features;  ///< names of the encoded features of `search.final`
  /// Makes synthetic rows by the rules of the table, whatever the search interpolates.
  std::shared_ptr<const TableRowGenerator> rows;
};

/// Encodes every fold by an encoder of its own, fitted on that fold's training rows. The search
/// interpolates encoded features in the paper profile and makes rows by the table's rules in the
/// default one. `inputs` and
/// the caller's classifier must outlive the result. Throws ConfigError where that classifier stands
/// beside other tables or the paper profile, and where given
/// amounts do not fit. Memory: the encoded rows of all folds.
PreparedProblem prepare_problem(const Inputs& inputs, const RowPlan& plan,
                                const FitOptions& options);

}  // namespace autosmote
