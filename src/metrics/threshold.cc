#include "metrics/threshold.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/check.h"
#include "metrics/confusion.h"
#include "metrics/ranking.h"

namespace autosmote {
namespace {

/// A number t with low <= t < high. The midpoint may round up to `high`, and that of two
/// infinities is none.
double between(double low, double high) {
  const double middle = std::midpoint(low, high);
  return middle >= low && middle < high ? middle : low;
}

/// The threshold below every score that is nearest to 0.
double below_all(double smallest) {
  return smallest > 0.0 ? 0.0 : std::nextafter(smallest, -std::numeric_limits<double>::infinity());
}

Threshold best_between(const Metric& metric, std::span<const ScoreGroup> groups) {
  ConfusionMatrix matrix(2);
  for (const ScoreGroup& group : groups) {
    matrix(1, 0) += group.positives;
    matrix(0, 0) += group.negatives;
  }
  // First "all class 0", then one group after the other goes to class 1.
  Threshold best{std::max(groups.front().score, 0.0), label_metric(metric, matrix)};
  for (std::size_t g = 0; g < groups.size(); ++g) {
    matrix(1, 0) -= groups[g].positives;
    matrix(1, 1) += groups[g].positives;
    matrix(0, 0) -= groups[g].negatives;
    matrix(0, 1) += groups[g].negatives;
    const bool last = g + 1 == groups.size();
    // Nothing is below minus infinity, so rows of that score cannot be of class 1.
    if (last && std::isinf(groups[g].lowest) && groups[g].lowest < 0.0) break;
    const double value = label_metric(metric, matrix);
    if (value < best.value) continue;
    const double threshold =
        last ? below_all(groups[g].lowest) : between(groups[g + 1].score, groups[g].lowest);
    if (value > best.value || std::abs(threshold) < std::abs(best.threshold)) {
      best = {threshold, value};
    }
  }
  return best;
}

}  // namespace

Threshold best_threshold(const Metric& metric, std::span<const int> truth,
                         std::span<const double> scores) {
  AUTOSMOTE_CHECK(!metric.uses_scores());
  // A threshold between two negatives of which no positive lies between is never the best one:
  // every metric falls with each further false positive (MCC, too: with r the recall and q the
  // share of rows told to be of class 1, its derivative by the false positive rate has the sign of
  // -(q (1 - r) + r (1 - q))), unless it is 0 whatever they are or, as F-beta with a beta of a
  // million, the same number in rounding.
  const Threshold best = best_between(metric, group_between_positives(truth, scores));
  return best.value != 0.0 ? best : best_between(metric, group_by_score(truth, scores));
}

}  // namespace autosmote
