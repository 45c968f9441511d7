#include "api/mixed_distance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "api/api_test_util.h"

namespace autosmote {
namespace {

using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;

// Two numbers, one of them with a gap, and a nominal column; rows 0 to 3 are of the minority.
constexpr const char* kTable =
    "x,gap,color,class\n0,1,r,m\n4,,g,m\n8,3,r,m\n2,5,,m\n6,2,g,n\n6,2,b,n\n0,4,g,n\n8,1,r,n\n2,3,"
    "b,"
    "n\n";

std::vector<double> from_first(RowDistance distance, const std::string& csv = kTable) {
  const LabelledTable table = labelled(csv);
  std::vector<std::size_t> all(table.table.rows());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const std::vector<std::size_t> minority{0, 1, 2, 3};
  std::vector<double> squared;
  mixed_rows(distance, table.table, table.target.column, all, table.target.labels, minority)
      .squared_distances(0, squared);
  return squared;
}

TEST(MixedDistance, HeomDividesByRanges) {
  EXPECT_THAT(from_first(RowDistance::kHeom),
              ElementsAre(0.0, 0.25 + 1.0 + 1.0, 1.0 + 0.25 + 0.0, 0.0625 + 1.0 + 1.0));
}

TEST(MixedDistance, HvdmComparesTheSharesOfTheClasses) {
  // 2 of 3 red rows are of the minority, 1 of 3 green ones: VDM is 2 (1/3)^2.
  const std::vector<double> squared = from_first(RowDistance::kHvdm);
  double mean = 0.0;
  double squares = 0.0;
  const std::vector<double> values{0, 4, 8, 2, 6, 6, 0, 8, 2};
  for (const double value : values) mean += value / 9.0;
  for (const double value : values) squares += (value - mean) * (value - mean) / 9.0;
  EXPECT_NEAR(squared[1], 16.0 / (16.0 * squares) + 1.0 + 2.0 / 9.0, 1e-12);
  EXPECT_EQ(squared[0], 0.0);
}

TEST(MixedDistance, HvdmTakesAllClassesIntoAccount) {
  // Shares of the classes 0, 1 and 2: red 0, 2/3, 1/3; green 1/2, 1/4, 1/4. A gap counts once.
  const std::string csv =
      "color,class\nr,a\nr,a\nr,b\ng,a\n,a\ng,c\ng,c\ng,b\nk,c\nk,c\nk,c\nk,c\n";
  const LabelledTable table = labelled(csv);
  const std::vector<int> labels{1, 1, 2, 1, 1, 0, 0, 2, 0, 0, 0, 0};
  std::vector<std::size_t> all(table.table.rows());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const std::vector<std::size_t> own{0, 1, 3, 4};
  std::vector<double> squared;
  mixed_rows(RowDistance::kHvdm, table.table, table.target.column, all, labels, own)
      .squared_distances(0, squared);
  const double red_green = 1.0 / 4.0 + 25.0 / 144.0 + 1.0 / 144.0;
  EXPECT_THAT(squared, ElementsAre(0.0, 0.0, DoubleNear(red_green, 1e-12), 1.0));
}

TEST(MixedDistance, SmoteNcSetsCategoriesApartByTheMedianSpread) {
  // With one numeric column the median is its spread: of 0, 4, 8, 2 against all nine.
  const std::string csv =
      "x,color,class\n0,r,m\n4,g,m\n8,r,m\n2,g,m\n6,r,n\n6,r,n\n0,r,n\n8,r,n\n2,r,n\n";
  const std::vector<double> squared = from_first(RowDistance::kSmoteNc, csv);
  const double all = squared[2] / 64.0;                 // 1 / variance of all
  EXPECT_NEAR(squared[1], all * (16.0 + 8.75), 1e-12);  // 8.75 is the variance of the minority
}

TEST(MixedDistance, DoesNotDependOnUnitsOrConstants) {
  const std::string scaled =
      "x,gap,color,class,one\n0,1,r,m,7\n1e3,,g,m,7\n2e3,3,r,m,7\n5e2,5,,m,7\n15e2,2,g,n,7\n15e2,2,"
      "b,n,7\n0,4,g,n,7\n2e3,1,r,n,7\n5e2,3,b,n,7\n";
  const auto plain = from_first(RowDistance::kHeom);
  const auto other = from_first(RowDistance::kHeom, scaled);
  for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_NEAR(plain[i], other[i], 1e-12);
}

TEST(MixedDistance, StaysFiniteForTheLargestNumbers) {
  const std::string csv =
      "x,class\n-1.7e308,m\n1.7e308,m\n0,m\n1,m\n1.7e308,n\n0,n\n0,n\n1,n\n1,n\n";
  for (const RowDistance distance :
       {RowDistance::kHeom, RowDistance::kHvdm, RowDistance::kSmoteNc}) {
    EXPECT_THAT(from_first(distance, csv), Each(testing::Le(1e6)));
  }
  EXPECT_THAT(from_first(RowDistance::kHeom, csv),
              ElementsAre(0.0, 1.0, DoubleNear(0.25, 1e-12), DoubleNear(0.25, 1e-12)));
}

TEST(HasCategories, LooksAtFeaturesAlone) {
  const auto has = [](const std::string& csv) {
    const LabelledTable table = labelled(csv);
    return has_categories(table.table, table.target.column);
  };
  EXPECT_TRUE(has(kTable));
  EXPECT_FALSE(has("x,class\n1,a\n,a\n2,b\n3,b\n"));
  EXPECT_FALSE(has("x,class\n1,a\n4,a\n2,b\n3,b\n"));
}

}  // namespace
}  // namespace autosmote
