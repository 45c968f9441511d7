#include "search/placement_prior.h"

#include <algorithm>

#include "core/check.h"

namespace autosmote {
namespace {

struct Entry {
  ClassifierKind classifier;
  bool ranking;  // for metrics of scores
  PlacementPrior prior;
};

// Nothing was learned of tables with several classes: as much to the small as to the larger ones,
// with room for half or twice as much.
constexpr double kClassSizeDeviation = 0.5;

#include AUTOSMOTE_PRIOR_TABLE  // src/CMakeLists.txt names it

}  // namespace

PlacementPrior learned_prior(ClassifierKind classifier, const Metric& metric) {
  const auto* const entry = std::ranges::find_if(kLearned, [&](const Entry& e) {
    return e.classifier == classifier && e.ranking == metric.uses_scores();
  });
  AUTOSMOTE_CHECK(entry != std::end(kLearned));
  PlacementPrior prior = entry->prior;
  prior.deviation.back() = kClassSizeDeviation;
  return prior;
}

std::string_view prior_version() { return kPriorVersion; }

PlacementPrior neutral_prior() {
  return {{-2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0},
          {1.5, 1.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, kClassSizeDeviation}};
}

}  // namespace autosmote
