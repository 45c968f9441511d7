#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "api/inputs.h"
#include "preprocess/split.h"

namespace autosmote {

/// Which rows of the training table play which part, all ascending.
struct RowPlan {
  /// Where rewards come from. With a validation file: one, whose `held_out` is empty because its
  /// rows are those of the file.
  std::vector<Split> folds;
  std::size_t repeats = 1;               ///< of a cross-validation
  std::vector<std::size_t> final_train;  ///< what balanced.csv stands on
  std::vector<std::size_t> test;         ///< of the training table; empty without --imbalance
  std::string validation;                ///< "5-fold cross-validation" ...: for the report
  std::vector<double> growth;            ///< see class_growth; for the final training set
  std::vector<std::string> notes;
};

/// Splits the rows as the options say. A hold-out keeps the validation rows out of the final
/// training set, folds use all rows for it. Throws as the split functions. O(rows * folds).
RowPlan plan_rows(const Inputs& inputs, const FitOptions& options, std::uint64_t seed);

/// The same for some rows of the training table alone, without test rows: an outer fold. Its
/// growth is that of the whole, and left to the caller.
RowPlan plan_training_rows(const Inputs& inputs, const FitOptions& options, std::uint64_t seed,
                           std::vector<std::size_t> rows);

}  // namespace autosmote
