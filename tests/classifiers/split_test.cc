#include "classifiers/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/random.h"
#include "vector_widths.h"

namespace autosmote {
namespace {

TEST(Split, GainIsTheDecreaseOfGini) {
  const auto gini = [](double class0, double class1) {
    return 2.0 * class0 * class1 / (class0 + class1);
  };
  // 7 of class 0 and 5 of class 1, of which 1 and 4 on the left.
  const double decrease = gini(7, 5) - gini(1, 4) - gini(6, 1);
  EXPECT_NEAR(split_gain(5, 3, 12, -2) / (2.0 * 12), decrease, 1e-12);
  EXPECT_EQ(split_gain(6, -1, 12, -2), 0.0);
  EXPECT_EQ(split_gain(12, -2, 12, -2), 0.0);
}

TEST(Split, VectorisedMaximumEqualsScalar) {
  for_each_vector_width([](std::size_t) {
    RandomStream random(5, Purpose::kTest);
    for (const std::size_t count : {1U, 2U, 3U, 7U, 8U, 9U, 15U, 16U, 17U, 64U, 100U}) {
      std::vector<double> l(count + kLanes, 1e6);
      std::vector<double> m(count + kLanes, 1e6);
      double largest = 0.0;
      for (std::size_t i = 0; i < count; ++i) {
        l[i] = 100.0 * random.uniform();
        m[i] = l[i] * (2.0 * random.uniform() - 1.0);
        largest = std::max(largest, split_gain(l[i], m[i], 101.0, 3.0));
      }
      EXPECT_EQ(best_split_gain(l.data(), m.data(), count, 101.0, 3.0), largest);
      const std::size_t place =
          first_split_with_gain(l.data(), m.data(), count, 101.0, 3.0, largest);
      EXPECT_EQ(split_gain(l[place], m[place], 101.0, 3.0), largest);
    }
  });
}

// 0.1 + 0.2 of class 1 and 0.3 of class 0 on both sides: rounding must not decide.
TEST(Split, RoundingIsNoGain) {
  std::vector<double> l(kLanes, 0.0);
  std::vector<double> m(kLanes, 0.0);
  l[0] = 0.6;
  m[0] = 0.1 + 0.2 - 0.3;
  EXPECT_GT(split_gain(l[0], m[0], 1.2, 0.0), 0.0);
  EXPECT_EQ(best_split_gain(l.data(), m.data(), 1, 1.2, 0.0), 0.0);
  m[0] = 1e-12;
  EXPECT_GT(best_split_gain(l.data(), m.data(), 1, 1.2, 0.0), 0.0);
}

TEST(Split, FirstOfEquallyGoodSplitsWins) {
  const std::vector<double> l{3.0, 2.0, 8.0, 2.0};
  const std::vector<double> m{1.0, 2.0 * (1.0 - 1e-14), -2.0, 2.0};
  EXPECT_EQ(
      first_split_with_gain(l.data(), m.data(), 4, 10.0, 0.0, split_gain(2.0, 2.0, 10.0, 0.0)), 1U);
}

TEST(Split, LeafScoreIsShareMinusHalf) {
  EXPECT_EQ(leaf_score(4.0, 4.0), 0.5);
  EXPECT_EQ(leaf_score(4.0, -2.0), -0.25);
  EXPECT_EQ(leaf_score(4.0, 1e-12), 0.0);
}

}  // namespace
}  // namespace autosmote
