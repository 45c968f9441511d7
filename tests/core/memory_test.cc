#include "core/memory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

namespace autosmote {
namespace {

TEST(Memory, IsToldInUnitsThatFit) {
  EXPECT_EQ(memory_text(0), "0 MB");
  EXPECT_EQ(memory_text(119'600'000), "120 MB");
  EXPECT_EQ(memory_text(5'712'000'000), "5.7 GB");
}

TEST(Memory, ThereIsSomeForThisTestAndNotWithoutBound) {
  EXPECT_GT(available_memory(), 1'000'000U);
#if defined(__linux__)
  EXPECT_LT(available_memory(), std::numeric_limits<std::uint64_t>::max());
#endif
}

TEST(Memory, OfAControlGroupPagesOfFilesAreLeft) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "control_group";
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const char* text) {
    std::ofstream(folder / name) << text;
  };
  const std::string path = folder.string();
  write("memory.max", "1000\n");
  write("memory.current", "900\n");
  EXPECT_EQ(memory_of_control_group(path), 100U);
  write("memory.stat", "anon 200\ninactive_file 300\nactive_file 250\n");
  EXPECT_EQ(memory_of_control_group(path), 650U);
  write("memory.max", "800\n");
  EXPECT_EQ(memory_of_control_group(path), 550U);
  write("memory.max", "max\n");
  EXPECT_EQ(memory_of_control_group(path), std::numeric_limits<std::uint64_t>::max());
  std::filesystem::remove_all(folder);
  EXPECT_EQ(memory_of_control_group(path), std::numeric_limits<std::uint64_t>::max());
}

}  // namespace
}  // namespace autosmote
