#include "evaluation/closeness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/random.h"

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

TEST(Closeness, SeesItsOwnClassAmongManyEqualRows) {
  ClosenessMeter meter({column({5.0}), {1}}, {column({5.0}), {1}, {3}});
  meter.add(column({5.0, 5.0, 5.0, 5.0}).view(), std::vector<int>{0, 0, 0, 1}, {});
  EXPECT_EQ(meter.result()->copies, 1.0);
  EXPECT_EQ(meter.result()->nearer_other, 0.0);
  EXPECT_EQ(meter.result()->real_median_distance, 0.0);
}

RC_GTEST_PROP(Closeness, IsThatOfAllPairs, (std::uint64_t seed)) {
  RandomStream random(seed, Purpose::kTest);
  const auto draw = [&random](std::size_t count) {
    std::pair<std::vector<double>, std::vector<int>> rows;
    for (std::size_t i = 0; i < count; ++i) {
      rows.first.push_back(random.below(12));
      rows.second.push_back(static_cast<int>(random.below(3)));
    }
    return rows;
  };
  const auto [made, made_labels] = draw(1 + random.below(8));
  const auto [rows, labels] = draw(1 + random.below(20));
  std::vector<std::size_t> numbers(rows.size());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  ClosenessMeter meter({column(made), made_labels}, {column(rows), labels, numbers});
  meter.add(column(rows).view(), labels, {});
  const Closeness found = *meter.result();

  double copies = 0.0;
  double nearer_other = 0.0;
  for (std::size_t i = 0; i < made.size(); ++i) {
    double own = std::numeric_limits<double>::infinity();
    double any = own;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const double distance = std::abs(made[i] - rows[r]);
      any = std::min(any, distance);
      if (labels[r] == made_labels[i]) own = std::min(own, distance);
    }
    if (any == 0.0) copies += 1.0;
    if (any < own) nearer_other += 1.0;
  }
  RC_ASSERT(found.copies == copies / static_cast<double>(made.size()));
  RC_ASSERT(found.nearer_other == nearer_other / static_cast<double>(made.size()));
  std::vector<double> real;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (r != i) nearest = std::min(nearest, std::abs(rows[i] - rows[r]));
    }
    real.push_back(nearest);
  }
  std::ranges::sort(real);
  RC_ASSERT(found.real_median_distance.has_value() == (rows.size() > 1));
  if (rows.size() > 1) RC_ASSERT(*found.real_median_distance == real[rows.size() / 2]);
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
