#pragma once

#include <span>
#include <vector>

namespace autosmote {

/// One point of a curve over all decision thresholds.
struct CurvePoint {
  double x = 0.0;
  double y = 0.0;
  double threshold = 0.0;  ///< rows with a score above or at it are predicted to be minority
};

/// The ROC curve (x: share of the majority taken for minority, y: recall, from (0, 0), whose
/// threshold is infinite, to (1, 1)) and the precision-recall curve (x: recall, y: precision, one
/// point a distinct score).
struct ScoreCurves {
  std::vector<CurvePoint> roc;
  std::vector<CurvePoint> precision_recall;
};

/// Of scores against labels 0 and 1, of which there is one row each at least. Points nearer than
/// `resolution` in both coordinates to the one kept before are left out, but never the last one; 0
/// keeps all. O(n log n).
ScoreCurves score_curves(std::span<const int> truth, std::span<const double> scores,
                         double resolution = 0.005);

}  // namespace autosmote
