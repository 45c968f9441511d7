#include "autosmote/error.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/atomic_file.h"
#include "core/check.h"

namespace autosmote {
namespace {

TEST(DataError, NamesThePlaceInTheInput) {
  EXPECT_STREQ(DataError({"a.csv", 3, 7}, "'x' is not a number").what(),
               "a.csv, line 3, column 7: 'x' is not a number");
  EXPECT_STREQ(DataError({"", 3, 0}, "ragged").what(), "line 3: ragged");
  EXPECT_STREQ(DataError({}, "nothing known").what(), "nothing known");
}

TEST(Check, ThrowsAnInternalErrorThatIsNoUserError) {
  EXPECT_NO_THROW(AUTOSMOTE_CHECK(1 + 1 == 2));
  EXPECT_THROW(AUTOSMOTE_CHECK(1 + 1 == 3), InternalError);
}

TEST(WriteFileAtomically, ReplacesTheWholeFileAndLeavesNoTemporary) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "atomic_file_test";
  std::filesystem::create_directories(folder);
  write_file_atomically(folder / "f", "first");
  write_file_atomically(folder / "f", "second, longer");
  std::ifstream file(folder / "f");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(text, "second, longer");
  EXPECT_FALSE(std::filesystem::exists(folder / "f.part"));
  std::filesystem::remove_all(folder);
}

TEST(WriteFileAtomically, SaysWhichFileAndWhatToDo) {
  try {
    write_file_atomically("/nonexistent-folder/f", "text");
    FAIL();
  } catch (const IoError& error) {
    EXPECT_NE(std::string(error.what()).find("/nonexistent-folder/f: cannot be written"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace autosmote
