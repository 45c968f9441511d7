#include "evaluation/score_curves.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

#include "core/check.h"

namespace autosmote {
namespace {

std::vector<CurvePoint> thin(const std::vector<CurvePoint>& points, double resolution) {
  std::vector<CurvePoint> kept;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool near = !kept.empty() && i + 1 < points.size() &&
                      std::fabs(points[i].x - kept.back().x) < resolution &&
                      std::fabs(points[i].y - kept.back().y) < resolution;
    if (!near) kept.push_back(points[i]);
  }
  return kept;
}

}  // namespace

ScoreCurves score_curves(std::span<const int> truth, std::span<const double> scores,
                         double resolution) {
  const auto positives = static_cast<double>(std::ranges::count(truth, 1));
  const double negatives = static_cast<double>(truth.size()) - positives;
  AUTOSMOTE_CHECK(truth.size() == scores.size() && positives > 0.0 && negatives > 0.0);
  std::vector<std::size_t> order(truth.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  });
  ScoreCurves curves;
  curves.roc.push_back({0.0, 0.0, std::numeric_limits<double>::infinity()});
  double found = 0.0;
  double wrong = 0.0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    (truth[order[i]] == 1 ? found : wrong) += 1.0;
    const double score = scores[order[i]];
    if (i + 1 < order.size() && scores[order[i + 1]] == score) continue;
    curves.roc.push_back({wrong / negatives, found / positives, score});
    curves.precision_recall.push_back({found / positives, found / (found + wrong), score});
  }
  curves.roc = thin(curves.roc, resolution);
  curves.precision_recall = thin(curves.precision_recall, resolution);
  return curves;
}

}  // namespace autosmote
