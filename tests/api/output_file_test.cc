#include "api/output_file.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace autosmote {
namespace {

namespace fs = std::filesystem;

TEST(OutputFile, NamesOfOneFileAreKnown) {
  const fs::path folder = fs::path(testing::TempDir()) / "one_file";
  fs::remove_all(folder);
  fs::create_directories(folder / "real");
  fs::create_directory_symlink(folder / "real", folder / "link");
  const std::string out = folder / "real" / "out.csv";
  for (const fs::path& name :
       {folder / "real" / "out.csv", folder / "real" / "." / "out.csv", folder / "link" / "out.csv",
        folder / "real" / "none" / ".." / "out.csv", fs::relative(folder) / "real" / "out.csv"}) {
    EXPECT_TRUE(mean_one_file(out, name)) << name;
    EXPECT_TRUE(mean_one_file(name, out)) << name;
  }
  for (const fs::path& name : {folder / "out.csv", folder / "real" / "out.csv.part",
                               folder / "link" / "other.csv", fs::path("out.csv")}) {
    EXPECT_FALSE(mean_one_file(out, name)) << name;
  }
  fs::remove_all(folder);
}

}  // namespace
}  // namespace autosmote
