#include "core/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace autosmote {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(NearMatches, FindsTypingMistakesAndOtherCase) {
  const std::vector<std::string> columns{"age", "income", "Income_2", "class"};
  EXPECT_THAT(near_matches("AGE", columns), ElementsAre("age"));
  EXPECT_THAT(near_matches("incmoe", columns), ElementsAre("income"));
  EXPECT_THAT(near_matches("income2", columns), ElementsAre("income", "Income_2"));
  EXPECT_THAT(near_matches("label", columns), IsEmpty());
  EXPECT_THAT(near_matches(std::string(5000, 'a'), columns), IsEmpty());
}

TEST(NoSuchColumn, ListsNamesUpToALimit) {
  EXPECT_EQ(no_such_column("x", std::vector<std::string>{"foo", "bar"}),
            "there is no column 'x'. The columns are 'foo', 'bar'");
  EXPECT_EQ(quote_names(std::vector<std::string>{"a", "b", "c"}, 2), "'a', 'b' and 1 more");
}

}  // namespace
}  // namespace autosmote
