#include "table/number.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace autosmote {
namespace {

TEST(ParseNumber, ReadsWholeCells) {
  double value = 0.0;
  for (const char* text : {"0", "007", "123456789012345", "1234567890123456789", "-1", "+2.5", ".5",
                           "5.", "1e3", "1E-3", " 12\t", "-0", "9007199254740993", "1e-400", "0.1",
                           "-1e-999", "179769313486231570000e288"}) {
    ASSERT_EQ(parse_number(text, value), CellText::kNumber) << text;
    EXPECT_EQ(value, std::strtod(text, nullptr)) << text;
  }
  const std::string tiny = "0." + std::string(400, '0') + "1";
  ASSERT_EQ(parse_number(tiny, value), CellText::kNumber);
  EXPECT_EQ(value, 0.0);
}

TEST(ParseNumber, TellsOtherTextsApart) {
  double value = 7.0;
  for (const char* text : {"nan", "-NaN", "inf", "+Infinity", "1e999", "-1e999"}) {
    EXPECT_EQ(parse_number(text, value), CellText::kNotFinite) << text;
  }
  EXPECT_EQ(parse_number(std::string(400, '9'), value), CellText::kNotFinite);
  for (const char* text : {"NA", "?", "n/a", "NULL", "None", "-", "."}) {
    EXPECT_EQ(parse_number(text, value), CellText::kPlaceholder) << text;
  }
  for (const char* text : {"", " ", "a", "1 2", "1,5", "0x10", "1e", "+-1", "++1", "--1", "1.2.3",
                           "12a", "nano", "+"}) {
    EXPECT_EQ(parse_number(text, value), CellText::kText) << text;
  }
  EXPECT_EQ(value, 7.0);
}

RC_GTEST_PROP(AppendNumber, ReadsBackAsTheSameDouble, (std::uint64_t bits)) {
  const double value = std::bit_cast<double>(bits);
  RC_PRE(std::isfinite(value));
  std::string text;
  append_number(text, value);
  double again = 0.0;
  RC_ASSERT(parse_number(text, again) == CellText::kNumber);
  RC_ASSERT(std::bit_cast<std::uint64_t>(again) == bits);
}

TEST(AppendNumber, IsShort) {
  const auto text = [](double value) {
    std::string out;
    append_number(out, value);
    return out;
  };
  EXPECT_EQ(text(0.1), "0.1");
  EXPECT_EQ(text(12.0), "12");
  EXPECT_EQ(text(-2.5e-30), "-2.5e-30");
}

}  // namespace
}  // namespace autosmote
