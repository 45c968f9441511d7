#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "api/inputs.h"
#include "autosmote/context.h"
#include "autosmote/fit.h"
#include "preprocess/split.h"

namespace autosmote {

/// What the method and the best cheap baseline say of every training row, each row predicted by
/// models, searches, encoders and thresholds that never saw it.
struct OuterScores {
  std::size_t folds = 0;
  std::vector<int> truth;  ///< of the rows, fold after fold
  std::vector<int> method_labels;
  std::vector<double> method_scores;
  std::vector<int> baseline_labels;
  std::vector<double> baseline_scores;
  std::vector<std::string> baselines;  ///< the one taken in each fold: best on its inner rows
  double method_validation = 0.0;      ///< mean over the folds of the search's own best score
  std::uint64_t fits = 0;
};

/// Nested cross-validation of the whole procedure: in each outer fold the search, with `episodes`
/// episodes, and the cheap baselines run on the other folds' rows alone, with inner validation as
/// the options say; both then predict the fold. The baseline of a fold is the one with the best
/// inner validation score, as a user would choose. Costs about `outer folds` times a fit. Throws
/// DataError where the rows are too few. Stops early when cancelled; then `folds` is 0.
OuterScores score_on_outer_folds(const Inputs& inputs, const FitOptions& options,
                                 std::uint64_t episodes, const Context& context);

/// The outer folds of these labels: five, or as many as there are minority rows.
std::vector<Split> outer_splits(const Target& target, std::uint64_t seed);

/// Whether kAuto runs the outer folds: a function of the problem's size, not of time.
bool outer_folds_are_cheap(std::size_t rows, std::size_t features, std::uint64_t episodes);

}  // namespace autosmote
