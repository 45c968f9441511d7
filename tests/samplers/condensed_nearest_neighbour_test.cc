#include "samplers/condensed_nearest_neighbour.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <utility>

#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

/// Class that k-NN among `known` rows gives to a row: of rows at one distance those of `first`
/// class are nearer; equal votes go to class 0.
int slow_vote(const TestData& data, std::uint32_t row, const std::vector<std::uint32_t>& known,
              std::size_t k, int first) {
  std::vector<std::pair<double, bool>> near;
  for (const std::uint32_t i : known) {
    double distance = 0.0;
    for (std::size_t j = 0; j < data.x.cols(); ++j) {
      distance += (data.x(row, j) - data.x(i, j)) * (data.x(row, j) - data.x(i, j));
    }
    near.emplace_back(distance, data.labels[i] != first);
  }
  std::ranges::sort(near);
  std::size_t votes = 0;  // of the other class
  for (std::size_t i = 0; i < k; ++i) votes += near[i].second ? 1 : 0;
  const int other = 1 - first;
  if (2 * votes == k) return 0;
  return 2 * votes > k ? other : first;
}

RC_GTEST_PROP(CondensedNearestNeighbour, EqualsVotingAnewForEachRow, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(20, 60);
  TestData data{"", Matrix<double>(n, 2), {}};
  const int minority_class = *rc::gen::inRange(0, 2);
  std::vector<std::uint32_t> rows, minority;
  for (std::uint32_t i = 0; i < n; ++i) {
    const bool is_minority = i < 5 || (i >= 10 && *rc::gen::inRange(0, 4) == 0);
    data.labels.push_back(is_minority ? minority_class : 1 - minority_class);
    (is_minority ? minority : rows).push_back(i);
    data.x(i, 0) = *rc::gen::inRange(0, 8);
    data.x(i, 1) = *rc::gen::inRange(0, 8);
  }
  const auto k = *rc::gen::inRange<std::size_t>(1, 7);
  const std::vector<std::uint32_t> seeds(rows.end() - 3, rows.end());
  std::vector<std::uint32_t> store = seeds, known = minority;
  known.insert(known.end(), seeds.begin(), seeds.end());
  std::vector<bool> alone;
  for (const std::uint32_t row : rows) {
    alone.push_back(slow_vote(data, row, known, k, minority_class) == minority_class);
  }
  for (const std::uint32_t row : rows) {
    if (std::ranges::find(store, row) != store.end()) continue;
    if (slow_vote(data, row, known, k, minority_class) != minority_class) continue;
    store.push_back(row);
    known.push_back(row);
  }
  const StoreVote vote = make_store_vote(data.view(), 1 - minority_class, rows, minority, k, {});
  RC_ASSERT(taken_for_minority(data.view(), rows, seeds, vote, {}) == alone);
  RC_ASSERT(condense(data.view(), rows, seeds, vote, {}) == store);
}

// More rows than are asked in one block, and a store of many blocks.
TEST(CondensedNearestNeighbour, ManyRowsEqualVotingAnew) {
  const TestData data = clouds({2500, 60}, 2);
  std::vector<std::uint32_t> rows, minority;
  for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
    (data.labels[i] == 0 ? rows : minority).push_back(i);
  }
  for (const std::size_t k : {std::size_t{1}, std::size_t{3}}) {
    std::vector<std::uint32_t> store(rows.begin(), rows.begin() + 2), known = minority;
    const std::vector<std::uint32_t> seeds = store;
    known.insert(known.end(), store.begin(), store.end());
    for (const std::uint32_t row : std::span(rows).subspan(2)) {
      if (slow_vote(data, row, known, k, 1) == 0) continue;
      store.push_back(row);
      known.push_back(row);
    }
    const StoreVote vote = make_store_vote(data.view(), 0, rows, minority, k, {});
    EXPECT_EQ(condense(data.view(), rows, seeds, vote, {}), store);
  }
}

TEST(CondensedNearestNeighbour, TellsTheSeedsOfEachCleanedClass) {
  const TestData data = clouds({90, 20, 60}, 2);
  for (const char* name : {"condensed-nearest-neighbour", "one-sided-selection"}) {
    const auto seeds =
        make_sampler(name, {{"n_seeds_S", 4.0}})->resample(data.view(), {}, {}).findings.seeds;
    ASSERT_EQ(seeds.size(), 2U) << name;
    for (const int c : {0, 2}) {
      EXPECT_EQ(std::set(seeds.at(c).begin(), seeds.at(c).end()).size(), 4U) << name;
      for (const std::uint32_t row : seeds.at(c)) EXPECT_EQ(data.labels[row], c) << name;
    }
  }
}

}  // namespace
}  // namespace autosmote
