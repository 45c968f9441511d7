#include "api/custom_adapter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "autosmote/error.h"

namespace autosmote {
namespace {

CustomFit as_custom(const ExternalFit& fit, const CustomFold& fold) {
  CustomFit result;
  result.train = fold.rows.train;
  result.held_out = fold.rows.held_out;
  result.majority_weight = fit.majority_weight;
  result.minority_weight = fit.minority_weight;
  result.samples.reserve(fit.samples.size());
  for (const WeightedPoint& sample : fit.samples) {
    const CandidatePoint& point = sample.point;
    result.samples.push_back({fold.minority_rows[point.source], fold.minority_rows[point.neighbor],
                              point.lambda, sample.weight});
  }
  result.make_row = [&fit, &fold](std::size_t s, std::span<CellValue> cells) {
    const CandidatePoint& point = fit.samples[s].point;
    fold.generator->make_row(point.source, point.neighbor, point.lambda, cells);
  };
  return result;
}

ExternalPredictions checked(CustomPredictions given, std::size_t rows, const std::string& name) {
  if (given.labels.size() != rows || given.scores.size() != rows) {
    throw ConfigError(fmt::format("{} gave {} labels and {} scores for {} rows; give one a row",
                                  name, given.labels.size(), given.scores.size(), rows));
  }
  for (const double score : given.scores) {
    if (!std::isnan(score)) continue;
    throw ConfigError(fmt::format("{} gave a score that is not a number", name));
  }
  if (std::ranges::any_of(given.labels, [](int label) { return label != 0 && label != 1; })) {
    throw ConfigError(fmt::format("{} gave a label other than 0 and 1", name));
  }
  if (!std::isfinite(given.value)) {
    throw ConfigError(fmt::format("the metric of {} is {}; it must be finite", name, given.value));
  }
  return {{std::move(given.labels), std::move(given.scores)}, given.value};
}

}  // namespace

std::vector<ExternalPredictions> CustomAdapter::fit_predict(
    std::span<const ExternalFit> fits) const {
  std::vector<CustomFit> asked;
  asked.reserve(fits.size());
  for (const ExternalFit& fit : fits) asked.push_back(as_custom(fit, folds_[fit.fold]));
  std::vector<CustomPredictions> given = custom_.fit_predict(asked);
  if (given.size() != fits.size()) {
    throw ConfigError(fmt::format("{} gave predictions of {} fits, {} were asked for",
                                  custom_.name(), given.size(), fits.size()));
  }
  std::vector<ExternalPredictions> result;
  result.reserve(fits.size());
  for (std::size_t f = 0; f < fits.size(); ++f) {
    result.push_back(checked(std::move(given[f]), asked[f].held_out.size(), custom_.name()));
  }
  return result;
}

}  // namespace autosmote
