#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "api/inputs.h"
#include "autosmote/context.h"
#include "autosmote/fit.h"
#include "preprocess/split.h"

namespace autosmote {

/// What one method says of every row.
struct PredictedRows {
  std::vector<int> labels;
  std::vector<double> scores;
};

/// What is said of every row in one repeat, each row predicted by models, searches, encoders and
/// thresholds that never saw it.
struct OuterRepeat {
  std::vector<std::uint32_t> fold;  ///< of each row, in [0, folds)
  std::vector<int> method_labels;
  std::vector<double> method_scores;
  std::vector<int> baseline_labels;  ///< of the best cheap baseline
  std::vector<double> baseline_scores;
  /// Of all cheap baselines, in the order of OuterScores::cheap; the first is nothing: the training
  /// rows as they are. Empty vectors for one that did not apply in every fold.
  std::vector<PredictedRows> cheap;
  std::vector<double> minority_share;  ///< of the training set that predicted the row, as resampled
};

/// Nested cross-validation's predictions of some rows of the training table.
struct OuterScores {
  std::size_t folds = 0;   ///< of a repeat; 0: nothing was completed
  std::vector<int> truth;  ///< of the rows, in their order
  int classes = 2;
  std::vector<std::uint32_t> groups;   ///< of the rows; empty: rows are by themselves
  std::vector<OuterRepeat> repeats;    ///< those that were completed
  std::vector<std::string> baselines;  ///< the one taken in each fold: best on its inner rows
  std::vector<std::string> cheap;      ///< names of all cheap baselines
  double method_validation = 0.0;      ///< mean over all folds of the search's own best score
  std::uint64_t fits = 0;
};

/// Nested cross-validation of the whole procedure on `rows` of the training table, `repeats` times
/// with other folds: in each outer fold the search, with `episodes` episodes, and the cheap
/// baselines run on the other folds' rows alone, with inner validation as the options say and the
/// growth that is given (RowPlan); both
/// then predict the fold. The baseline of a fold is the one with the best inner validation score,
/// as a user would choose. Costs about `repeats` times five fits. Throws DataError where the rows
/// are too few. Stops early when cancelled, with the repeats that are complete.
OuterScores score_on_outer_folds(const Inputs& inputs, const FitOptions& options,
                                 std::span<const std::size_t> rows,
                                 const std::vector<double>& growth, int repeats,
                                 std::uint64_t episodes, const Context& context);

/// The outer folds of rows with these labels, repeat after repeat: five, or as many as there are
/// minority rows, or groups of them.
std::vector<Split> outer_splits(std::span<const int> labels, int repeats, std::uint64_t seed,
                                RowGroups groups = {});

/// Whether kAuto runs the outer folds: a function of the problem's size, not of time.
bool outer_folds_are_cheap(std::size_t rows, std::size_t features, std::uint64_t episodes);

}  // namespace autosmote
