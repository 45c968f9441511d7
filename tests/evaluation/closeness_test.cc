#include "evaluation/closeness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace autosmote {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Matrix<double> column(const std::vector<double>& values) {
  Matrix<double> rows(values.size(), 1);
  for (std::size_t i = 0; i < values.size(); ++i) rows(i, 0) = values[i];
  return rows;
}

// Real rows 0, 4 (class 1) and 10, 11 (class 0), given in blocks of `block`.
std::optional<Closeness> measured(const std::vector<double>& synthetic, std::size_t block) {
  const std::vector<double> values{0.0, 4.0, 10.0, 11.0};
  const std::vector<int> labels{1, 1, 0, 0};
  ClosenessMeter meter({column(synthetic), std::vector<int>(synthetic.size(), 1)},
                       {column({0.0, 4.0}), {1, 1}, {0, 1}});
  for (std::size_t first = 0; first < values.size(); first += block) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
    const Matrix<double> rows = column({begin, begin + static_cast<std::ptrdiff_t>(block)});
    meter.add(rows.view(), std::span(labels).subspan(first, block), {});
  }
  return meter.result();
}

TEST(Closeness, IsThatToTheClosestRecord) {
  for (const std::size_t block : {1, 2, 4}) {
    const Closeness found = *measured({0.0, 1.0, 3.5, 8.0, 7.0}, block);
    EXPECT_EQ(found.rows, 5U);
    EXPECT_EQ(found.copies, 0.2);
    EXPECT_EQ(found.nearer_other, 0.2);  // 8; 7 is as near to both classes
    EXPECT_EQ(found.low_distance, 0.0);
    EXPECT_EQ(found.median_distance, 1.0);  // of 0, 1, 0.5, 2, 3
    EXPECT_EQ(found.real_median_distance, 4.0);
  }
}

TEST(Closeness, NeedsSyntheticRows) { EXPECT_EQ(measured({}, 4), std::nullopt); }

TEST(SpreadPlaces, AreEven) {
  EXPECT_THAT(spread_places(10, 3), ElementsAre(0, 3, 6));
  EXPECT_THAT(spread_places(2, 3), ElementsAre(0, 1));
  EXPECT_THAT(spread_places(0, 3), IsEmpty());
}

TEST(MeasuredRows, AreFewerForLargeTables) {
  EXPECT_EQ(measured_rows(1000, 10), 20000U);
  EXPECT_EQ(measured_rows(1000000, 100), 100U);
}

}  // namespace
}  // namespace autosmote
