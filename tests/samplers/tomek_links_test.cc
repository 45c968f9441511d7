#include "samplers/tomek_links.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

/// The nearest other row by comparing with all; the lower row number of equals.
std::uint32_t slow_nearest(const SamplerData& data, std::size_t row) {
  std::uint32_t best = 0;
  double best_distance = -1.0;
  for (std::uint32_t i = 0; i < data.x.rows; ++i) {
    double distance = 0.0;
    for (std::size_t j = 0; j < data.x.cols; ++j) {
      distance += (data.x(row, j) - data.x(i, j)) * (data.x(row, j) - data.x(i, j));
    }
    if (i != row && (best_distance < 0.0 || distance < best_distance)) {
      best = i;
      best_distance = distance;
    }
  }
  return best;
}

RC_GTEST_PROP(TomekLinks, EqualThoseOfAllPairs, ()) {
  // Few distinct values: many rows are equal or equally far.
  const auto n = *rc::gen::inRange<std::size_t>(2, 40);
  TestData data{"", Matrix<double>(n, 2),
                *rc::gen::container<std::vector<int>>(n, rc::gen::inRange(0, 2))};
  data.labels[0] = 0;
  data.labels[1] = 1;
  for (std::size_t i = 0; i < 2 * n; ++i) data.x.data()[i] = *rc::gen::inRange(0, 5);
  const std::vector<int> cleaned = *rc::gen::element(std::vector<int>{0}, std::vector<int>{0, 1});
  std::vector<std::uint32_t> slow;
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint32_t other = slow_nearest(data.view(), i);
    const bool link = data.labels[other] != data.labels[i] && slow_nearest(data.view(), other) == i;
    if (!link || data.labels[i] > cleaned.back()) slow.push_back(i);
  }
  RC_ASSERT(remove_tomek_links(data.view(), cleaned, {}) == slow);
}

// Two equal rows of different classes are a link even beside a third that is equal to both, which
// imbalanced-learn may take for the nearest neighbour of itself.
TEST(TomekLinks, ARowIsNeverItsOwnNeighbour) {
  TestData data{"", Matrix<double>(4, 1), {0, 1, 1, 0}};
  data.x(3, 0) = 9.0;
  const std::vector<int> cleaned{0, 1};
  EXPECT_EQ(remove_tomek_links(data.view(), cleaned, {}), (std::vector<std::uint32_t>{2, 3}));
}

}  // namespace
}  // namespace autosmote
