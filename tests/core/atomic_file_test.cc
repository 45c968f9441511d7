#include "core/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <utility>

#include "autosmote/error.h"

namespace autosmote {
namespace {

namespace fs = std::filesystem;

class AtomicFileTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  static std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  fs::path folder_ =
      fs::path(testing::TempDir()) / ("atomic_file_test_" + std::to_string(getpid()));
  fs::path path_ = folder_ / "out.csv";
  fs::path part_ = folder_ / "out.csv.part";
};

TEST_F(AtomicFileTest, ShowsNothingBeforeCommit) {
  write_file_atomically(path_, "old");
  AtomicFile file(path_);
  file.write("new ");
  file.write("content");
  file.close();
  EXPECT_EQ(content_of(path_), "old");
  EXPECT_TRUE(fs::exists(part_));
  file.commit();
  EXPECT_EQ(content_of(path_), "new content");
  EXPECT_FALSE(fs::exists(part_));
}

TEST_F(AtomicFileTest, LeavesNothingBehindWithoutCommit) {
  { AtomicFile file(path_); }
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(AtomicFileTest, MovesItsFile) {
  {
    AtomicFile first(path_);
    first.write("a");
    AtomicFile second(std::move(first));
    second.write("b");
    second.commit();
  }
  EXPECT_EQ(content_of(path_), "ab");
}

TEST_F(AtomicFileTest, ReplacesALeftoverPart) {
  std::ofstream(part_) << "a longer leftover of a run that was killed";
  write_file_atomically(path_, "short");
  EXPECT_EQ(content_of(path_), "short");
}

TEST_F(AtomicFileTest, SaysWhichFileCannotBeWritten) {
  try {
    write_file_atomically(folder_ / "absent" / "x.csv", "text");
    FAIL() << "no IoError";
  } catch (const IoError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("absent/x.csv: cannot be written: No such file"));
    EXPECT_THAT(error.what(), testing::HasSubstr("check that the folder exists"));
  }
}

TEST_F(AtomicFileTest, ReplacesNoLinkDeviceOrPipe) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  const fs::path link = folder_ / "link.csv";
  write_file_atomically(folder_ / "real.csv", "old");
  fs::create_symlink("real.csv", link);
  const fs::path dangling = folder_ / "dangling.csv";
  fs::create_symlink("none.csv", dangling);
  for (const fs::path& path :
       {path_, link, dangling, fs::path("/dev/null"), fs::path("/dev/stdout")}) {
    try {
      AtomicFile file(path);
      FAIL() << path;
    } catch (const IoError& error) {
      EXPECT_THAT(error.what(), testing::StartsWith(path.string()));
      EXPECT_THAT(error.what(), testing::HasSubstr("that is a link, a device or a pipe"));
    }
  }
  EXPECT_TRUE(fs::is_fifo(path_));
  EXPECT_TRUE(fs::is_symlink(link) && fs::is_symlink(dangling));
  EXPECT_EQ(content_of(folder_ / "real.csv"), "old");
  EXPECT_FALSE(fs::exists(part_));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

}  // namespace
}  // namespace autosmote
