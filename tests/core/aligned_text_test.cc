#include "autosmote/aligned_text.h"

#include <gtest/gtest.h>

namespace autosmote {
namespace {

TEST(AlignedText, FirstColumnLeftOthersRightAndNoBlanksAtTheEnd) {
  EXPECT_EQ(aligned_text({{"name", "n", "note"}, {"a", "10", ""}, {"longer", "3", "x"}}),
            "name     n  note\n"
            "a       10\n"
            "longer   3     x\n");
}

}  // namespace
}  // namespace autosmote
