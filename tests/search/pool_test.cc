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

TEST(AffordableNeighbors, KeepsTheMemoryOfThePoolBounded) {
  std::vector<std::string> notes;
  std::vector<Fold> folds;
  folds.push_back(cloud_fold(60, 40, 2, 1.0, 4));
  EXPECT_EQ(affordable_neighbors(folds, 30, notes), 30U);
  EXPECT_TRUE(notes.empty());
  EXPECT_EQ(affordable_neighbors(folds, 50, notes), 40U);
  ASSERT_EQ(notes.size(), 1U);
  notes.clear();
  folds[0].train = Matrix<double>(1, 20000);  // 40 instances of 20,000 features: 6.1 MB a candidate
  EXPECT_EQ(affordable_neighbors(folds, 40, notes), 28U);
  EXPECT_EQ(notes, (std::vector<std::string>{
                       "28 neighbours instead of 40, the row itself included: with more, the "
                       "possible samples would need 720 MB instead of 500 MB"}));
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
