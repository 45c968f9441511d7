#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/outer_folds.h"
#include "autosmote/fit.h"
#include "evaluation/calibration.h"
#include "search/search.h"

namespace autosmote {

/// What the scores of a classifier are.
struct ScoreScale {
  ScoreMeaning meaning = ScoreMeaning::kDecision;
  bool graded = true;         ///< more than two values
  std::string probabilities;  ///< in words
};

/// Of the classifier of a fit.
ScoreScale score_scale(const FitOptions& options);

/// Calibration in numbers, and as reliability diagrams.
struct MeasuredCalibration {
  FitCalibrations summary;
  std::vector<ReliabilityBin> before;
  std::vector<ReliabilityBin> after;
  std::vector<ReliabilityBin> corrected;  ///< empty where summary has none
};

/// Calibration on outer folds, all repeats together.
MeasuredCalibration calibrate_on_outer_folds(const ScoreScale& scale, const OuterScores& outer);

/// Calibration on the test rows: `plain` was trained on the rows of `final` as they are, `method`
/// on the resampled ones. Empty where there are no test rows or only one of their class. Decision
/// values are mapped in up to five folds of the test rows, drawn by `seed`.
std::optional<MeasuredCalibration> calibrate_on_test_rows(const ScoreScale& scale,
                                                          const Fold& final,
                                                          const MethodScore& plain,
                                                          const MethodScore& method,
                                                          std::uint64_t seed);

/// How the shares of the classes differ between these training rows and the resampled ones.
PriorCorrection prior_correction(const Fold& final, std::uint64_t synthetic_rows);

}  // namespace autosmote
