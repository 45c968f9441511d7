#include "autosmote/custom_classifier.h"

#include <numbers>

#include "core/portable_math.h"

namespace autosmote {
namespace {

constexpr double kSmallProbability = 0x1.0p-36;
constexpr double kScoreOfSmall = kSmallProbability - 0.5;
constexpr double kSmallest = 0x1.0p-1022;  // below it is what has lost digits: taken as 0

// Relative to kSmallProbability.
double log_ratio(double probability) {
  return portable_log(probability) - portable_log(kSmallProbability);
}

double score_of_zero() {
  return kScoreOfSmall + kSmallProbability * (log_ratio(kSmallest) - std::numbers::ln2);
}

}  // namespace

double score_of_probability(double probability) {
  if (!(probability < kSmallProbability)) return probability - 0.5;
  if (probability < kSmallest) return score_of_zero();
  return kScoreOfSmall + kSmallProbability * log_ratio(probability);
}

double probability_of_score(double score) {
  if (score >= kScoreOfSmall) return score + 0.5;
  if (score < score_of_zero()) return -kSmallProbability;
  return kSmallProbability * portable_exp((score - kScoreOfSmall) / kSmallProbability);
}

}  // namespace autosmote
