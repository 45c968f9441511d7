#include "core/portable_math.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace autosmote {
namespace {

TEST(PortableExp, IsExactToTheLastDigits) {
  RandomStream random(1, Purpose::kTest);
  for (int i = 0; i < 200000; ++i) {
    const double x = (random.uniform() * 2.0 - 1.0) * (i % 2 == 0 ? 700.0 : 1.0);
    ASSERT_NEAR(portable_exp(x) / std::exp(x), 1.0, 1e-15) << x;
  }
  EXPECT_EQ(portable_exp(0.0), 1.0);
  EXPECT_EQ(portable_exp(1e9), portable_exp(708.0));
  EXPECT_TRUE(std::isfinite(portable_exp(1e300)));
  EXPECT_GT(portable_exp(-1e300), 0.0);
}

TEST(PortableLog, IsExactToTheLastDigits) {
  RandomStream random(2, Purpose::kTest);
  for (int i = 0; i < 200000; ++i) {
    const double x = std::ldexp(0.5 + random.uniform(), static_cast<int>(random.below(600)) - 300);
    ASSERT_NEAR(portable_log(x), std::log(x), 4e-15 * std::max(0.1, std::fabs(std::log(x)))) << x;
  }
  EXPECT_EQ(portable_log(1.0), 0.0);
}

}  // namespace
}  // namespace autosmote
