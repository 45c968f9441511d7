#include "search/placement_prior.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autosmote {
namespace {

TEST(LearnedPrior, HasAStartForEveryClassifierAndMetric) {
  for (const ClassifierKind kind :
       {ClassifierKind::kSvm, ClassifierKind::kKnn, ClassifierKind::kTree,
        ClassifierKind::kAdaboost, ClassifierKind::kLogistic, ClassifierKind::kXgboost}) {
    for (const char* metric : {"macro-f1", "mcc", "average-precision", "roc-auc", "g-mean"}) {
      const PlacementPrior prior = learned_prior(kind, parse_metric(metric));
      for (std::size_t p = 0; p < PlacementPolicy::kParameters; ++p) {
        EXPECT_TRUE(std::isfinite(prior.mean[p])) << classifier_name(kind) << ' ' << metric;
        EXPECT_GT(prior.deviation[p], 0.0) << classifier_name(kind) << ' ' << metric;
      }
      // What all experiments agree on: rows amid the majority are no place for samples.
      EXPECT_LT(prior.mean[3], 0.1) << classifier_name(kind) << ' ' << metric;
    }
  }
  EXPECT_FALSE(prior_version().empty());
}

}  // namespace
}  // namespace autosmote
