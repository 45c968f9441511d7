#include "samplers/adasyn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "autosmote/error.h"
#include "samplers/sampler_data.h"
#include "samplers/slow_neighbors.h"

namespace autosmote {
namespace {

using Numbers = std::vector<std::uint64_t>;

TEST(Adasyn, AllocatesInProportionToForeignNeighbours) {
  const std::vector<std::uint32_t> foreign{0, 1, 4, 5};
  EXPECT_EQ(adasyn_allocation(foreign, 5, 100), (Numbers{0, 10, 40, 50}));
  const std::vector<std::uint32_t> none{0, 0};
  EXPECT_EQ(adasyn_allocation(none, 5, 100), (Numbers{0, 0}));
}

TEST(Adasyn, RoundsHalvesToEven) {
  const std::vector<std::uint32_t> foreign{4, 4, 4, 4};  // a quarter each, exactly
  EXPECT_EQ(adasyn_allocation(foreign, 4, 2), (Numbers{0, 0, 0, 0}));
  EXPECT_EQ(adasyn_allocation(foreign, 4, 6), (Numbers{2, 2, 2, 2}));
  EXPECT_EQ(adasyn_allocation(foreign, 4, 10), (Numbers{2, 2, 2, 2}));
}

TEST(Adasyn, EachRowGetsItsNumberFromItsClass) {
  const TestData data = clouds({700, 300, 60}, 2);
  const Resampled result = make_sampler("adasyn", {})->resample(data.view(), {}, {});
  Numbers drawn(data.x.rows());
  for (std::size_t s = 0; s < result.synthetic.rows(); ++s) {
    const SyntheticOrigin& origin = result.origins[s];
    ++drawn[origin.source];
    EXPECT_EQ(data.labels[origin.source], result.synthetic_labels[s]);
    EXPECT_THAT(slow_same_class(data, origin.source, 5), testing::Contains(origin.neighbor));
    const double a = data.x(origin.source, 0);
    EXPECT_EQ(result.synthetic(s, 0), a + origin.lambda * (data.x(origin.neighbor, 0) - a));
  }
  for (const int c : {1, 2}) {
    std::vector<std::uint32_t> foreign, members;
    for (std::uint32_t i = 0; i < data.x.rows(); ++i) {
      if (data.labels[i] != c) continue;
      members.push_back(i);
      foreign.push_back(static_cast<std::uint32_t>(slow_foreign(data, i, 5)));
    }
    const Numbers numbers = adasyn_allocation(foreign, 5, c == 1 ? 400 : 640);
    for (std::size_t i = 0; i < members.size(); ++i) EXPECT_EQ(drawn[members[i]], numbers[i]);
  }
}

TEST(Adasyn, AClassAmongItselfIsRefused) {
  TestData data = clouds({40, 20}, 2);
  for (std::size_t i = 0; i < data.x.rows(); ++i) data.x(i, 0) += 1000.0 * data.labels[i];
  try {
    make_sampler("adasyn", {})->resample(data.view(), {}, {});
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(),
                 "adasyn: no row of class 1 has enough of other classes among its 5 neighbours to "
                 "get any of the 20 rows; use smote, or more neighbours");
  }
}

}  // namespace
}  // namespace autosmote
