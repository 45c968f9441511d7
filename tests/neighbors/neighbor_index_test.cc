#include "neighbors/neighbor_index.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "core/abandon.h"
#include "core/check.h"
#include "core/random.h"

namespace autosmote {
namespace {

struct Pair {
  double distance;
  std::uint32_t row;
  friend bool operator<(const Pair& a, const Pair& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.row < b.row;
  }
};

/// All rows by (distance, row number), from comparing with each.
std::vector<Pair> slow_order(const Matrix<double>& rows, std::span<const double> query) {
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    double distance = 0.0;
    for (std::size_t j = 0; j < query.size(); ++j) {
      const double difference = query[j] - rows(i, j);
      distance += difference * difference;
    }
    pairs.push_back({distance, static_cast<std::uint32_t>(i)});
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

void expect_nearest(const Matrix<double>& rows, const Matrix<double>& queries, std::size_t k,
                    std::span<const std::uint32_t> excluded, int threads) {
  using Form = NeighborIndex::Form;
  Context context;
  context.threads = threads;
  std::vector<std::uint32_t> all(queries.rows());
  std::iota(all.begin(), all.end(), 0U);
  std::vector<Neighbors> found;
  for (const Form form : {Form::kFastestForNearest, Form::kTree, Form::kScan}) {
    const NeighborIndex index(rows.view(), context, form);
    found.push_back(index.nearest(queries.view(), k, excluded, context));
    if (excluded.empty()) found.push_back(index.nearest_to(queries.view(), all, k, context));
  }
  for (std::size_t q = 0; q < queries.rows(); ++q) {
    std::vector<Pair> slow = slow_order(rows, queries.row(q));
    if (!excluded.empty()) std::erase_if(slow, [&](const Pair& p) { return p.row == excluded[q]; });
    for (const Neighbors& fast : found) {
      for (std::size_t i = 0; i < k; ++i) {
        ASSERT_EQ(fast.rows(q, i), slow[i].row) << "query " << q << ", neighbour " << i;
        ASSERT_EQ(fast.squared_distances(q, i), slow[i].distance);
        ASSERT_EQ(fast.distance(q, i), std::sqrt(slow[i].distance));
      }
    }
  }
}

/// Of some rows, in any order and some of them twice.
void expect_nearest_others(const Matrix<double>& rows, std::size_t k, int threads) {
  using Form = NeighborIndex::Form;
  Context context;
  context.threads = threads;
  RandomStream random(9, Purpose::kTest);
  std::vector<std::uint32_t> members(rows.rows() / 2 + 1);
  for (std::uint32_t& row : members) row = random.below(static_cast<std::uint32_t>(rows.rows()));
  std::vector<Neighbors> found;
  for (const Form form : {Form::kFastestForNearest, Form::kTree, Form::kScan}) {
    const NeighborIndex index(rows.view(), context, form);
    found.push_back(index.nearest_others(rows.view(), members, k, context));
  }
  for (std::size_t q = 0; q < members.size(); ++q) {
    std::vector<Pair> slow = slow_order(rows, rows.row(members[q]));
    std::erase_if(slow, [&](const Pair& p) { return p.row == members[q]; });
    for (const Neighbors& fast : found) {
      for (std::size_t i = 0; i < k; ++i) {
        ASSERT_EQ(fast.rows(q, i), slow[i].row) << "member " << q << ", neighbour " << i;
        ASSERT_EQ(fast.squared_distances(q, i), slow[i].distance);
      }
    }
  }
}

void expect_within(const Matrix<double>& rows, const Matrix<double>& queries,
                   std::span<const double> radii, int threads) {
  Context context;
  context.threads = threads;
  const NeighborLists fast =
      NeighborIndex(rows.view(), context).within(queries.view(), radii, context);
  ASSERT_EQ(fast.offsets.size(), queries.rows() + 1);
  ASSERT_EQ(fast.rows.size(), fast.offsets.back());
  ASSERT_EQ(fast.squared_distances.size(), fast.offsets.back());
  for (std::size_t q = 0; q < queries.rows(); ++q) {
    std::vector<Pair> slow = slow_order(rows, queries.row(q));
    std::erase_if(slow, [&](const Pair& p) { return !(p.distance < radii[q]); });
    std::sort(slow.begin(), slow.end(), [](const Pair& a, const Pair& b) { return a.row < b.row; });
    ASSERT_EQ(fast.offsets[q + 1] - fast.offsets[q], slow.size());
    for (std::size_t i = 0; i < slow.size(); ++i) {
      ASSERT_EQ(fast.rows[fast.offsets[q] + i], slow[i].row);
      ASSERT_EQ(fast.squared_distances[fast.offsets[q] + i], slow[i].distance);
    }
  }
}

/// Against slow_order, too, by negative distance.
void expect_farthest(const Matrix<double>& rows, const Matrix<double>& queries, std::size_t k,
                     int threads) {
  Context context;
  context.threads = threads;
  const NeighborIndex index(rows.view(), context, NeighborIndex::Form::kTree);
  const Neighbors fast = index.farthest(queries.view(), k, context);
  for (std::size_t q = 0; q < queries.rows(); ++q) {
    std::vector<Pair> slow = slow_order(rows, queries.row(q));
    for (Pair& pair : slow) pair.distance = -pair.distance;
    std::sort(slow.begin(), slow.end());
    for (std::size_t i = 0; i < k; ++i) {
      ASSERT_EQ(fast.rows(q, i), slow[i].row) << "query " << q << ", row " << i;
      ASSERT_EQ(fast.squared_distances(q, i), -slow[i].distance);
    }
  }
}

/// `levels` 0: normal numbers; otherwise integers in [0, levels), so that ties abound.
Matrix<double> random_matrix(std::size_t n, std::size_t d, std::uint32_t levels,
                             RandomStream& random) {
  Matrix<double> matrix(n, d);
  for (std::size_t i = 0; i < n; ++i) {
    for (double& value : matrix.row(i))
      value = levels == 0 ? random.normal() : random.below(levels);
  }
  return matrix;
}

/// Two numeric columns and one-hot blocks of 3, 1, 12 and 300 columns, perhaps scaled as z-scores
/// are. A share of the rows lies between two others, as SMOTE's do.
Matrix<double> one_hot_matrix(std::size_t n, double between, bool scaled, RandomStream& random) {
  const std::vector<std::uint32_t> blocks{3, 1, 12, 300};
  Matrix<double> matrix(n, 2 + 316);
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t first = 2;
    matrix(i, 0) = random.normal();
    matrix(i, 1) = 1e6 * random.uniform();
    for (const std::uint32_t size : blocks) {
      // Skewed, so that codes repeat; sometimes no column is set.
      const auto category = static_cast<std::uint32_t>((size + 1) * random.uniform() *
                                                       random.uniform() * random.uniform());
      if (category < size) matrix(i, first + category) = 1.0;
      first += size;
    }
    if (i >= 2 && random.uniform() < between) {
      const std::size_t a = random.below(static_cast<std::uint32_t>(i));
      const std::size_t b = random.below(static_cast<std::uint32_t>(i));
      const double lambda = random.uniform();
      for (std::size_t j = 0; j < matrix.cols(); ++j) {
        matrix(i, j) = matrix(a, j) + lambda * (matrix(b, j) - matrix(a, j));
      }
    }
  }
  for (std::size_t j = 0; scaled && j < matrix.cols(); ++j) {
    for (std::size_t i = 0; i < n; ++i) {
      matrix(i, j) = (matrix(i, j) - 0.1) / (0.3 + 0.01 * static_cast<double>(j));
    }
  }
  return matrix;
}

Matrix<double> first_rows(const Matrix<double>& rows, std::size_t count) {
  Matrix<double> first(count, rows.cols());
  std::copy_n(rows.data(), count * rows.cols(), first.data());
  return first;
}

class NeighborIndexOneHot : public testing::TestWithParam<double> {};

INSTANTIATE_TEST_SUITE_P(ShareOfRowsBetweenOthers, NeighborIndexOneHot,
                         testing::Values(0.0, 0.03, 0.2));

TEST_P(NeighborIndexOneHot, AgreesWithComparingAllPairs) {
  RandomStream random(7, Purpose::kTest);
  for (const bool scaled : {false, true}) {
    for (const std::size_t n : {1U, 2U, 63U, 64U, 65U, 500U, 1500U}) {
      const Matrix<double> rows = one_hot_matrix(n, GetParam(), scaled, random);
      const Matrix<double> strangers = one_hot_matrix(30, 0.5, scaled, random);
      EXPECT_TRUE(n == 1 || BlockIndex::of(rows.view(), {}))
          << n << " rows would be kept in a tree";
      std::vector<double> radii(strangers.rows());
      for (double& radius : radii) radius = 1e3 * random.uniform();
      for (const std::size_t k : {std::size_t{1}, std::size_t{5}, std::size_t{70}}) {
        if (k <= n) expect_nearest(rows, strangers, k, {}, 1);
      }
      expect_within(rows, strangers, radii, 1);
      if (n < 500) continue;
      const Matrix<double> members = first_rows(rows, 50);
      expect_farthest(rows, members, 6, 3);
      std::vector<std::uint32_t> self(50);
      std::iota(self.begin(), self.end(), 0U);
      expect_nearest(rows, members, 6, self, 3);
    }
  }
}

// Every category is one of few and has its column, so that many distances differ by rounding alone.
TEST(NeighborIndex, AgreesWithComparingAllPairsOfFullOneHotRows) {
  RandomStream random(13, Purpose::kTest);
  for (const double scale : {0.0, 1e-3, 1.0, 1e12}) {
    for (const std::size_t n : {40U, 64U, 900U}) {
      Matrix<double> rows(n, 2 + 5 + 9 + 3);
      for (std::size_t i = 0; i < n; ++i) {
        rows(i, 0) = scale * random.normal();
        rows(i, 1) = scale * random.below(4);  // ties
        for (const auto& [first, size] :
             {std::pair(2U, 5U), std::pair(7U, 9U), std::pair(16U, 3U)}) {
          rows(i, first + random.below(size)) = 1.0;
        }
      }
      ASSERT_TRUE(BlockIndex::of(rows.view(), {}));
      for (const std::size_t k : {std::size_t{1}, std::size_t{7}, std::size_t{39}}) {
        expect_nearest(rows, first_rows(rows, 30), k, {}, 1);
        if (k < 39 || n > 40) expect_nearest_others(rows, k, 2);
      }
      Matrix<double> strangers = first_rows(rows, 20);
      for (std::size_t q = 0; q < strangers.rows(); ++q) {
        strangers(q, 0) = q % 3 == 0 ? 1e40 : 0.3;  // beyond what single precision holds squared
        strangers(q, 2 + q % 5) = 0.25;             // no category at all
      }
      expect_nearest(rows, strangers, 7, {}, 1);
    }
  }
}

TEST(NeighborIndex, AgreesWithComparingAllPairsWhereMostOneHotRowsAreAlike) {
  RandomStream random(14, Purpose::kTest);
  Matrix<double> rows(2000, 8);
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    rows(i, 0) = i % 100 == 0 ? random.normal() : 0.5;
    rows(i, 1 + (i % 90 == 0 ? random.below(7) : 3)) = 1.0;
  }
  ASSERT_TRUE(BlockIndex::of(rows.view(), {}));
  for (const std::size_t k : {std::size_t{1}, std::size_t{7}, std::size_t{100}}) {
    expect_nearest(rows, first_rows(rows, 101), k, {}, 2);
  }
}

TEST(NeighborIndex, StandsExtremeQueriesOfOneHotRows) {
  RandomStream random(8, Purpose::kTest);
  const Matrix<double> rows = one_hot_matrix(300, 0.0, false, random);
  Matrix<double> queries = one_hot_matrix(40, 0.0, false, random);
  for (std::size_t q = 0; q < queries.rows(); ++q) {
    queries(q, q % queries.cols()) = q % 2 == 0 ? 1e200 : -1e-200;
  }
  expect_nearest(rows, queries, 50, {}, 1);
  Matrix<double> far = rows;
  far(7, 1) = 1e30;
  expect_nearest(far, queries, 50, {}, 1);
}

/// A normal column times `scale`, then a group of three columns whose first is `up` where it is up
/// and the others `other`, and one of five.
Matrix<double> rows_with_a_large_code(std::size_t n, double scale, double up, double other,
                                      RandomStream& random) {
  Matrix<double> rows(n, 1 + 3 + 5);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t first = random.below(3);
    rows(i, 0) = scale * random.normal();
    rows(i, 1 + first) = first == 0 ? up : other;
    rows(i, 4 + random.below(5)) = other;
  }
  return rows;
}

TEST(NeighborIndex, AgreesWithComparingAllPairsWhereCodesAddMuchOrLittle) {
  RandomStream random(15, Purpose::kTest);
  const std::vector<std::pair<double, double>> ups{{1e4, 1.0},     {1e7, 1.0},    {1e14, 1.0},
                                                   {1e16, 1.0},    {1e140, 1.0},  {1e-19, 1e-19},
                                                   {1e-25, 1e-25}, {1e-170, 1e-3}};
  for (const auto& [up, other] : ups) {
    for (const double scale : {1e-3, 0.0, other}) {
      SCOPED_TRACE(testing::Message() << up << ", " << other << ", " << scale);
      const Matrix<double> rows = rows_with_a_large_code(900, scale, up, other, random);
      ASSERT_TRUE(BlockIndex::of(rows.view(), {}));
      const Matrix<double> members = first_rows(rows, 40);
      std::vector<std::uint32_t> self(40);
      std::iota(self.begin(), self.end(), 0U);
      expect_nearest(rows, members, 6, self, 1);
      expect_nearest(rows, members, 50, {}, 1);
      // Radii that are distances, for which `less` matters, and a large one.
      std::vector<double> radii;
      for (std::size_t q = 0; q < members.rows(); ++q) {
        radii.push_back(q % 4 == 0 ? 1e30 : slow_order(rows, members.row(q))[10 * q].distance);
      }
      expect_within(rows, members, radii, 1);
    }
  }
}

TEST(NeighborIndex, FindsAsManyOneHotRowsAsAreAskedFor) {
  RandomStream random(16, Purpose::kTest);
  const Matrix<double> rows = rows_with_a_large_code(2200, 1.0, 1.0, 1.0, random);
  ASSERT_TRUE(BlockIndex::of(rows.view(), {}));
  const Matrix<double> members = first_rows(rows, 6);
  const std::vector<std::uint32_t> self{0, 1, 2, 3, 4, 5};
  for (const std::size_t k : {std::size_t{1023}, std::size_t{1500}, std::size_t{2199}}) {
    expect_nearest(rows, members, k, self, 1);
    expect_nearest(rows, members, k, {}, 1);
  }
}

TEST(NeighborIndex, StandsCodesAndPartsThatNoRowHas) {
  RandomStream random(17, Purpose::kTest);
  Matrix<double> rows = rows_with_a_large_code(400, 1.0, 1.0, 1.0, random);
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    if (rows(i, 4) == 0.0) continue;  // column 4 is up only beside a quarter of column 5
    rows(i, 4) = i == 0 || i % 50 == 0 ? 1.0 : 0.0;
    rows(i, 5) = i == 0 || i % 50 == 0 ? 0.25 : 1.0;
  }
  ASSERT_TRUE(BlockIndex::of(rows.view(), {}));
  Matrix<double> queries = first_rows(rows, 60);
  for (std::size_t q = 0; q < queries.rows(); ++q) {
    std::fill_n(&queries(q, 4), 5, 0.0);
    const double part = q % 5 == 0 ? 1.0 : q % 5 == 1 ? 0.6 : q % 5 == 2 ? 1e7 : 1e14;
    queries(q, 4 + q % 2) = q % 5 == 4 ? 1e20 : part;
  }
  for (const std::size_t k : {std::size_t{1}, std::size_t{7}, std::size_t{100}}) {
    expect_nearest(rows, queries, k, {}, 1);
  }
}

class NeighborIndexShapes : public testing::TestWithParam<std::size_t> {};

// Dimensions around the vector widths and the stride of the early exit.
INSTANTIATE_TEST_SUITE_P(Dimensions, NeighborIndexShapes,
                         testing::Values(1, 2, 3, 5, 7, 8, 9, 14, 15, 16, 17, 31, 33, 68));

TEST_P(NeighborIndexShapes, AgreesWithComparingAllPairs) {
  RandomStream random(1, Purpose::kTest, static_cast<std::uint32_t>(GetParam()));
  for (const std::size_t n : {1U, 2U, 7U, 8U, 31U, 32U, 33U, 64U, 65U, 257U, 700U, 2500U}) {
    for (const std::uint32_t levels : {0U, 1U, 2U, 5U}) {
      const auto rows = random_matrix(n, GetParam(), levels, random);
      const auto queries = random_matrix(40, GetParam(), levels, random);
      for (const std::size_t k : {std::size_t{1}, std::size_t{5}, std::size_t{30}}) {
        if (k > n) continue;
        expect_nearest(rows, queries, k, {}, 1);
        expect_farthest(rows, queries, k, 1);
      }
      std::vector<double> radii(queries.rows());
      for (double& radius : radii)
        radius = random.uniform() * 2.0 * static_cast<double>(GetParam());
      radii[0] = 0.0;
      radii[1] = std::numeric_limits<double>::infinity();
      expect_within(rows, queries, radii, 1);
    }
  }
}

TEST(NeighborIndex, ListsAllRowsWhereKIsTheirNumber) {
  RandomStream random(2, Purpose::kTest);
  for (const std::size_t n : {3U, 64U, 65U, 300U}) {
    for (const std::uint32_t levels : {0U, 3U}) {
      const auto rows = random_matrix(n, 3, levels, random);
      const auto queries = random_matrix(20, 3, levels, random);
      expect_nearest(rows, queries, n, {}, 1);
      expect_farthest(rows, queries, n, 1);
    }
  }
}

TEST(NeighborIndex, LeavesOutTheExcludedRow) {
  RandomStream random(3, Purpose::kTest);
  for (const std::uint32_t levels : {0U, 2U}) {
    const auto rows = random_matrix(400, 4, levels, random);
    std::vector<std::uint32_t> excluded(rows.rows());
    for (auto& row : excluded) row = random.below(400);
    for (const std::size_t k : {1U, 5U, 100U, 399U}) expect_nearest(rows, rows, k, excluded, 1);
  }
}

TEST(NeighborIndex, FindsTheOtherRowsNearToItsRows) {
  RandomStream random(10, Purpose::kTest);
  // No row twice, some, most, all the same.
  for (const std::uint32_t levels : {0U, 6U, 3U, 1U}) {
    const auto rows = random_matrix(700, 3, levels, random);
    for (const std::size_t k : {1U, 5U, 100U, 699U}) {
      if (k < 200 || levels == 3) expect_nearest_others(rows, k, k == 5 ? 3 : 1);
    }
  }
  expect_nearest_others(one_hot_matrix(300, 0.03, true, random), 4, 1);
  expect_nearest_others(random_matrix(2, 3, 0, random), 1, 1);
}

TEST(NeighborIndex, ComparesWithAllRowsWhereQueriesAreFew) {
  RandomStream random(11, Purpose::kTest);
  // Sorted rows, so that whole tiles are shut out; several tasks of them.
  Matrix<double> rows(5001, 3);
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    for (double& value : rows.row(i))
      value = std::floor(0.01 * static_cast<double>(i)) + random.below(3);
  }
  const Matrix<double> queries = first_rows(rows, 21);
  for (const int threads : {1, 3}) {
    Context context;
    context.threads = threads;
    const auto few = NeighborIndex::for_queries(rows.view(), 21, context);
    const auto many = NeighborIndex::for_queries(rows.view(), 5000, context);
    const Neighbors a = few.nearest(queries.view(), 9, {}, context);
    const Neighbors b = many.nearest(queries.view(), 9, {}, context);
    for (std::size_t q = 0; q < queries.rows(); ++q) {
      ASSERT_TRUE(std::ranges::equal(a.rows.row(q), b.rows.row(q)));
      ASSERT_TRUE(std::ranges::equal(a.squared_distances.row(q), b.squared_distances.row(q)));
    }
    expect_nearest(rows, queries, 9, {}, threads);
    // Of the rows but every 50th, numbered by their places; the second list has no row after
    // another.
    std::vector<std::uint32_t> most, scattered;
    for (std::uint32_t i = 0; i < rows.rows(); ++i) {
      if (i % 50 != 7) most.push_back(i);
      if (i % 2 == 0) scattered.push_back(i);
    }
    for (const std::vector<std::uint32_t>& chosen : {most, scattered}) {
      const auto found = NeighborIndex::for_queries(rows.view(), chosen, 21, context)
                             .nearest(queries.view(), 9, {}, context);
      const auto wanted = NeighborIndex::for_queries(rows.view(), chosen, 5000, context)
                              .nearest(queries.view(), 9, {}, context);
      for (std::size_t q = 0; q < queries.rows(); ++q) {
        ASSERT_TRUE(std::ranges::equal(found.rows.row(q), wanted.rows.row(q)));
        ASSERT_TRUE(
            std::ranges::equal(found.squared_distances.row(q), wanted.squared_distances.row(q)));
      }
    }
  }
}

TEST(NeighborIndex, AnswersQueriesThatItHadBefore) {
  RandomStream random(14, Purpose::kTest);
  const auto rows = random_matrix(60, 2, 0, random);
  // More than one task's, few of them different.
  expect_nearest(rows, random_matrix(3000, 2, 8, random), 3, {}, 2);
}

// A search that is cancelled still scores what it has; a sampler's work is dropped.
TEST(NeighborIndex, StopsOnlyWhereItIsCancelledAndAbandoned) {
  RandomStream random(12, Purpose::kTest);
  const auto rows = random_matrix(2000, 3, 0, random);
  const std::vector<std::uint32_t> members{3, 4};
  CancellationToken token;
  token.cancel();
  Context cancelled;
  cancelled.cancellation = &token;
  Context abandoned = cancelled;
  abandoned.abandon = true;
  using Form = NeighborIndex::Form;
  for (const Form form : {Form::kFastestForNearest, Form::kTree, Form::kScan}) {
    const NeighborIndex index(rows.view(), cancelled, form);
    EXPECT_GT(index.nearest(rows.view(), 2, {}, cancelled).squared_distances(0, 1), 0.0);
    if (form != Form::kScan) {  // which does nothing before it is asked
      EXPECT_THROW(NeighborIndex(rows.view(), abandoned, form), Abandoned);
    }
    EXPECT_THROW(index.nearest(rows.view(), 2, {}, abandoned), Abandoned);
    EXPECT_THROW(index.nearest_others(rows.view(), members, 2, abandoned), Abandoned);
  }
}

TEST(NeighborIndex, GivesTheSameForAnyThreadCount) {
  RandomStream random(4, Purpose::kTest);
  const auto rows = random_matrix(3000, 5, 4, random);
  const auto queries = random_matrix(333, 5, 4, random);
  const std::vector<double> radii(queries.rows(), 3.0);
  for (const int threads : {2, 3, 8}) {
    expect_nearest(rows, queries, 7, {}, threads);
    expect_farthest(rows, queries, 7, threads);
    expect_within(rows, queries, radii, threads);
  }
}

// Outliers and squares that overflow or vanish must not confuse the bounds.
TEST(NeighborIndex, StandsExtremeValues) {
  RandomStream random(5, Purpose::kTest);
  auto rows = random_matrix(500, 3, 0, random);
  for (std::size_t i = 0; i < rows.rows(); i += 7) rows(i, i % 3) *= 1e200;
  for (std::size_t i = 3; i < rows.rows(); i += 7) rows(i, i % 3) *= 1e-200;
  expect_nearest(rows, rows, 200, {}, 1);
  expect_farthest(rows, rows, 200, 1);
  expect_within(rows, rows, std::vector<double>(500, std::numeric_limits<double>::infinity()), 1);
}

TEST(NeighborIndex, ReadsStridedViews) {
  RandomStream random(6, Purpose::kTest);
  const auto wide = random_matrix(200, 6, 0, random);
  Matrix<double> narrow(200, 4);
  for (std::size_t i = 0; i < 200; ++i) std::copy_n(wide.row(i).begin(), 4, narrow.row(i).begin());
  const MatrixView<const double> strided(wide.data(), 200, 4, 6);
  const auto a = k_neighbors(strided, strided, 6, {});
  const auto b = k_neighbors(narrow.view(), narrow.view(), 6, {});
  for (std::size_t i = 0; i < 200; ++i) {
    EXPECT_TRUE(std::ranges::equal(a.rows.row(i), b.rows.row(i)));
    EXPECT_EQ(a.rows(i, 0), i);
  }
}

TEST(KNeighborsOfEach, LeavesOutTheRowItselfButNotItsDuplicates) {
  Matrix<double> rows(4, 1);
  rows(3, 0) = 2.0;
  const auto result = k_neighbors_of_each(rows.view(), 3, {});
  EXPECT_EQ(result.rows(0, 0), 1U);
  EXPECT_EQ(result.rows(1, 0), 0U);
  EXPECT_EQ(result.rows(1, 1), 2U);
  EXPECT_EQ(result.distance(1, 2), 2.0);
}

TEST(NeighborIndex, RefusesWhatItsCallersMustNotGive) {
  Matrix<double> rows(3, 2);
  const NeighborIndex index(rows.view(), {});
  const std::vector<std::uint32_t> self{0, 1, 2};
  EXPECT_THROW(index.nearest(rows.view(), 0, {}, {}), InternalError);
  EXPECT_THROW(index.nearest_to(rows.view(), self, 4, {}), InternalError);
  EXPECT_THROW(index.nearest_others(rows.view(), self, 3, {}), InternalError);
  const NeighborIndex scan(rows.view(), {}, NeighborIndex::Form::kScan);
  EXPECT_THROW(scan.within(rows.view(), std::vector<double>(3), {}), InternalError);
  EXPECT_THROW(scan.farthest(rows.view(), 1, {}), InternalError);
  EXPECT_THROW(index.nearest(rows.view(), 4, {}, {}), InternalError);
  EXPECT_THROW(index.nearest(rows.view(), 3, self, {}), InternalError);
  EXPECT_THROW(index.nearest(MatrixView<const double>(rows.data(), 3, 1, 2), 1, {}, {}),
               InternalError);
  EXPECT_THROW(index.within(rows.view(), std::vector<double>(2), {}), InternalError);
  EXPECT_THROW(NeighborIndex(Matrix<double>().view(), {}), InternalError);
  EXPECT_THROW(index.farthest(rows.view(), 0, {}), InternalError);
  EXPECT_THROW(index.farthest(rows.view(), 4, {}), InternalError);
  rows(1, 1) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(NeighborIndex(rows.view(), {}), InternalError);
  EXPECT_THROW(index.nearest(rows.view(), 1, {}, {}), InternalError);
}

RC_GTEST_PROP(NeighborIndex, AgreesWithComparingAllPairsOnAnyData, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 400);
  const auto d = *rc::gen::inRange<std::size_t>(1, 20);
  const auto levels = *rc::gen::inRange<std::uint32_t>(0, 4);
  RandomStream random(*rc::gen::arbitrary<std::uint64_t>(), Purpose::kTest);
  const auto rows = random_matrix(n, d, levels, random);
  const auto queries = random_matrix(5, d, levels, random);
  const auto k = *rc::gen::inRange<std::size_t>(1, n + 1);
  expect_nearest(rows, queries, k, {}, 1);
  expect_farthest(rows, queries, k, 1);
  RC_ASSERT(!testing::Test::HasFatalFailure());
}

}  // namespace
}  // namespace autosmote
