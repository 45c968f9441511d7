#include "report/cell_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace autosmote {
namespace {

TEST(NumberText, IsShortAndWithoutExponentWherePeopleReadIt) {
  EXPECT_EQ(number_text(0.0), "0");
  EXPECT_EQ(number_text(-0.65470), "-0.6547");
  EXPECT_EQ(number_text(0.000123), "0.000123");
  EXPECT_EQ(number_text(1234567.0), "1234567");
  EXPECT_EQ(number_text(12345.6), "12346");
  EXPECT_EQ(number_text(1.0e-7), "1.000e-07");
  EXPECT_EQ(number_text(2.5e12, 3), "2.50e+12");
  EXPECT_EQ(number_text(std::nullopt), "-");
  EXPECT_EQ(number_text(std::numeric_limits<double>::quiet_NaN()), "-");
}

TEST(NumberText, FixedAndCounted) {
  EXPECT_EQ(fixed_text(0.63), "0.6300");
  EXPECT_EQ(fixed_text(std::nullopt), "-");
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1000), "1,000");
  EXPECT_EQ(count_text(12345678), "12,345,678");
}

TEST(Shortened, CutsBetweenCharacters) {
  EXPECT_EQ(shortened("abcd", 4), "abcd");
  EXPECT_EQ(shortened("abcde", 4), "abc\xE2\x80\xA6");
  EXPECT_EQ(shortened("\xC3\xA9\xC3\xA9\xC3\xA9", 2), "\xC3\xA9\xE2\x80\xA6");
}

}  // namespace
}  // namespace autosmote
