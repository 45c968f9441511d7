#include "api/output_file.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <vector>

#include "autosmote/error.h"

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

TEST(OutputFile, InputsAndDevicesInTheOutputFolderStay) {
  const fs::path folder = fs::path(testing::TempDir()) / "inputs_stay";
  fs::remove_all(folder);
  fs::create_directories(folder / "out");
  for (const char* name : {"balanced.csv", "other.csv", "report.html.part"}) {
    std::ofstream(folder / "out" / name) << "x";
  }
  fs::create_symlink(folder / "out" / "balanced.csv", folder / "link.csv");
  constexpr std::array<std::string_view, 2> kNames{"balanced.csv", "report.html"};
  const auto check = [&](const std::string& input) {
    check_results(std::vector<std::string>{"", "-", input}, folder / "out", kNames);
  };
  EXPECT_NO_THROW(check(folder / "out" / "other.csv"));
  EXPECT_NO_THROW(check(folder / "balanced.csv"));
  for (const fs::path& input : {folder / "out" / "balanced.csv", folder / "link.csv",
                                folder / "out" / "report.html.part"}) {
    try {
      check(input);
      ADD_FAILURE() << input;
    } catch (const ConfigError& error) {
      EXPECT_EQ(std::string(error.what()).find(input.string()), 0U) << error.what();
    }
  }
  fs::create_symlink("other.csv", folder / "out" / "report.html");
  EXPECT_THROW(check("-"), IoError);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace autosmote
