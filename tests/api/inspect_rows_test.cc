#include "api/inspect_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "api/api_test_util.h"
#include "core/random.h"
#include "preprocess/encoder.h"

namespace autosmote {
namespace {

struct Classified {
  Table table;
  ClassTarget target;
};

Classified classified(const std::string& csv) {
  ReadOptions options;
  options.target = "class";
  Classified result;
  result.table = parse_table(csv, "t.csv", options);
  result.target = select_classes(result.table, "class");
  return result;
}

// Few values, so that many rows are equal in some or all columns.
std::string coarse_table(std::size_t rows, std::uint64_t seed) {
  RandomStream random(seed, Purpose::kTest);
  std::ostringstream text;
  text << "a,b,c,class\n";
  for (std::size_t i = 0; i < rows; ++i) {
    text << (random.below(2) == 0 ? "-0" : "0") << '.' << random.below(3) << ',';
    if (random.below(4) > 0) text << random.below(3);
    text << ',' << "xy"[random.below(2)] << ',' << "klm"[random.below(3)] << '\n';
  }
  return text.str();
}

bool equal_features(const Table& table, std::size_t a, std::size_t b) {
  for (const Column& column : table.columns()) {
    if (column.name == "class" || column.ignored) continue;
    if (column.missing(a) != column.missing(b)) return false;
    if (column.missing(a)) continue;
    if (column.kind == ColumnKind::kNumeric && column.values[a] != column.values[b]) return false;
    if (column.kind == ColumnKind::kNominal && column.codes[a] != column.codes[b]) return false;
  }
  return true;
}

TEST(FindRepeatedRows, EqualsComparingAllPairs) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Classified data = classified(coarse_table(60, seed));
    RepeatedRows expected;
    for (std::size_t i = 0; i < data.table.rows(); ++i) {
      bool earlier = false;
      bool twin = false;
      bool conflict = false;
      for (std::size_t j = 0; j < data.table.rows(); ++j) {
        if (i == j || !equal_features(data.table, i, j)) continue;
        const bool same = data.target.labels[i] == data.target.labels[j];
        twin = twin || same;
        earlier = earlier || (same && j < i);
        conflict = conflict || !same;
      }
      expected.duplicates += earlier ? 1 : 0;
      expected.rows_with_twin += twin ? 1 : 0;
      expected.conflicting += conflict ? 1 : 0;
    }
    const RepeatedRows found = find_repeated_rows(data.table, data.target);
    EXPECT_EQ(found.duplicates, expected.duplicates);
    EXPECT_EQ(found.rows_with_twin, expected.rows_with_twin);
    EXPECT_EQ(found.conflicting, expected.conflicting);
    EXPECT_GT(found.duplicates, 0U);
    EXPECT_GT(found.conflicting, 0U);
  }
}

TEST(FindRepeatedRows, MinusZeroIsZeroAndMissingIsMissing) {
  const Classified data = classified("a,b,class\n0,1,x\n-0,1,x\n,1,y\n,1,y\n0,2,y\n");
  const RepeatedRows found = find_repeated_rows(data.table, data.target);
  EXPECT_EQ(found.duplicates, 2U);
  EXPECT_EQ(found.rows_with_twin, 4U);
  EXPECT_EQ(found.conflicting, 0U);
}

TEST(FindRowTypes, EqualsBruteForce) {
  const Classified data = classified(small_table(150, 5));
  const RowTypes found = find_row_types(data.table, data.target, Context{});
  ASSERT_EQ(found.neighbors, 5U);
  ASSERT_EQ(found.of_rows.size(), data.table.rows());

  std::vector<std::size_t> all(data.table.rows());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const Matrix<double> rows =
      Encoder::fit(data.table, all, data.target.column).transform(data.table, all);
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    if (data.target.class_names[static_cast<std::size_t>(data.target.labels[i])] != "rare") {
      EXPECT_EQ(found.of_rows[i], RowType::kNotLookedAt);
      continue;
    }
    std::vector<std::pair<double, std::size_t>> others;
    for (std::size_t j = 0; j < rows.rows(); ++j) {
      double sum = 0.0;
      for (std::size_t f = 0; f < rows.cols(); ++f) {
        sum += (rows(i, f) - rows(j, f)) * (rows(i, f) - rows(j, f));
      }
      if (i != j) others.emplace_back(sum, j);
    }
    std::ranges::sort(others);
    std::size_t own = 0;
    for (std::size_t n = 0; n < 5; ++n) {
      own += data.target.labels[others[n].second] == data.target.labels[i] ? 1 : 0;
    }
    constexpr std::array kTypes{RowType::kOutlier,    RowType::kRare, RowType::kBorderline,
                                RowType::kBorderline, RowType::kSafe, RowType::kSafe};
    EXPECT_EQ(found.of_rows[i], kTypes[own]);
  }
}

TEST(FindRowTypes, OfALargeClassAPartIsLookedAt) {
  std::ostringstream csv;
  csv << "a,class\n";
  for (int i = 0; i < 18001; ++i) csv << i << ',' << (i % 3 == 0 ? "x" : "y") << '\n';
  const Classified data = classified(csv.str());
  const RowTypes found = find_row_types(data.table, data.target, Context{});
  // x has 6001 rows and lies alone between pairs of y: of its 5 nearest, 4 are y and 1 is x.
  EXPECT_EQ(std::ranges::count(found.of_rows, RowType::kNotLookedAt), 18001 - 5000);
  EXPECT_GT(std::ranges::count(found.of_rows, RowType::kRare), 4990);
}

TEST(FindRowTypes, ATableOfTwoRows) {
  const Classified data = classified("a,class\n1,x\n2,y\n");
  const RowTypes found = find_row_types(data.table, data.target, Context{});
  EXPECT_EQ(found.neighbors, 1U);
  EXPECT_THAT(found.of_rows, testing::ElementsAre(RowType::kNotLookedAt, RowType::kOutlier));
}

}  // namespace
}  // namespace autosmote
