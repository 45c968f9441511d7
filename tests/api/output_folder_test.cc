#include "api/output_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "api/api_test_util.h"

namespace autosmote {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class OutputFolderTest : public FolderTest {};

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST_F(OutputFolderTest, NamesFilesOnlyAtTheEnd) {
  OutputFolder folder(folder_ / "a" / "b");
  folder.add("one.csv").write("1");
  folder.add("two.csv").write("2");
  EXPECT_EQ(names_in(folder_ / "a" / "b"),
            (std::vector<std::string>{"one.csv.part", "two.csv.part"}));
  folder.commit(false);
  EXPECT_EQ(names_in(folder_ / "a" / "b"), (std::vector<std::string>{"one.csv", "two.csv"}));
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"one.csv", "two.csv"}));
  EXPECT_EQ(content_of(folder_ / "a" / "b" / "two.csv"), "2");
}

TEST_F(OutputFolderTest, LeavesNothingBehindWhenNothingIsCommitted) {
  {
    OutputFolder folder(folder_ / "a" / "b");
    folder.add("one.csv").write("1");
    EXPECT_TRUE(fs::exists(folder_ / "a" / "b" / "one.csv.part"));
  }
  EXPECT_TRUE(names_in(folder_).empty());
}

TEST_F(OutputFolderTest, KeepsAFolderThatWasThereBefore) {
  { OutputFolder folder(folder_); }
  EXPECT_TRUE(fs::exists(folder_));
}

TEST_F(OutputFolderTest, RemovesCheckpointsLast) {
  OutputFolder folder(folder_);
  const CheckpointStore store = folder.checkpoint("checkpoint.bin", false);
  EXPECT_FALSE(store.load().has_value());
  store.save("state 1");
  store.save(std::string("state\0 2", 8));
  EXPECT_EQ(store.load(), std::string("state\0 2", 8));
  folder.add("one.csv").write("1");
  folder.commit(true);
  EXPECT_EQ(names_in(folder_), (std::vector<std::string>{"checkpoint.bin", "one.csv"}));
  folder.commit(false);
  EXPECT_EQ(names_in(folder_), (std::vector<std::string>{"one.csv"}));
}

TEST_F(OutputFolderTest, RemovesWhatAnEarlierRunHadAndThisOneHasNot) {
  std::ofstream(folder_ / "policy.weights") << "old";
  std::ofstream(folder_ / "mine.txt") << "kept";
  OutputFolder folder(folder_);
  folder.add("one.csv").write("1");
  folder.leave_out("policy.weights");
  EXPECT_TRUE(fs::exists(folder_ / "policy.weights"));
  folder.commit(false);
  EXPECT_EQ(names_in(folder_), (std::vector<std::string>{"mine.txt", "one.csv"}));
}

TEST_F(OutputFolderTest, LoadsAnOldCheckpointOnlyToResume) {
  std::ofstream(folder_ / "checkpoint.bin") << "old";
  std::ofstream(folder_ / "checkpoint.bin.part") << "half";
  OutputFolder folder(folder_);
  EXPECT_EQ(folder.checkpoint("checkpoint.bin", true).load(), "old");
  EXPECT_EQ(names_in(folder_), (std::vector<std::string>{"checkpoint.bin"}));
  EXPECT_FALSE(folder.checkpoint("checkpoint.bin", false).load().has_value());
  EXPECT_TRUE(names_in(folder_).empty());
}

TEST_F(OutputFolderTest, SaysWhyItCannotBeUsed) {
  std::ofstream(folder_ / "file") << "text";
  EXPECT_THAT(error_of<IoError>([&] { OutputFolder folder(folder_ / "file"); }),
              HasSubstr("file: cannot be used as the output folder: it is a file"));
  EXPECT_THAT(error_of<IoError>([&] { OutputFolder folder(folder_ / "file" / "below"); }),
              HasSubstr("below: cannot be used as the output folder: Not a directory"));
}

}  // namespace
}  // namespace autosmote
