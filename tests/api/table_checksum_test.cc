#include "api/table_checksum.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace autosmote
