#include "core/utf8.h"

#include <gtest/gtest.h>

namespace autosmote {
namespace {

TEST(Utf8Length, CountsTheBytesOfTheFirstCharacter) {
  EXPECT_EQ(utf8_length("ab"), 1u);
  EXPECT_EQ(utf8_length("\xC3\xA9x"), 2u);
  EXPECT_EQ(utf8_length("\xE2\x82\xACx"), 3u);
  EXPECT_EQ(utf8_length("\xF0\x9F\x8D\xB7x"), 4u);
}

TEST(Utf8Length, IsNoneWhereThereIsNoCharacter) {
  EXPECT_EQ(utf8_length("\xFF"), 0u);
  EXPECT_EQ(utf8_length("\x80"), 0u);              // goes on with nothing
  EXPECT_EQ(utf8_length("\xC3"), 0u);              // cut off
  EXPECT_EQ(utf8_length("\xC3x"), 0u);             // goes on with something else
  EXPECT_EQ(utf8_length("\xC0\xBC"), 0u);          // an overlong '<'
  EXPECT_EQ(utf8_length("\xE0\x80\xBC"), 0u);      // another
  EXPECT_EQ(utf8_length("\xED\xA0\x80"), 0u);      // half of a surrogate pair
  EXPECT_EQ(utf8_length("\xF0\x80\x80\x80"), 0u);  // overlong
  EXPECT_EQ(utf8_length("\xF4\x90\x80\x80"), 0u);  // beyond Unicode
}

}  // namespace
}  // namespace autosmote
