#include "search/apply_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "autosmote/error.h"
#include "search/search_fixtures.h"

namespace autosmote {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Case {
  Profile profile;
  SearchKind kind;
  Ablation ablation;
  std::size_t folds;
};

class ApplyPolicy : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    options.profile = GetParam().profile;
    options.kind = GetParam().kind;
    options.ablation = GetParam().ablation;
    options.episodes = 40;
    options.neighbors = 6;
    context.seed = 11;
    problem.imbalance_ratio = 14.0;
    found = run_search(problem, options, context, nullptr);
    policy = parse_policy(found.policy, found.policy_weights);
  }

  SearchProblem problem = cloud_problem(GetParam().folds);
  SearchOptions options;
  Context context;
  SearchResult found;
  PolicyFile policy;
  std::vector<std::string> notes;
};

void expect_samples(const std::vector<Sample>& made, const std::vector<Sample>& expected) {
  ASSERT_EQ(made.size(), expected.size());
  ASSERT_FALSE(made.empty());
  for (std::size_t s = 0; s < made.size(); ++s) {
    EXPECT_EQ(made[s].source, expected[s].source);
    EXPECT_EQ(made[s].neighbor, expected[s].neighbor);
    EXPECT_EQ(made[s].lambda, expected[s].lambda);
  }
}

TEST_P(ApplyPolicy, MakesTheSamplesOfTheSearch) {
  // With the only fold as the final rows (cloud_problem), both profiles can be replayed.
  for (const int threads : {1, 3}) {
    context.threads = threads;
    expect_samples(apply_policy(policy, problem.final, context, notes), found.samples);
  }
}

TEST(ApplyPolicyToSeveralClasses, MakesTheSamplesOfTheSearch) {
  const SearchProblem problem = classes_problem(3);
  SearchOptions options;
  options.episodes = 40;
  options.neighbors = 6;
  Context context;
  context.seed = 12;
  const SearchResult found = run_search(problem, options, context, nullptr);
  const PolicyFile policy = parse_policy(found.policy, found.policy_weights);
  EXPECT_EQ(policy.classes, 4);
  std::vector<std::string> notes;
  expect_samples(apply_policy(policy, problem.final, context, notes), found.samples);
}

TEST_P(ApplyPolicy, WorksOnOtherRows) {
  const Fold other = cloud_fold(300, 40, 3, 1.2, 500);
  for (const Sample& sample : apply_policy(policy, other, context, notes)) {
    EXPECT_LT(sample.source, 40U);
    EXPECT_LT(sample.neighbor, 40U);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Searches, ApplyPolicy,
    testing::Values(Case{Profile::kDefault, SearchKind::kRl, {}, 3},
                    Case{Profile::kDefault, SearchKind::kRandom, {}, 3},
                    Case{Profile::kPaper, SearchKind::kRl, {}, 1},
                    Case{Profile::kPaper, SearchKind::kRl, {.instance_specific = true}, 1},
                    Case{Profile::kPaper, SearchKind::kRl, {.low_level = true}, 1},
                    Case{Profile::kPaper, SearchKind::kFlat, {}, 1},
                    Case{Profile::kPaper, SearchKind::kRandom, {}, 1}));

TEST(ApplyPolicyToRows, APolicyThatWasNeverLearnedAddsNothing) {
  PolicyFile policy;
  policy.neighbors = 5;
  policy.placement = PlacementPolicy::nothing();
  std::vector<std::string> notes;
  EXPECT_TRUE(apply_policy(policy, cloud_fold(100, 12, 3, 1.0, 1), {}, notes).empty());
}

TEST(ApplyPolicyToRows, RefusesNumbersThatNoPolicyHas) {
  const Fold fold = cloud_fold(100, 12, 3, 1.0, 1);
  PolicyFile policy;
  policy.profile = Profile::kPaper;
  const auto message = [&] {
    try {
      std::vector<std::string> notes;
      apply_policy(policy, fold, {}, notes);
    } catch (const DataError& error) {
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  EXPECT_EQ(message(), "policy.json: \"neighbors\" is 0; use the files that autosmote fit wrote");
  policy.neighbors = 5;
  EXPECT_THAT(message(), StartsWith("policy.json: \"scales\" is 0, expected 2 to "));
  policy.scales = 4;
  policy.multipliers = 10;
  policy.count_bins = 10;
  policy.uses_per_bin = 20;
  policy.features = 4;
  EXPECT_THAT(message(), HasSubstr("take 4 encoded features, but the table gives 3"));
  policy.features = 3;
  policy.networks = {{"cross-instance", {1.0F, 2.0F}}};
  EXPECT_THAT(message(), HasSubstr("the network of level cross-instance has 2 numbers, expected "));
}

}  // namespace
}  // namespace autosmote
