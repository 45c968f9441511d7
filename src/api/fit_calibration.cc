#include "api/fit_calibration.h"

#include <algorithm>
#include <span>
#include <vector>

#include "preprocess/split.h"

namespace autosmote {
namespace {

constexpr int kMapFolds = 5;

const char* describe(ScoreMeaning meaning) {
  switch (meaning) {
    case ScoreMeaning::kLogOdds:
      return "the classifier's own: its score is the log-odds";
    case ScoreMeaning::kShare:
      return "the classifier's own: the minority's share of neighbours or of a leaf";
    case ScoreMeaning::kDecision:
      break;
  }
  return "decision values mapped by a logistic curve (Platt), for each fold fitted on the other "
         "folds' rows";
}

FitCalibration as_fit(const Calibration& calibration, bool graded) {
  if (!graded) return {calibration.brier, {}, {}};  // p is 0 or 1
  return {calibration.brier, calibration.intercept, calibration.slope};
}

// Rows of several repeats one after the other.
struct Collected {
  std::vector<int> truth;
  std::vector<double> before;
  std::vector<double> after;
  std::vector<double> corrected;
};

// `share`: the minority's in the training set that predicted a row, as resampled and as it was.
void collect(ScoreMeaning meaning, std::span<const int> truth, std::span<const std::uint32_t> fold,
             std::span<const double> plain, std::span<const double> method,
             std::span<const double> share, double own_share, Collected& all) {
  const auto before = minority_probabilities(meaning, truth, plain, fold);
  const auto after = minority_probabilities(meaning, truth, method, fold);
  all.truth.insert(all.truth.end(), truth.begin(), truth.end());
  all.before.insert(all.before.end(), before.begin(), before.end());
  all.after.insert(all.after.end(), after.begin(), after.end());
  for (std::size_t i = 0; i < after.size(); ++i) {
    all.corrected.push_back(reweighted_probability(after[i], own_share / share[i],
                                                   (1.0 - own_share) / (1.0 - share[i])));
  }
}

MeasuredCalibration measure(const ScoreScale& scale, const Collected& all) {
  MeasuredCalibration result;
  result.summary.probabilities = scale.probabilities;
  result.summary.before = as_fit(measure_calibration(all.truth, all.before), scale.graded);
  result.summary.after = as_fit(measure_calibration(all.truth, all.after), scale.graded);
  result.before = reliability_bins(all.truth, all.before);
  result.after = reliability_bins(all.truth, all.after);
  // A curve fitted to rows at their own ratio has no shift left to undo.
  if (scale.meaning != ScoreMeaning::kDecision) {
    result.summary.corrected = as_fit(measure_calibration(all.truth, all.corrected), scale.graded);
    result.corrected = reliability_bins(all.truth, all.corrected);
  }
  return result;
}

double minority_share(std::size_t minority, std::size_t rows) {
  return static_cast<double>(minority) / static_cast<double>(rows);
}

}  // namespace

ScoreScale score_scale(const FitOptions& options) {
  if (options.custom == nullptr) {
    const ClassifierKind kind = options.classifier.kind;
    return {score_meaning(kind), has_graded_scores(kind), describe(score_meaning(kind))};
  }
  const bool own = options.custom->probability_scores();
  return {own ? ScoreMeaning::kShare : ScoreMeaning::kDecision, options.custom->graded_scores(),
          own ? "the classifier's own" : describe(ScoreMeaning::kDecision)};
}

MeasuredCalibration calibrate_on_outer_folds(const ScoreScale& scale, const OuterScores& outer) {
  const auto minority = static_cast<std::size_t>(std::ranges::count(outer.truth, 1));
  const double own_share = minority_share(minority, outer.truth.size());
  Collected all;
  for (const OuterRepeat& repeat : outer.repeats) {
    collect(scale.meaning, outer.truth, repeat.fold, repeat.cheap.front().scores,
            repeat.method_scores, repeat.minority_share, own_share, all);
  }
  return measure(scale, all);
}

std::optional<MeasuredCalibration> calibrate_on_test_rows(const ScoreScale& scale,
                                                          const Fold& final,
                                                          const MethodScore& plain,
                                                          const MethodScore& method,
                                                          std::uint64_t seed) {
  const std::vector<int>& truth = final.evaluation_labels;
  const auto minority = std::ranges::count(truth, 1);
  const auto majority = static_cast<std::ptrdiff_t>(truth.size()) - minority;
  const auto smaller = static_cast<int>(std::min(minority, majority));
  if (smaller < 2 || plain.test_scores.empty() || method.test_scores.empty()) return std::nullopt;
  std::vector<std::uint32_t> fold(truth.size());
  const std::vector<Split> splits = stratified_folds(truth, std::min(kMapFolds, smaller), 1, seed);
  for (std::uint32_t f = 0; f < splits.size(); ++f) {
    for (const std::size_t row : splits[f].held_out) fold[row] = f;
  }
  const std::size_t rows = final.train.rows() + method.synthetic_rows;
  const std::vector<double> share(
      truth.size(), minority_share(final.minority.size() + method.synthetic_rows, rows));
  Collected all;
  collect(scale.meaning, truth, fold, plain.test_scores, method.test_scores, share,
          minority_share(final.minority.size(), final.train.rows()), all);
  return measure(scale, all);
}

PriorCorrection prior_correction(const Fold& final, std::uint64_t synthetic_rows) {
  const double own = minority_share(final.minority.size(), final.train.rows());
  const double resampled =
      minority_share(final.minority.size() + synthetic_rows, final.train.rows() + synthetic_rows);
  return {own / resampled, (1.0 - own) / (1.0 - resampled)};
}

}  // namespace autosmote
