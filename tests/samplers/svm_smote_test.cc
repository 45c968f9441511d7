#include "samplers/svm_smote.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "autosmote/error.h"
#include "samplers/sampler_data.h"
#include "samplers/slow_neighbors.h"

namespace autosmote {
namespace {

using testing::Contains;
using testing::ElementsAre;

TEST(SvmSmote, NewRowsFollowTheGroupOfTheirSupportVector) {
  const TestData data = clouds({700, 90}, 2);
  for (const double m : {5.0, 10.0}) {
    const Resampled result = make_sampler("svm-smote", {{"m_neighbors", m}, {"out_step", 0.25}})
                                 ->resample(data.view(), {}, {});
    ASSERT_EQ(result.synthetic.rows(), 610U);
    const std::vector<std::uint32_t> support = class_support_vectors(data.view(), 1, {});
    EXPECT_LT(support.size(), 90U);
    std::set<std::uint32_t> danger, safe, noise;
    for (const std::uint32_t row : support) {
      ASSERT_EQ(data.labels[row], 1);
      const auto foreign =
          static_cast<double>(slow_foreign(data, row, static_cast<std::size_t>(m)));
      (foreign == m ? noise : foreign >= m / 2.0 ? danger : safe).insert(row);
    }
    ASSERT_FALSE(danger.empty());
    ASSERT_FALSE(safe.empty());
    EXPECT_FALSE(noise.empty());
    std::set<std::uint32_t> sources;
    std::size_t extrapolated = 0;
    double least = 0.0, most = 0.0;
    for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
      const SyntheticOrigin& origin = result.origins[s];
      sources.insert(origin.source);
      EXPECT_THAT(slow_same_class(data, origin.source, 5), Contains(origin.neighbor));
      extrapolated += safe.contains(origin.source);
      EXPECT_EQ(origin.lambda <= 0.0, safe.contains(origin.source));
      least = std::min(least, origin.lambda);
      most = std::max(most, origin.lambda);
      const double a = data.x(origin.source, 1);
      EXPECT_EQ(result.synthetic(s, 1), a + origin.lambda * (data.x(origin.neighbor, 1) - a));
    }
    EXPECT_GT(least, -0.25);
    EXPECT_LT(least, -0.24);
    EXPECT_GT(most, 0.97);
    std::set<std::uint32_t> both = danger;
    both.insert(safe.begin(), safe.end());
    EXPECT_EQ(sources, both);
    EXPECT_GT(extrapolated, 122U);  // Beta(10, 10) leaves [0.2, 0.8] once in 600 times
    EXPECT_LT(extrapolated, 488U);
  }
}

/// The share of the rows made by interpolation: mean 1/2, variance 1/84.
TEST(SvmSmote, TheSplitIsDrawnFromABetaDistribution) {
  const TestData data = clouds({150, 40}, 2);
  const std::unique_ptr<Sampler> sampler = make_sampler("svm-smote", {});
  SamplingStrategy strategy;
  strategy.kind = SamplingStrategy::Kind::kCounts;
  strategy.counts[1] = 40 + 9999;
  double sum = 0.0, squares = 0.0;
  constexpr int kDraws = 300;
  for (int seed = 0; seed < kDraws; ++seed) {
    Context context;
    context.seed = static_cast<std::uint64_t>(seed);
    double share = 0.0;
    for (const SyntheticOrigin& origin :
         sampler->resample(data.view(), strategy, context).origins) {
      share += origin.lambda > 0.0 ? 1.0 / 9999.0 : 0.0;
    }
    sum += share;
    squares += share * share;
  }
  const double mean = sum / kDraws, variance = squares / kDraws - mean * mean;
  EXPECT_NEAR(mean, 0.5, 5.0 * std::sqrt(1.0 / 84.0 / kDraws));
  EXPECT_NEAR(variance, 1.0 / 84.0, 0.4 / 84.0);
}

/// Pins what imbalanced-learn gets wrong: about half of the rows were missing here.
TEST(SvmSmote, OneGroupAloneMakesAllRows) {
  TestData data = clouds({60, 30}, 2);
  for (std::size_t i = 0; i < data.x.rows(); ++i) data.x(i, 0) += 6.0 * data.labels[i];
  Resampled result = make_sampler("svm-smote", {})->resample(data.view(), {}, {});
  EXPECT_THAT(resampled_counts(data, result), ElementsAre(60, 60));
  for (const SyntheticOrigin& origin : result.origins) EXPECT_LE(origin.lambda, 0.0);  // all safe

  data = clouds({300, 10}, 2);
  for (std::size_t i = 0; i < data.x.rows(); ++i) data.x(i, 0) -= 0.8 * data.labels[i];
  const SupportGroups groups =
      group_support_vectors(data.view(), class_support_vectors(data.view(), 1, {}), 1, 100, {});
  ASSERT_TRUE(groups.safe.empty());
  ASSERT_FALSE(groups.danger.empty());
  result = make_sampler("svm-smote", {{"m_neighbors", 100.0}})->resample(data.view(), {}, {});
  EXPECT_THAT(resampled_counts(data, result), ElementsAre(300, 300));
  for (const SyntheticOrigin& origin : result.origins) EXPECT_GE(origin.lambda, 0.0);
}

TEST(SvmSmote, OnlyNoiseIsAnErrorThatSaysWhatToDo) {
  TestData data = clouds({300, 3}, 2);
  double at = -1.5;
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    if (data.labels[i] == 1) data.x(i, 0) = data.x(i, 1) = (at += 0.75);
  }
  try {
    make_sampler("svm-smote", {})->resample(data.view(), {}, {});
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(),
                 "svm-smote: all 3 support vectors of class 1 are noise: each has no row of its "
                 "class among its 10 nearest rows; raise m_neighbors, or use another sampler such "
                 "as smote");
  }
}

/// One against one: a class far from all others but one has the support vectors of that pair.
TEST(SvmSmote, SeveralClassesAreToldApartInPairs) {
  const TestData data = clouds({80, 30, 50}, 2);
  const Resampled result = make_sampler("svm-smote", {})->resample(data.view(), {}, {});
  EXPECT_THAT(resampled_counts(data, result), ElementsAre(80, 80, 80));
  for (std::size_t s = 0; s < result.origins.size(); ++s) {
    EXPECT_THAT(class_support_vectors(data.view(), result.synthetic_labels[s], {}),
                Contains(result.origins[s].source));
  }
}

TEST(SvmSmote, ValuesBeyondReasonAreAnErrorThatSaysWhatToDo) {
  TestData data = clouds({30, 10}, 2);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    for (double& value : data.x.row(i)) value *= 1e-156;
  }
  try {
    make_sampler("svm-smote", {})->resample(data.view(), {}, {});
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(),
                 "svm-smote: the variance of all values is too small to be computed with; scale "
                 "the columns");
  }
}

TEST(SvmSmote, OneRowOfTheClassIsAnError) {
  const TestData data = clouds({30, 1}, 2);
  EXPECT_THROW(make_sampler("svm-smote", {})->resample(data.view(), {}, {}), DataError);
}

}  // namespace
}  // namespace autosmote
