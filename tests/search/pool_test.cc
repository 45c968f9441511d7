#include "search/pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "search/search_fixtures.h"

namespace autosmote {
namespace {

CandidatePool make_pool(const Fold& fold, std::size_t k) {
  return CandidatePool(minority_neighbors(minority_rows_of(fold).view(), k, Context{}),
                       *fold.generator);
}

TEST(MinorityNeighbors, StartWithTheInstanceAndGoOutwards) {
  const Fold fold = cloud_fold(40, 12, 3, 1.0, 1);
  const Matrix<double> rows = minority_rows_of(fold);
  const auto neighbors = minority_neighbors(rows.view(), 6, Context{});
  for (std::uint32_t i = 0; i < 12; ++i) {
    std::vector<std::pair<double, std::uint32_t>> all;
    for (std::uint32_t j = 0; j < 12; ++j) {
      double sum = 0.0;
      for (std::size_t c = 0; c < 3; ++c)
        sum += (rows(i, c) - rows(j, c)) * (rows(i, c) - rows(j, c));
      all.emplace_back(j == i ? -1.0 : sum, j);
    }
    std::sort(all.begin(), all.end());
    for (std::size_t s = 0; s < 6; ++s) EXPECT_EQ(neighbors(i, s), all[s].second);
  }
}

TEST(MinorityNeighbors, KeepsTheInstanceFirstAmongEqualRows) {
  Matrix<double> rows(4, 1);  // all equal
  const auto neighbors = minority_neighbors(rows.view(), 3, Context{});
  EXPECT_EQ(std::vector<std::uint32_t>(neighbors.row(2).begin(), neighbors.row(2).end()),
            (std::vector<std::uint32_t>{2, 0, 1}));
}

TEST(MinorityNeighbors, StayWithinTheClassAndFillUpWithTheInstance) {
  const Fold fold = classes_fold({60, 20, 9, 3, 1}, 1.0, 4);
  const auto neighbors = minority_neighbors(fold, 6, Context{});
  const Matrix<double> rows = minority_rows_of(fold);
  for (int label = 1; label < fold.classes; ++label) {
    const std::vector<std::uint32_t> own = instances_of(fold, label);
    Matrix<double> own_rows(own.size(), rows.cols());
    for (std::size_t i = 0; i < own.size(); ++i) {
      std::ranges::copy(rows.row(own[i]), own_rows.row(i).begin());
    }
    const std::size_t k = std::min<std::size_t>(6, own.size());
    const auto expected = minority_neighbors(own_rows.view(), k, Context{});
    const auto within = neighbors_within(neighbors, own);
    ASSERT_EQ(within.cols(), k);
    for (std::size_t i = 0; i < own.size(); ++i) {
      for (std::size_t slot = 0; slot < 6; ++slot) {
        EXPECT_EQ(neighbors(own[i], slot), slot < k ? own[expected(i, slot)] : own[i]);
        if (slot < k) {
          EXPECT_EQ(within(i, slot), expected(i, slot));
        }
      }
    }
  }
  std::vector<std::string> notes;
  EXPECT_EQ(available_neighbors(std::span(&fold, 1), 30, notes), 20U);
  EXPECT_EQ(notes.size(), 1U);
}

TEST(CandidatePool, HoldsNoSegmentFromAnInstanceToItself) {
  const Fold fold = classes_fold({60, 20, 9, 3, 1}, 1.0, 4);
  const CandidatePool pool(minority_neighbors(fold, 6, Context{}), *fold.generator);
  for (std::size_t c = fold.minority.size(); c < pool.size(); ++c) {
    EXPECT_NE(pool.point(c).source, pool.point(c).neighbor);
  }
  for (std::uint32_t i = 0; i < fold.minority.size(); ++i) {
    for (std::size_t slot = 0; slot < 6; ++slot) {
      if (pool.neighbor(i, slot) != i) continue;
      for (std::size_t l = 0; l < kLambdaCount; ++l) EXPECT_EQ(pool.candidate(i, slot, l), i);
    }
  }
}

// Every action's candidate is the very point that the action names.
TEST(CandidatePool, EveryActionFindsItsPoint) {
  const Fold fold = cloud_fold(60, 15, 4, 1.0, 2);
  const CandidatePool pool = make_pool(fold, 7);
  const Matrix<double> minority = minority_rows_of(fold);
  for (std::size_t i = 0; i < 15; ++i) {
    for (std::size_t slot = 0; slot < 7; ++slot) {
      for (std::size_t l = 0; l < kLambdaCount; ++l) {
        const auto row = pool.rows().row(pool.candidate(i, slot, l));
        const std::size_t j = pool.neighbor(i, slot);
        for (std::size_t c = 0; c < 4; ++c) {
          const double expected = minority(i, c) + kLambdas[l] * (minority(j, c) - minority(i, c));
          ASSERT_NEAR(row[c], expected, 1e-14);
        }
      }
    }
  }
}

TEST(CandidatePool, HoldsEachPointOnce) {
  const Fold fold = cloud_fold(60, 15, 2, 1.0, 3);
  const CandidatePool pool = make_pool(fold, 8);
  std::set<std::vector<double>> points;
  for (std::size_t c = 0; c < pool.size(); ++c) {
    const auto row = pool.rows().row(c);
    points.emplace(row.begin(), row.end());
  }
  EXPECT_EQ(points.size(), pool.size());
  std::set<std::uint32_t> reached;
  for (std::size_t i = 0; i < 15; ++i) {
    for (std::size_t a = 0; a < pool.actions(); ++a) {
      reached.insert(pool.candidate(i, a / kLambdaCount, a % kLambdaCount));
    }
  }
  EXPECT_EQ(reached.size(), pool.size());  // and none that no action makes
}

// The same bytes whether rows are held or made.
TEST(CandidatePool, MakesTheRowsItDoesNotHold) {
  const Fold fold = cloud_fold(60, 15, 3, 1.0, 5);
  const CandidatePool held = make_pool(fold, 8);
  const CandidatePool made(held.neighbors(), *fold.generator, CandidatePool::Rows::kWhenAsked);
  ASSERT_TRUE(held.in_memory());
  ASSERT_FALSE(made.in_memory());
  ASSERT_EQ(made.size(), held.size());
  std::vector<WeightedRow> all;
  for (std::uint32_t c = 0; c < held.size(); ++c) all.push_back({c, 1});
  const Matrix<double> rows = CandidateRows(made).gather(all, 3);
  const Matrix<double> gathered = CandidateRows(held).gather(all, 3);
  ASSERT_EQ(rows.rows(), held.size());
  for (std::size_t c = 0; c < held.size(); ++c) {
    for (std::size_t j = 0; j < 3; ++j) {
      ASSERT_EQ(rows(c, j), held.rows()(c, j));
      ASSERT_EQ(gathered(c, j), held.rows()(c, j));
    }
  }
}

TEST(AvailableNeighbors, AreAtMostTheSmallestMinority) {
  std::vector<std::string> notes;
  std::vector<Fold> folds;
  folds.push_back(cloud_fold(60, 40, 2, 1.0, 4));
  EXPECT_EQ(available_neighbors(folds, 30, notes), 30U);
  EXPECT_TRUE(notes.empty());
  EXPECT_EQ(available_neighbors(folds, 50, notes), 40U);
  EXPECT_EQ(notes, (std::vector<std::string>{"only 40 minority rows to train on: 40 neighbours "
                                             "instead of 50, the row itself included"}));
}

TEST(RowsOfPools, AreHeldWhereTheyFit) {
  std::vector<std::string> notes;
  std::vector<Fold> folds;
  folds.push_back(cloud_fold(60, 40, 2, 1.0, 4));
  EXPECT_EQ(rows_of_pools(folds, 30, notes), CandidatePool::Rows::kInMemory);
  EXPECT_TRUE(notes.empty());
  folds[0].train = Matrix<double>(1, 20000);  // 40 instances of 20,000 features: 6.1 MB a candidate
  EXPECT_EQ(rows_of_pools(folds, 28, notes), CandidatePool::Rows::kInMemory);
  EXPECT_EQ(rows_of_pools(folds, 40, notes), CandidatePool::Rows::kWhenAsked);
  EXPECT_EQ(notes, (std::vector<std::string>{
                       "the possible samples would need 720 MB: rows are made when they are drawn, "
                       "which is slower; fewer neighbors need less"}));
}

TEST(SampleCounter, GivesAscendingRowsAndForgetsThem) {
  SampleCounter counter(10);
  counter.add(7);
  counter.add(2, 3);
  counter.add(7);
  const auto rows = counter.take();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].row, 2U);
  EXPECT_EQ(rows[0].weight, 3U);
  EXPECT_EQ(rows[1].row, 7U);
  EXPECT_EQ(rows[1].weight, 2U);
  EXPECT_TRUE(counter.take().empty());
}

}  // namespace
}  // namespace autosmote
