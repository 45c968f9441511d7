#include "api/table_checksum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace autosmote {
namespace {

std::uint64_t checksum_of(const std::string& csv, const ReadOptions& options = {}) {
  return table_checksum(parse_table(csv, "t.csv", options));
}

TEST(TableChecksum, TellsTablesApartByNamesKindsCellsAndOrder) {
  const std::string csv = "x,y,class\n1,a,u\n2,b,v\n";
  ReadOptions nominal;
  nominal.nominal = {"x"};
  ReadOptions missing;
  missing.missing = {"a"};
  const std::set<std::uint64_t> checksums{
      checksum_of(csv),
      checksum_of("x,y,class\n1,a,u\n2,b,u\n"),
      checksum_of("x,y,class\n1,a,u\n2.5,b,v\n"),
      checksum_of("x,y,class\n2,b,v\n1,a,u\n"),
      checksum_of("x,y,class\n1,a,u\n"),
      checksum_of("z,y,class\n1,a,u\n2,b,v\n"),
      checksum_of("y,x,class\na,1,u\nb,2,v\n"),
      checksum_of("x,y,class\n1,,u\n2,b,v\n"),
      checksum_of("x,y,class\n1,b,u\n2,a,v\n"),
      checksum_of(csv, nominal),
  };
  EXPECT_EQ(checksums.size(), 10U);
  EXPECT_EQ(checksum_of(csv, missing), checksum_of("x,y,class\n1,,u\n2,b,v\n"));
}

TEST(TableChecksum, DoesNotSeeSpellingOrIgnoredColumns) {
  const std::uint64_t checksum = checksum_of("x,class\n10,u\n2,v\n");
  EXPECT_EQ(checksum_of("\"x\";class\r\n1e1;u\r\n2.0;\"v\"\r\n"), checksum);
  ReadOptions ignore;
  ignore.ignore = {"id"};
  EXPECT_EQ(checksum_of("id,x,class\n7,10,u\n8,2,v\n", ignore), checksum);
}

std::vector<std::uint64_t> rows_of(const std::string& csv, const ReadOptions& options = {}) {
  return row_checksums(parse_table(csv, "t.csv", options));
}

TEST(RowChecksums, AreThoseOfEqualRowsInAnyTableAndOrderOfColumns) {
  ReadOptions options;
  options.ignore = {"id"};
  options.may_lack = true;
  auto rows = rows_of(
      "id,x,y,class\n1,0,a,u\n2,-0,a,u\n3,1,a,u\n4,0,b,u\n5,0,,u\n6,,a,u\n"
      "7,,,u\n8,0,a,v\n",
      options);
  EXPECT_EQ(rows[0], rows[1]);
  EXPECT_EQ(std::set(rows.begin(), rows.end()).size(), 7U);
  auto others = rows_of("y,class,x\nb,v,0\na,u,0.0\n", options);
  EXPECT_EQ(others[1], rows[0]);
  std::sort(rows.begin(), rows.end());
  std::sort(others.begin(), others.end());
  EXPECT_EQ(count_shared(others, rows), 1U);
  EXPECT_EQ(count_shared(rows, others), 2U);
  // Values that change columns, and the same text in another column, are other rows.
  EXPECT_NE(rows_of("x,z\n1,2\n"), rows_of("x,z\n2,1\n"));
  EXPECT_NE(rows_of("x,z\na,b\n"), rows_of("x,z\nb,a\n"));
}

TEST(RowChecksums, AreCounted) {
  const auto expect = [](const std::vector<std::uint64_t>& rows, std::size_t repeated,
                         std::size_t with_twin) {
    const Repeats repeats = count_repeats(rows);
    EXPECT_EQ(repeats.repeated, repeated);
    EXPECT_EQ(repeats.with_twin, with_twin);
  };
  expect({}, 0, 0);
  expect({1, 2, 3}, 0, 0);
  expect({1, 1, 2, 3, 3, 3}, 3, 5);
  const std::vector<std::uint64_t> others{1, 2, 9};
  EXPECT_EQ(count_shared({}, others), 0U);
  EXPECT_EQ(count_shared(std::vector<std::uint64_t>{5, 2, 2}, others), 2U);
}

}  // namespace
}  // namespace autosmote
