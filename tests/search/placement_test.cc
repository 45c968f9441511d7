#include "search/placement.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "search/search_fixtures.h"

namespace autosmote {
namespace {

std::uint64_t total(const FoldSamples& samples) {
  return std::accumulate(
      samples.candidates.begin(), samples.candidates.end(), std::uint64_t{0},
      [](std::uint64_t sum, const WeightedRow& row) { return sum + row.weight; });
}

TEST(PlacementFold, MakesTheAmountThatThePolicyNames) {
  const Fold fold = cloud_fold(200, 15, 3, 1.0, 9);
  const PlacementFold placement(fold, 6, CandidatePool::Rows::kInMemory, 1, 0, Context{});
  for (const double amount : {-7.0, -6.0, -4.0, -1.0, 0.0, 1.0}) {
    PlacementPolicy policy;
    policy.values[0] = amount;
    EXPECT_EQ(total(placement.place(policy)),
              static_cast<std::uint64_t>(std::round(policy.share_of_balance(0.0) * 185)));
  }
  PlacementPolicy none;
  none.values[0] = -6.0;
  EXPECT_TRUE(placement.place(none).candidates.empty());
}

TEST(PlacementFold, GivesEachClassItsShareOfWhatItLacks) {
  const std::vector<std::size_t> rows{150, 40, 12, 3};
  const Fold fold = classes_fold(rows, 1.5, 1);
  const PlacementFold placement(fold, 6, CandidatePool::Rows::kInMemory, 1, 0, Context{});
  PlacementPolicy policy;
  policy.values[0] = -1.0;
  for (const double class_size : {0.0, 0.7}) {
    policy.values[10] = class_size;
    std::vector<std::uint64_t> made(rows.size());
    for (const WeightedRow& row : placement.place(policy).candidates) {
      const CandidatePoint& point = placement.pool().point(row.row);
      EXPECT_EQ(fold.class_of(point.source), fold.class_of(point.neighbor));
      made[static_cast<std::size_t>(fold.class_of(point.source))] += row.weight;
    }
    EXPECT_EQ(made[0], 0U);
    double mean = 0.0;
    double squares = 0.0;
    for (std::size_t c = 1; c < rows.size(); ++c) mean += std::log(rows[c]) / 3.0;
    for (std::size_t c = 1; c < rows.size(); ++c) squares += std::pow(std::log(rows[c]) - mean, 2);
    for (std::size_t c = 1; c < rows.size(); ++c) {
      const double size = (std::log(rows[c]) - mean) / std::sqrt(squares / 3.0);
      const double share = std::pow(2.0, -1.0 + class_size * size) - 1.0 / 64.0;
      EXPECT_EQ(made[c], static_cast<std::uint64_t>(
                             std::round(share * static_cast<double>(rows[0] - rows[c]))))
          << "class " << c;
    }
  }
}

TEST(PlacementFold, GivenAmountsHoldWhateverThePolicyNames) {
  Fold fold = classes_fold({150, 40, 12, 3}, 1.5, 1);
  fold.given_amounts = {0, 0, 71, 400};
  const PlacementFold placement(fold, 6, CandidatePool::Rows::kInMemory, 1, 0, Context{});
  for (const double amount : {-6.0, 0.0, 2.0}) {
    PlacementPolicy policy;
    policy.values[0] = amount;
    policy.values[10] = 0.7;
    std::vector<std::size_t> made(4);
    for (const WeightedRow& row : placement.place(policy).candidates) {
      made[static_cast<std::size_t>(fold.class_of(placement.pool().point(row.row).source))] +=
          row.weight;
    }
    EXPECT_EQ(made, fold.given_amounts);
  }
}

TEST(PlacementFold, AClassOfOneRowIsOnlyRepeated) {
  const Fold fold = classes_fold({60, 20, 1}, 1.5, 2);
  const PlacementFold placement(fold, 6, CandidatePool::Rows::kInMemory, 1, 0, Context{});
  PlacementPolicy policy;
  policy.values[0] = 0.0;
  policy.values[1] = -30.0;  // no duplicates where there is another way
  std::uint64_t repeated = 0;
  for (const WeightedRow& row : placement.place(policy).candidates) {
    const CandidatePoint& point = placement.pool().point(row.row);
    if (fold.class_of(point.source) != 2) continue;
    EXPECT_EQ(point.source, point.neighbor);
    repeated += row.weight;
  }
  EXPECT_EQ(repeated, static_cast<std::uint64_t>(std::round(policy.share_of_balance(-1.0) * 59)));
}

TEST(PlacementFold, FollowsTheWeights) {
  const Fold fold = cloud_fold(200, 15, 3, 1.0, 10);
  const PlacementFold placement(fold, 6, CandidatePool::Rows::kInMemory, 1, 0, Context{});
  const PlacementFeatures features =
      placement_features(fold, placement.pool().neighbors(), Context{});
  PlacementPolicy policy;
  policy.values[0] = 2.0;
  const auto mean_share = [&](const FoldSamples& samples) {
    double sum = 0.0;
    for (const WeightedRow& row : samples.candidates) {
      const CandidatePoint& point = placement.pool().point(row.row);
      sum += row.weight * 0.5 *
             (features.instance(point.source, 0) + features.instance(point.neighbor, 0));
    }
    return sum / static_cast<double>(total(samples));
  };
  const double even = mean_share(placement.place(policy));
  policy.values[3] = -1.5;
  EXPECT_LT(mean_share(placement.place(policy)), even - 0.1);
  policy.values[3] = 1.5;
  EXPECT_GT(mean_share(placement.place(policy)), even + 0.1);
}

TEST(PlacementFold, DuplicatesByShare) {
  const Fold fold = cloud_fold(400, 20, 3, 1.0, 11);
  const PlacementFold placement(fold, 6, CandidatePool::Rows::kInMemory, 1, 0, Context{});
  for (const double logit : {-3.0, 0.0, 3.0}) {
    PlacementPolicy policy;
    policy.values[0] = 1.0;
    policy.values[1] = logit;
    const FoldSamples samples = placement.place(policy);
    double duplicates = 0.0;
    for (const WeightedRow& row : samples.candidates) {
      if (row.row < 20) duplicates += row.weight;
    }
    EXPECT_NEAR(duplicates / static_cast<double>(total(samples)), policy.duplication_share(), 0.02);
  }
}

// Common random numbers: a small step of the policy moves few samples.
TEST(PlacementFold, ChangesLittleWhereThePolicyChangesLittle) {
  const Fold fold = cloud_fold(400, 20, 3, 1.0, 12);
  const PlacementFold placement(fold, 6, CandidatePool::Rows::kInMemory, 1, 0, Context{});
  PlacementPolicy policy;
  policy.values[0] = 0.0;
  const FoldSamples before = placement.place(policy);
  for (double& v : policy.values) v += 1e-3;
  const FoldSamples after = placement.place(policy);
  std::vector<double> difference(placement.pool().size());
  for (const WeightedRow& row : before.candidates) difference[row.row] += row.weight;
  for (const WeightedRow& row : after.candidates) difference[row.row] -= row.weight;
  double moved = 0.0;
  for (const double d : difference) moved += std::fabs(d);
  EXPECT_LT(moved, 0.1 * static_cast<double>(total(before)));
}

// Stratified folds of 11 against 11 rows leave 8 majority and 9 minority rows in one of them.
TEST(PlacementFold, MakesNothingWhereTheMinorityIsTheLargerClassOfAFold) {
  const Fold fold = cloud_fold(8, 9, 2, 1.0, 14);
  const PlacementFold placement(fold, 6, CandidatePool::Rows::kInMemory, 1, 0, Context{});
  PlacementPolicy policy;
  policy.values[0] = 2.0;
  EXPECT_TRUE(placement.place(policy).candidates.empty());
}

TEST(PlacementFold, WorksWithOneMinorityRow) {
  const Fold fold = cloud_fold(50, 1, 2, 1.0, 13);
  const PlacementFold placement(fold, 6, CandidatePool::Rows::kInMemory, 1, 0, Context{});
  PlacementPolicy policy;
  policy.values[0] = 0.0;
  const FoldSamples samples = placement.place(policy);
  ASSERT_EQ(samples.candidates.size(), 1U);
  EXPECT_EQ(samples.candidates[0].row, 0U);
}

}  // namespace
}  // namespace autosmote
