#include "classifiers/lane_math.h"

#include <gtest/gtest.h>

#include <cmath>

#include "classifiers/lane_blocks.h"

namespace autosmote {
namespace {

// The largest relative error of `approximate` on an even grid of `range`, against long double.
template <class Approximate, class Exact>
double largest_error(double from, double to, int steps, Approximate approximate, Exact exact) {
  double largest = 0.0;
  for (int step = 0; step < steps; step += static_cast<int>(kLanes)) {
    Lanes x[1] = {};
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      x[0][lane] = from + (to - from) * (step + static_cast<int>(lane)) / steps;
    }
    Lanes value[1];
    approximate(x, value);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const long double truth = exact(static_cast<long double>(x[0][lane]));
      if (truth == 0.0L) continue;
      const auto error = static_cast<double>(std::abs((value[0][lane] - truth) / truth));
      largest = std::max(largest, error);
    }
  }
  return largest;
}

const auto kExp = [](const Lanes (&x)[1], Lanes (&out)[1]) { exp_negative(x, out); };
const auto kExactExp = [](long double t) { return std::exp(-t); };
const auto kLog1p = [](const Lanes (&x)[1], Lanes (&out)[1]) { log1p_unit(x, out); };
const auto kExactLog1p = [](long double e) { return std::log1p(e); };

TEST(LaneMath, ExpIsExactToTheLastBits) {
  EXPECT_LT(largest_error(0.0, 1.0, 100000, kExp, kExactExp), 4e-16);
  EXPECT_LT(largest_error(0.0, 708.0, 400000, kExp, kExactExp), 4e-16);
  EXPECT_LT(largest_error(0.0, 1e-300, 80, kExp, kExactExp), 4e-16);
}

TEST(LaneMath, ExpOfZeroIsOneAndBeyondItsRangeItStaysAtTheEnd) {
  const Lanes x[1] = {{0.0, 708.0, 709.0, 1e5, 1e300, HUGE_VAL, 0.5, 1.0}};
  Lanes value[1];
  exp_negative(x, value);
  EXPECT_EQ(value[0][0], 1.0);
  EXPECT_GT(value[0][1], 0.0);
  for (std::size_t lane = 2; lane < 6; ++lane) EXPECT_EQ(value[0][lane], value[0][1]);
}

TEST(LaneMath, Log1pIsExactToTheLastBits) {
  EXPECT_LT(largest_error(0.0, 1.0, 400000, kLog1p, kExactLog1p), 5e-16);
  EXPECT_LT(largest_error(0.0, 1e-8, 100000, kLog1p, kExactLog1p), 5e-16);
  EXPECT_LT(largest_error(0.0, 1e-300, 80, kLog1p, kExactLog1p), 5e-16);
}

}  // namespace
}  // namespace autosmote
