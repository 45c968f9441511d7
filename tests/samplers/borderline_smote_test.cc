#include "samplers/borderline_smote.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "samplers/sampler_data.h"
#include "samplers/slow_neighbors.h"

namespace autosmote {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Pair;

/// Rows in danger by the definition of the paper.
std::set<std::uint32_t> slow_danger(const TestData& data, int c, std::size_t m) {
  std::set<std::uint32_t> danger;
  for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
    if (data.labels[i] != c) continue;
    const double foreign = static_cast<double>(slow_foreign(data, i, m));
    if (foreign >= static_cast<double>(m) / 2.0 && foreign < static_cast<double>(m)) {
      danger.insert(i);
    }
  }
  return danger;
}

TEST(BorderlineSmote, FirstKindStartsAtAllRowsInDangerOnly) {
  const TestData data = clouds({900, 60}, 2);
  for (const double m : {3.0, 10.0}) {  // an odd number has no exact half
    const Resampled result =
        make_sampler("borderline-smote", {{"m_neighbors", m}})->resample(data.view(), {}, {});
    ASSERT_EQ(result.synthetic.rows(), 840U);
    std::set<std::uint32_t> sources;
    for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
      const SyntheticOrigin& origin = result.origins[s];
      sources.insert(origin.source);
      EXPECT_THAT(slow_same_class(data, origin.source, 5), Contains(origin.neighbor));
      const double a = data.x(origin.source, 1);
      EXPECT_EQ(result.synthetic(s, 1), a + origin.lambda * (data.x(origin.neighbor, 1) - a));
    }
    EXPECT_EQ(sources, slow_danger(data, 1, static_cast<std::size_t>(m)));
    const std::vector<std::uint32_t> danger(sources.begin(), sources.end());
    EXPECT_THAT(result.findings.in_danger, ElementsAre(Pair(1, danger)));
    EXPECT_GT(sources.size(), 3U);
  }
}

/// Pins what imbalanced-learn gets wrong: half the way, uniformly, not the product of two draws.
TEST(BorderlineSmote, SecondKindGoesHalfTheWayToForeignRows) {
  const TestData data = clouds({4000, 80}, 2);
  const Resampled result =
      make_sampler("borderline-smote", {{"kind", "borderline-2"}})->resample(data.view(), {}, {});
  std::set<std::uint32_t> sources;
  double own = 0.0, foreign = 0.0, foreign_most = 0.0;
  int owns = 0, foreigns = 0;
  for (const SyntheticOrigin& origin : result.origins) {
    sources.insert(origin.source);
    if (data.labels[origin.neighbor] == 1) {
      own += origin.lambda;
      ++owns;
    } else {
      foreign += origin.lambda;
      foreign_most = std::max(foreign_most, origin.lambda);
      ++foreigns;
    }
  }
  for (const std::uint32_t source : sources) {
    const std::vector<std::uint32_t> nearest = slow_any_class(data, source, 5);
    for (const SyntheticOrigin& origin : result.origins) {
      if (origin.source != source) continue;
      EXPECT_THAT(nearest, Contains(origin.neighbor));
    }
  }
  EXPECT_EQ(sources, slow_danger(data, 1, 10));
  ASSERT_GT(owns, 300);
  ASSERT_GT(foreigns, 1000);
  EXPECT_NEAR(own / owns, 0.5, 5.0 / std::sqrt(12.0 * owns));
  EXPECT_NEAR(foreign / foreigns, 0.25, 2.5 / std::sqrt(12.0 * foreigns));
  EXPECT_LT(foreign_most, 0.5);
  EXPECT_GT(foreign_most, 0.49);
}

TEST(BorderlineSmote, WithoutDangerNoRowsAreAddedAndTheLogSaysSo) {
  TestData data = clouds({40, 20}, 2);
  for (std::size_t i = 0; i < data.x.rows(); ++i) data.x(i, 0) += 1000.0 * data.labels[i];
  std::string message;
  Context context;
  context.log = [&](std::string_view text) { message = text; };
  const Resampled result = make_sampler("borderline-smote", {})->resample(data.view(), {}, context);
  EXPECT_EQ(result.synthetic.rows(), 0U);
  EXPECT_EQ(message, "borderline-smote: class 1 has no rows in danger and gets no rows");
}

TEST(BorderlineSmote, MoreNeighboursThanRowsAreReducedAndTheLogSaysSo) {
  const TestData data = clouds({6, 3}, 2);
  std::vector<std::string> messages;
  Context context;
  context.log = [&](std::string_view text) { messages.emplace_back(text); };
  make_sampler("borderline-smote", {})->resample(data.view(), {}, context);
  ASSERT_FALSE(messages.empty());
  EXPECT_EQ(messages[0],
            "borderline-smote: there are 9 rows, so 8 neighbours are used instead of 10");
}

}  // namespace
}  // namespace autosmote
