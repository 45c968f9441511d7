#include "samplers/class_rows.h"

#include <gtest/gtest.h>

#include <numeric>

#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

/// So many neighbours of so many rows that they are asked for in several blocks.
TEST(ClassRows, NeighborhoodsComeInOrderWhateverTheBlocks) {
  const TestData data = clouds({2000, 500}, 1);
  const NeighborIndex index(data.x.view(), {});
  std::vector<std::uint32_t> backwards(data.x.rows());
  std::iota(backwards.rbegin(), backwards.rend(), 0U);
  for (const std::size_t k : {2UL, 2400UL}) {
    std::size_t calls = 0, most_at_once = 0;
    for_each_neighborhood(index, data.x.view(), backwards, k, true, {},
                          [&](std::size_t i, const Neighbors& neighbors, std::size_t q) {
                            ASSERT_EQ(i, calls++);
                            most_at_once = std::max(most_at_once, neighbors.rows.rows());
                            ASSERT_EQ(neighbors.rows.cols(), k);
                            const std::uint32_t nearest = neighbors.rows(q, 0);
                            ASSERT_NE(nearest, backwards[i]);
                            const double off = data.x(nearest, 0) - data.x(backwards[i], 0);
                            ASSERT_EQ(neighbors.squared_distances(q, 0), off * off);
                          });
    EXPECT_EQ(calls, backwards.size());
    EXPECT_EQ(most_at_once < backwards.size(), k == 2400) << k;
  }
}

}  // namespace
}  // namespace autosmote
