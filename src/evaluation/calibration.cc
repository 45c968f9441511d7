#include "evaluation/calibration.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/check.h"
#include "core/portable_math.h"

namespace autosmote {
namespace {

constexpr double kSmallestProbability = 1e-4;

double logistic(double z) { return 1.0 / (1.0 + portable_exp(-z)); }

double logit(double p) {
  const double cut = std::clamp(p, kSmallestProbability, 1.0 - kSmallestProbability);
  return portable_log(cut / (1.0 - cut));
}

struct Line {
  double intercept = 0.0;
  double slope = 0.0;
  bool converged = false;
};

double log_loss(std::span<const double> x, std::span<const double> targets, const Line& line) {
  double loss = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double z = line.intercept + line.slope * x[i];
    // log(1 + e^z) - t z, without overflow.
    loss += std::max(z, 0.0) + portable_log(1.0 + portable_exp(-std::abs(z))) - targets[i] * z;
  }
  return loss;
}

// Newton's step of the log-loss in intercept and slope, or in the intercept alone.
std::array<double, 2> newton_step(std::span<const double> x, std::span<const double> targets,
                                  const Line& line, bool fit_slope) {
  double g0 = 0.0, g1 = 0.0, h00 = 0.0, h01 = 0.0, h11 = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double p = logistic(line.intercept + line.slope * x[i]);
    const double weight = p * (1.0 - p);
    g0 += targets[i] - p;
    g1 += (targets[i] - p) * x[i];
    h00 += weight;
    h01 += weight * x[i];
    h11 += weight * x[i] * x[i];
  }
  if (!fit_slope) return {h00 > 0.0 ? g0 / h00 : 0.0, 0.0};
  const double determinant = h00 * h11 - h01 * h01;
  if (!(determinant > 1e-12 * h00 * h11)) return {0.0, 0.0};
  return {(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant};
}

// Minimises the log-loss from `line`; halves steps that do not lower it.
Line fit_line(std::span<const double> x, std::span<const double> targets, Line line,
              bool fit_slope) {
  double loss = log_loss(x, targets, line);
  for (int step = 0; step < 100; ++step) {
    auto [d0, d1] = newton_step(x, targets, line, fit_slope);
    Line next = line;
    double next_loss = loss;
    for (int half = 0; half < 30; ++half) {
      next.intercept = line.intercept + d0;
      next.slope = line.slope + d1;
      next_loss = log_loss(x, targets, next);
      if (next_loss <= loss) break;
      d0 *= 0.5;
      d1 *= 0.5;
    }
    if (!(next_loss <= loss)) break;
    line = next;
    const bool still = loss - next_loss <= 1e-13 * std::max(1.0, loss);
    loss = next_loss;
    if (still) {
      line.converged = true;
      break;
    }
  }
  return line;
}

// Whether one number parts the classes, so that the likelihood grows with the slope for ever.
bool separated(std::span<const double> x, std::span<const int> truth) {
  constexpr double kFar = 1e300;
  std::array<double, 2> low{kFar, kFar};
  std::array<double, 2> high{-kFar, -kFar};
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto label = static_cast<std::size_t>(truth[i]);
    low[label] = std::min(low[label], x[i]);
    high[label] = std::max(high[label], x[i]);
  }
  return high[0] <= low[1] || high[1] <= low[0];
}

// Platt's curve through the rows outside of `own`.
Line platt_curve(std::span<const int> truth, std::span<const double> scores,
                 std::span<const std::uint32_t> fold, std::uint32_t own) {
  std::vector<double> x;
  std::vector<double> targets;
  std::array<double, 2> counts{0.0, 0.0};
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (fold[i] == own) continue;
    x.push_back(scores[i]);
    targets.push_back(truth[i]);
    counts[static_cast<std::size_t>(truth[i])] += 1.0;
  }
  for (double& target : targets) {
    target = target > 0.5 ? (counts[1] + 1.0) / (counts[1] + 2.0) : 1.0 / (counts[0] + 2.0);
  }
  const Line prior{portable_log((counts[1] + 1.0) / (counts[0] + 1.0)), 0.0, true};
  if (counts[0] == 0.0 || counts[1] == 0.0) return prior;
  return fit_line(x, targets, prior, true);
}

}  // namespace

ScoreMeaning score_meaning(ClassifierKind kind) {
  switch (kind) {
    case ClassifierKind::kLogistic:
    case ClassifierKind::kXgboost:
      return ScoreMeaning::kLogOdds;
    case ClassifierKind::kKnn:
    case ClassifierKind::kTree:
      return ScoreMeaning::kShare;
    case ClassifierKind::kSvm:
    case ClassifierKind::kAdaboost:
      break;
  }
  return ScoreMeaning::kDecision;
}

std::vector<double> minority_probabilities(ScoreMeaning meaning, std::span<const int> truth,
                                           std::span<const double> scores,
                                           std::span<const std::uint32_t> fold) {
  AUTOSMOTE_CHECK(truth.size() == scores.size());
  std::vector<double> result(scores.size());
  if (meaning == ScoreMeaning::kLogOdds) {
    std::ranges::transform(scores, result.begin(), logistic);
    return result;
  }
  if (meaning == ScoreMeaning::kShare) {
    std::ranges::transform(scores, result.begin(),
                           [](double score) { return std::clamp(score + 0.5, 0.0, 1.0); });
    return result;
  }
  AUTOSMOTE_CHECK(fold.size() == scores.size());
  const std::uint32_t folds = fold.empty() ? 0 : *std::ranges::max_element(fold) + 1;
  for (std::uint32_t own = 0; own < folds; ++own) {
    const Line line = platt_curve(truth, scores, fold, own);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (fold[i] == own) result[i] = logistic(line.intercept + line.slope * scores[i]);
    }
  }
  return result;
}

double reweighted_probability(double p, double minority, double majority) {
  return p * minority / (p * minority + (1.0 - p) * majority);
}

Calibration measure_calibration(std::span<const int> truth, std::span<const double> probabilities) {
  AUTOSMOTE_CHECK(!truth.empty() && truth.size() == probabilities.size());
  Calibration result;
  std::vector<double> logits(truth.size());
  std::vector<double> targets(truth.size());
  double positives = 0.0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    targets[i] = truth[i];
    positives += targets[i];
    logits[i] = logit(probabilities[i]);
    result.brier += (probabilities[i] - targets[i]) * (probabilities[i] - targets[i]);
  }
  const auto n = static_cast<double>(truth.size());
  result.brier /= n;
  if (positives == 0.0 || positives == n) return result;
  result.intercept = fit_line(logits, targets, {0.0, 1.0, false}, false).intercept;
  const Line line = fit_line(logits, targets, {0.0, 1.0, false}, true);
  if (line.converged && !separated(logits, truth)) result.slope = line.slope;
  return result;
}

std::vector<ReliabilityBin> reliability_bins(std::span<const int> truth,
                                             std::span<const double> probabilities,
                                             std::size_t bins) {
  std::vector<std::size_t> order(truth.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return probabilities[a] != probabilities[b] ? probabilities[a] < probabilities[b] : a < b;
  });
  std::vector<ReliabilityBin> result;
  std::size_t first = 0;
  for (std::size_t bin = 1; bin <= bins; ++bin) {
    std::size_t last = std::max(first, bin * truth.size() / bins);
    while (last > first && last < order.size() &&
           probabilities[order[last]] == probabilities[order[last - 1]]) {
      ++last;
    }
    if (last == first) continue;
    ReliabilityBin group;
    group.rows = last - first;
    for (; first < last; ++first) {
      group.probability += probabilities[order[first]];
      group.share += truth[order[first]] == 1 ? 1.0 : 0.0;
    }
    group.probability /= static_cast<double>(group.rows);
    group.share /= static_cast<double>(group.rows);
    result.push_back(group);
  }
  return result;
}

}  // namespace autosmote
