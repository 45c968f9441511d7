// What holds for every under-sampler and for cleaning after SMOTE.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "autosmote/error.h"
#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

struct Case {
  std::string name;
  SamplerParameters parameters = {};
  bool cleans = false;  ///< decides itself how many rows go
};

std::vector<Case> all_cases() {
  return {
      {"random-under-sampler"},
      {"random-under-sampler", {{"replacement", "true"}}},
      {"near-miss"},
      {"near-miss", {{"version", 2.0}}},
      {"near-miss", {{"version", 3.0}}},
      {"tomek-links", {}, true},
      {"edited-nearest-neighbours", {}, true},
      {"edited-nearest-neighbours", {{"kind_sel", "mode"}}, true},
      {"repeated-edited-nearest-neighbours", {}, true},
      {"all-knn", {}, true},
      {"neighbourhood-cleaning-rule", {}, true},
      {"condensed-nearest-neighbour", {}, true},
      {"condensed-nearest-neighbour", {{"n_neighbors", 3.0}, {"n_seeds_S", 4.0}}, true},
      {"one-sided-selection", {}, true},
      {"instance-hardness-threshold"},
      {"instance-hardness-threshold", {{"estimator", "knn"}}},
      {"instance-hardness-threshold", {{"estimator", "adaboost"}, {"cv", 3.0}}},
      {"cluster-centroids"},
      {"cluster-centroids", {{"voting", "hard"}}},
      {"smote-enn", {}, true},
      {"smote-tomek", {}, true},
  };
}

Resampled run(const Case& test, const TestData& data, const SamplingStrategy& strategy = {},
              std::uint64_t seed = 3, int threads = 1) {
  Context context;
  context.seed = seed;
  context.threads = threads;
  return make_sampler(test.name, test.parameters)->resample(data.view(), strategy, context);
}

TEST(UnderSampling, SurvivesDegenerateData) {
  for (const Case& test : all_cases()) {
    for (const TestData& data : degenerate_data()) {
      SCOPED_TRACE(test.name + ", " + data.name);
      try {
        EXPECT_EQ(malformed(data, run(test, data)), "");
      } catch (const Error& error) {
        // Too few rows for k neighbours, for SMOTE, or to hold some out; the message says so.
        const std::string message = error.what();
        EXPECT_TRUE(message.find("give a smaller ") != std::string::npos ||
                    message.find("it needs at least 2") != std::string::npos ||
                    message.find("choose at most that many") != std::string::npos)
            << message;
        EXPECT_LT(std::ranges::count(data.labels, 1), 5) << message;
      }
    }
  }
}

TEST(UnderSampling, DoesNotDependOnThreads) {
  const TestData data = clouds({3000, 200, 500}, 4);
  for (const Case& test : all_cases()) {
    SCOPED_TRACE(test.name);
    EXPECT_TRUE(same(run(test, data, {}, 5, 1), run(test, data, {}, 5, 4)));
  }
}

TEST(UnderSampling, ReachesTheCountsAndLeavesOtherClassesWhole) {
  const TestData data = clouds({300, 40, 90}, 3);
  for (const Case& test : all_cases()) {
    if (test.name == "smote-enn" || test.name == "smote-tomek") continue;
    SCOPED_TRACE(test.name);
    SamplingStrategy strategy;
    strategy.kind = SamplingStrategy::Kind::kMajority;
    const auto counts = resampled_counts(data, run(test, data, strategy));
    EXPECT_EQ(counts[1], 40U);
    EXPECT_EQ(counts[2], 90U);
    if (test.cleans) {
      EXPECT_LT(counts[0], 300U);
      EXPECT_GT(counts[0], 0U);
      continue;
    }
    if (test.name == "instance-hardness-threshold") {
      EXPECT_GE(counts[0], 40U);  // rows of equal ease stay together
      EXPECT_LT(counts[0], 300U);
    } else {
      EXPECT_EQ(counts[0], 40U);
    }
  }
}

TEST(UnderSampling, NeverRepeatsARowWithoutReplacement) {
  const TestData data = clouds({300, 40, 90}, 3);
  for (const Case& test : all_cases()) {
    if (!test.parameters.empty() && test.parameters.contains("replacement")) continue;
    if (!test.parameters.empty() && test.parameters.contains("voting")) continue;
    SCOPED_TRACE(test.name);
    const auto rows = run(test, data).rows;
    EXPECT_EQ(std::set<std::uint32_t>(rows.begin(), rows.end()).size(), rows.size());
  }
}

TEST(UnderSampling, RefusesWhatImbalancedLearnRefuses) {
  const TestData data = clouds({30, 10}, 2);
  SamplingStrategy minority;
  minority.kind = SamplingStrategy::Kind::kMinority;
  for (const Case& test : all_cases()) {
    if (test.name == "smote-enn" || test.name == "smote-tomek") continue;
    EXPECT_THROW(run(test, data, minority), ConfigError) << test.name;
  }
  EXPECT_THROW(make_sampler("near-miss", {{"version", 4.0}}), ConfigError);
  EXPECT_THROW(make_sampler("all-knn", {{"kind_sel", "some"}}), ConfigError);
}

TEST(UnderSampling, SaysWhichNeighboursAreMissing) {
  const TestData data = clouds({3, 2}, 2);
  try {
    run({"edited-nearest-neighbours", {{"n_neighbors", 5.0}}}, data);
    FAIL() << "no error";
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(),
                 "n_neighbors asks for 5 neighbours, but there are 4 other rows; give a smaller "
                 "n_neighbors or more rows");
  }
}

}  // namespace
}  // namespace autosmote
