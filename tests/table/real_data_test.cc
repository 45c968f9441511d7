// The measuring data, where AUTOSMOTE_DATA names its folder: kinds against its schema.tsv, counts
// against its index, and the bytes of every file.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "autosmote/target.h"
#include "table/input.h"
#include "table/table_test_util.h"

namespace autosmote {
namespace {

struct Described {
  std::string name;
  std::string type;
  std::set<std::string> values;
};

std::map<std::string, std::vector<Described>> read_schema() {
  std::map<std::string, std::vector<Described>> files;
  std::ifstream file(data_folder() / "schema.tsv");
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string path;
    std::string values;
    Described column;
    std::getline(fields, path, '\t');
    std::getline(fields, column.name, '\t');
    std::getline(fields, column.type, '\t');
    std::getline(fields, values, '\t');
    std::istringstream list(values);
    for (std::string value; std::getline(list, value, '|');) column.values.insert(value);
    files[path].push_back(column);
  }
  return files;
}

class RealData : public testing::Test {
 protected:
  void SetUp() override {
    if (data_folder().empty()) GTEST_SKIP() << "AUTOSMOTE_DATA is not set: real data not tested";
  }
};

TEST_F(RealData, HasTheKindsOfItsSchemaAndKeepsItsBytes) {
  const auto schema = read_schema();
  ASSERT_GT(schema.size(), 30U);
  for (const auto& [path, described] : schema) {
    SCOPED_TRACE(path);
    ReadOptions options;
    for (const Described& column : described) {
      if (column.type == "nominal") options.nominal.push_back(column.name);
      if (column.type == "label") options.target = column.name;
    }
    const std::string full = (data_folder() / path).string();
    const Table table = read_table(full, options);
    ASSERT_EQ(table.columns().size(), described.size());
    for (std::size_t i = 0; i < described.size(); ++i) {
      const Column& column = table.column(i);
      EXPECT_EQ(column.name, described[i].name);
      EXPECT_EQ(kind_name(column.kind), described[i].type == "numeric" ? "numeric" : "nominal");
      if (described[i].type != "numeric") {
        EXPECT_EQ(std::set<std::string>(column.categories.begin(), column.categories.end()),
                  described[i].values)
            << column.name;
      }
    }
    EXPECT_TRUE(rewrite(table) == unpack(read_bytes(full), full));
  }
}

// Without the override only columns whose categories look like numbers are taken otherwise.
TEST_F(RealData, InfersTheKindOfEveryColumnThatDoesNotLookOtherwise) {
  for (const auto& [path, described] : read_schema()) {
    SCOPED_TRACE(path);
    const Table table = read_table((data_folder() / path).string());
    for (std::size_t i = 0; i < described.size(); ++i) {
      if (table.column(i).kind == ColumnKind::kNominal) {
        EXPECT_NE(described[i].type, "numeric") << described[i].name;
      } else if (described[i].type != "numeric") {
        for (const std::string& value : described[i].values) {
          EXPECT_NE(value.find_first_of("0123456789"), std::string::npos) << described[i].name;
        }
      }
    }
  }
}

TEST_F(RealData, HasTheCountsOfItsIndex) {
  struct Expected {
    const char* path;
    std::size_t majority;
    std::size_t minority;
    const char* minority_name;
  };
  for (const Expected& e : {Expected{"paper/phoneme.csv.gz", 3818, 1586, "2"},
                            {"paper/phishing_websites.csv.gz", 6157, 4898, "-1"},
                            {"paper/eeg_eye_state.csv.gz", 8257, 6723, "2"},
                            {"paper/mozilla4.csv.gz", 10437, 5108, "0"},
                            {"paper/magic_telescope.csv.gz", 12332, 6688, "h"},
                            {"paper/electricity.csv.gz", 26075, 19237, "UP"},
                            {"mixed/adult.csv.gz", 37155, 11687, ">50K"},
                            {"mixed/sick.csv.gz", 3541, 231, "sick"},
                            {"mixed/credit_g.csv.gz", 700, 300, "bad"},
                            {"large/skin_segmentation.csv.gz", 194198, 50859, "1"}}) {
    const Target target = select_target(read_table((data_folder() / e.path).string()), "class");
    EXPECT_EQ(target.counts[0], e.majority) << e.path;
    EXPECT_EQ(target.counts[1], e.minority) << e.path;
    EXPECT_EQ(target.class_names[1], e.minority_name) << e.path;
  }
  const Table large = read_table((data_folder() / "large/kddcup99_10pct.csv.gz").string());
  EXPECT_EQ(large.rows(), 494021U);
  EXPECT_EQ(select_target(large, "class").classes(), 23);
  const Table sick = read_table((data_folder() / "mixed/sick.csv.gz").string());
  std::size_t missing = 0;
  for (const Column& column : sick.columns()) {
    for (std::size_t row = 0; row < sick.rows(); ++row) missing += column.missing(row) ? 1 : 0;
  }
  EXPECT_EQ(missing, 6064U);
}

}  // namespace
}  // namespace autosmote
