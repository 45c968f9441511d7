#include "neighbors/coded_blocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

#include "core/random.h"

namespace autosmote {
namespace {

// Every row has a number and one of eight categories; some lie between two categories.
Matrix<double> example(std::size_t n, double between) {
  RandomStream random(3, Purpose::kTest);
  Matrix<double> rows(n, 9);
  for (std::size_t i = 0; i < n; ++i) {
    rows(i, 0) = 0.1 * random.normal();
    rows(i, 1 + random.below(8)) = 1.0;
    if (random.uniform() < between) {
      std::fill_n(&rows(i, 1), 8, 0.0);
      rows(i, 1) = 0.75;
      rows(i, 2) = 0.25;
    }
  }
  return rows;
}

TEST(CodedBlocks, HoldEachRowOnceAndInOrder) {
  for (const std::size_t n : {1U, 15U, 16U, 17U, 1000U}) {
    const auto coded = CodedRows::of(example(n, 0.05).view(), {});
    if (n > 1) {
      ASSERT_TRUE(coded);
    }
    if (!coded) continue;
    const CodedBlocks blocks = blocks_of_near_rows(*coded, 16, {});
    ASSERT_EQ(blocks.ends.back(), n);
    std::size_t first = 0;
    for (const std::size_t end : blocks.ends) {
      EXPECT_GT(end, first);
      EXPECT_LE(end - first, 16U);
      EXPECT_TRUE(std::is_sorted(blocks.order.begin() + static_cast<std::ptrdiff_t>(first),
                                 blocks.order.begin() + static_cast<std::ptrdiff_t>(end)));
      first = end;
    }
    std::vector<std::uint32_t> all = blocks.order, expected(n);
    std::sort(all.begin(), all.end());
    std::iota(expected.begin(), expected.end(), 0U);
    EXPECT_EQ(all, expected);
  }
}

TEST(CodedBlocks, HaveFewCodesEachAndIrregularRowsTogether) {
  const auto coded = CodedRows::of(example(2000, 0.1).view(), {});
  ASSERT_TRUE(coded);
  const CodedBlocks blocks = blocks_of_near_rows(*coded, 32, {});
  std::size_t first = 0, codes = 0, with_irregular = 0;
  for (const std::size_t end : blocks.ends) {
    std::set<int> seen;
    for (std::size_t i = first; i < end; ++i) seen.insert(coded->code(blocks.order[i], 0));
    codes += seen.size();
    with_irregular += seen.count(CodedRows::kIrregular);
    first = end;
  }
  // At random nearly every block would have nearly all of the nine.
  EXPECT_LT(codes, 2 * blocks.ends.size());
  EXPECT_LT(with_irregular, blocks.ends.size() / 5);
}

}  // namespace
}  // namespace autosmote
