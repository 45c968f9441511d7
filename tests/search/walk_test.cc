#include "search/walk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "nn/softmax.h"
#include "search/search_fixtures.h"

namespace autosmote {
namespace {

struct World {
  Fold fold = cloud_fold(120, 12, 3, 1.0, 5);
  CandidatePool pool{minority_neighbors(minority_rows_of(fold).view(), 6, Context{}),
                     *fold.generator};
  Matrix<float> instances = as_float(minority_rows_of(fold));
  HierarchyShape shape{8};

  std::unique_ptr<Hierarchy> hierarchy(SearchKind kind, const Ablation& ablation = {}) {
    auto result =
        std::make_unique<Hierarchy>(pool, instances, shape, kind, ablation, std::uint64_t{3});
    result->prepare_to_act(Context{});
    return result;
  }
};

// The walk as the paper describes it: one forward for each single draw, no caches, counts looked up
// anew. It draws from the same streams, so it must make the same samples.
std::map<std::uint32_t, std::uint32_t> walk_slowly(World& world, Hierarchy& hierarchy,
                                                   std::uint64_t seed, std::uint64_t episode) {
  std::map<std::uint32_t, std::uint32_t> made;
  std::vector<std::uint32_t> uses(world.pool.instances(), 0);
  const auto bin = [&uses](std::uint32_t i) {
    return static_cast<std::uint8_t>(std::min(uses[i] / 20U, 9U));
  };
  const auto e = static_cast<std::uint32_t>(episode);
  RandomStream cross(seed, Purpose::kCrossInstance, e);
  const std::uint32_t scale = hierarchy.scale_distribution().draw(cross);
  for (std::uint32_t i = 0; i < uses.size(); ++i) {
    RandomStream upper(seed, Purpose::kInstanceSpecific, e, i);
    RandomStream lower(seed, Purpose::kLowLevel, e, i);
    std::vector<std::uint8_t> state(kInstanceStateBytes);
    write_instance_state(i, bin(i), state.data());
    std::vector<float> logits(10);
    hierarchy.instance_specific()->logits_of(state, logits);
    const std::uint32_t allocation = scale * ActionDistribution(logits).draw(upper);
    for (std::uint32_t t = 0; t < allocation; ++t) {
      std::vector<CountedPair> pairs;
      for (std::size_t slot = 0; slot < 6; ++slot) {
        const std::uint32_t j = world.pool.neighbor(i, slot);
        pairs.push_back({i, j, bin(i), bin(j)});
      }
      std::vector<float> scores(30);
      hierarchy.low_level()->scores().score(pairs, scores);
      const std::uint32_t action = ActionDistribution(scores).draw(lower);
      ++made[world.pool.candidate(i, action / 5, action % 5)];
      ++uses[i];
      ++uses[world.pool.neighbor(i, action / 5)];
    }
  }
  return made;
}

TEST(Walk, GroupedDrawsMakeTheSamplesOfSingleForwards) {
  World world;
  const auto hierarchy = world.hierarchy(SearchKind::kRl);
  Walk walk(*hierarchy);
  std::uint64_t samples = 0;
  for (std::uint64_t episode = 0; episode < 12; ++episode) {
    const Episode played = walk.play(9, episode);
    std::map<std::uint32_t, std::uint32_t> made;
    for (const WeightedRow& row : played.candidates) made[row.row] = row.weight;
    EXPECT_EQ(made, walk_slowly(world, *hierarchy, 9, episode)) << episode;
    samples += played.samples;
  }
  EXPECT_GT(samples, 1000U);  // enough for counts to leave their first bin
}

TEST(Walk, RecordsTheProbabilitiesItDrewFromAndEndsEachLevelOnce) {
  World world;
  const auto hierarchy = world.hierarchy(SearchKind::kRl);
  Walk walk(*hierarchy);
  const Episode played = walk.play(4, 2);
  EXPECT_EQ(played.cross_instance.steps.size(), 1U);
  EXPECT_TRUE(played.cross_instance.steps[0].terminal);
  ASSERT_EQ(played.instance_specific.steps.size(), world.pool.instances());
  for (std::size_t i = 0; i < world.pool.instances(); ++i) {
    EXPECT_EQ(played.instance_specific.steps[i].terminal, i + 1 == world.pool.instances());
  }
  // Low level: at most ten instances, each a sub-episode that ends once, as often as allotted.
  const std::uint32_t scale = played.cross_instance.steps[0].action;
  std::map<std::uint32_t, std::uint32_t> steps, ends;
  for (std::size_t t = 0; t < played.low_level.steps.size(); ++t) {
    const auto state = played.low_level.state(t);
    const std::uint32_t instance = instance_of_state(state.data());
    ++steps[instance];
    if (played.low_level.steps[t].terminal) ++ends[instance];
    std::vector<CountedPair> pairs;
    for (std::size_t slot = 0; slot < 6; ++slot) {
      pairs.push_back({instance, world.pool.neighbor(instance, slot), state[4],
                       state[kInstanceStateBytes + slot]});
    }
    std::vector<float> scores(30);
    hierarchy->low_level()->scores().score(pairs, scores);
    const auto& step = played.low_level.steps[t];
    ASSERT_NEAR(static_cast<double>(step.behaviour_log_prob),
                nn::log_probability(scores, step.action), 1e-5);
  }
  EXPECT_LE(steps.size(), 10U);
  EXPECT_GE(steps.size(), 1U);
  for (const auto& [instance, count] : steps) {
    EXPECT_EQ(count, scale * played.instance_specific.steps[instance].action);
    EXPECT_EQ(ends[instance], 1U);
  }
}

TEST(Walk, WithoutModelsDrawsUniformly) {
  World world;
  const auto hierarchy = world.hierarchy(SearchKind::kRandom);
  Walk walk(*hierarchy);
  std::vector<double> scales(8), multipliers(10);
  constexpr int kEpisodes = 4000;
  for (std::uint64_t episode = 0; episode < kEpisodes; ++episode) {
    const Episode played = walk.play(1, episode);
    scales[played.cross_instance.steps[0].action] += 1.0;
    multipliers[played.instance_specific.steps[3].action] += 1.0;
    EXPECT_TRUE(played.low_level.steps.empty());
    const std::uint64_t total =
        std::accumulate(played.candidates.begin(), played.candidates.end(), std::uint64_t{0},
                        [](std::uint64_t sum, const WeightedRow& row) { return sum + row.weight; });
    ASSERT_EQ(total, played.samples);
  }
  for (const double count : scales) EXPECT_NEAR(count, kEpisodes / 8.0, 5 * 21.0);
  for (const double count : multipliers) EXPECT_NEAR(count, kEpisodes / 10.0, 5 * 19.0);
}

TEST(Walk, TheFlatPolicyStopsByAnActionOfItsOwn) {
  World world;
  const auto hierarchy = world.hierarchy(SearchKind::kFlat);
  Walk walk(*hierarchy);
  std::size_t stops = 0;
  for (std::uint64_t episode = 0; episode < 20; ++episode) {
    const Episode played = walk.play(1, episode);
    EXPECT_TRUE(played.cross_instance.steps.empty());
    EXPECT_TRUE(played.instance_specific.steps.empty());
    for (const rl::Step& step : played.low_level.steps) {
      if (step.action == world.pool.actions()) {
        EXPECT_TRUE(step.terminal);
        ++stops;
      }
    }
  }
  EXPECT_GT(stops, 20U);
}

TEST(NumberOfScales, IsThePapersAndAtLeastTwo) {
  EXPECT_EQ(number_of_scales(100.0), 40U);
  EXPECT_EQ(number_of_scales(20.0), 8U);
  EXPECT_EQ(number_of_scales(1.3), 2U);
}

}  // namespace
}  // namespace autosmote
