#include "classifiers/frequent_values.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classifiers/refit.h"
#include "classifiers/sorted_columns.h"

namespace autosmote {
namespace {

// Ten base rows and two candidates. A flag; a count that is mostly 0; numbers; a value that only
// candidates have often.
struct Table {
  Matrix<double> base{10, 4};
  Matrix<double> candidates{2, 4};
  std::vector<int> labels{0, 0, 0, 0, 0, 0, 0, 0, 1, 1};

  Table() {
    for (std::size_t i = 0; i < 10; ++i) {
      base(i, 0) = i % 2 == 0 ? 1.0 : 0.0;
      base(i, 1) = i < 7 ? 0.0 : static_cast<double>(i);
      base(i, 2) = static_cast<double>(i);
      base(i, 3) = i == 0 ? 50.0 : 100.0 + static_cast<double>(i);
    }
    for (std::size_t i = 0; i < 2; ++i) {
      candidates(i, 0) = 0.5;
      candidates(i, 1) = -1.0;
      candidates(i, 2) = 3.0;
      candidates(i, 3) = 50.0;
    }
  }
  RefitData data() const { return {base.view(), labels, candidates.view(), {}, {}}; }
};

std::vector<float> values(const FrequentValues& frequent, std::size_t feature) {
  const std::span<const float> found = frequent.values(feature);
  return {found.begin(), found.end()};
}

TEST(FrequentValues, AreThoseOfAFifthOfTheBaseRows) {
  const Table table;
  const SortedColumns columns(table.data(), {});
  // A flag and 0.7 of a column are less than two columns.
  EXPECT_FALSE(FrequentValues(columns, 10).any());

  Table wide = table;
  for (std::size_t i = 0; i < 10; ++i) wide.base(i, 2) = i < 5 ? 3.0 : static_cast<double>(i);
  const SortedColumns more(wide.data(), {});
  const FrequentValues frequent(more, 10);
  ASSERT_TRUE(frequent.any());
  EXPECT_EQ(values(frequent, 0), (std::vector<float>{0.0F, 1.0F}));
  EXPECT_EQ(values(frequent, 1), std::vector<float>{0.0F});
  EXPECT_EQ(values(frequent, 2), std::vector<float>{3.0F});
  EXPECT_FALSE(frequent.has(3));
}

TEST(FrequentValues, EachRowHasABitOrIsAmongTheRest) {
  Table table;
  for (std::size_t i = 0; i < 10; ++i) table.base(i, 2) = i < 5 ? 3.0 : static_cast<double>(i);
  const SortedColumns columns(table.data(), {});
  const FrequentValues frequent(columns, 10);
  for (std::size_t feature = 0; feature < 4; ++feature) {
    std::vector<std::uint32_t> rest;
    for (const std::uint32_t row : columns.order(feature)) {
      const float value = columns.values(feature)[row];
      std::uint8_t bit = 0;
      for (std::size_t i = 0; i < frequent.values(feature).size(); ++i) {
        if (frequent.values(feature)[i] == value) bit = static_cast<std::uint8_t>(1U << i);
      }
      if (frequent.has(feature)) {
        EXPECT_EQ(frequent.bits(feature)[row], bit) << feature << ' ' << row;
      }
      if (bit == 0) rest.push_back(row);
    }
    const std::span<const std::uint32_t> found = frequent.rest(feature);
    EXPECT_EQ(rest, std::vector<std::uint32_t>(found.begin(), found.end()));
  }
}

}  // namespace
}  // namespace autosmote
