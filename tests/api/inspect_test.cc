#include "autosmote/inspect.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "api/api_test_util.h"
#include "autosmote/error.h"

namespace autosmote {
namespace {

class Inspect : public FolderTest {
 protected:
  InspectResult look_at(const std::string& csv, const std::string& target = "class") {
    const auto path = folder_ / "t.csv";
    std::ofstream(path, std::ios::binary) << csv;
    InspectOptions options;
    options.data = path.string();
    options.target = target;
    return inspect(options, Context{});
  }
};

bool advises(const InspectResult& result, const std::string& words) {
  return std::ranges::any_of(result.advice, [&](const std::string& sentence) {
    return sentence.find(words) != std::string::npos;
  });
}

TEST_F(Inspect, CountsRowsClassesAndMissingCells) {
  const InspectResult result = look_at(small_table(200, 5));
  EXPECT_EQ(result.rows, 200U);
  ASSERT_EQ(result.classes.size(), 2U);
  EXPECT_EQ(result.classes[0].name, "common");
  EXPECT_EQ(result.classes[0].rows, 160U);
  EXPECT_EQ(result.classes[1].ratio, 4.0);
  EXPECT_EQ(result.neighbors, 5U);
  EXPECT_GT(result.missing_cells, 0U);
  EXPECT_EQ(result.rows_with_missing, result.missing_cells);  // one column has gaps
  const auto report = nlohmann::json::parse(result.report);
  EXPECT_EQ(report["rows"], 200);
  EXPECT_EQ(report["classes"][1]["name"], "rare");
  EXPECT_EQ(report["columns"].size(), 4U);
  EXPECT_EQ(report["columns"][1]["missing"], result.missing_cells);
  EXPECT_TRUE(advises(result, "class 'rare' has 40 rows"));
  EXPECT_TRUE(advises(result, "+-0.15"));
}

TEST_F(Inspect, AdvisesOnWhatIsWrong) {
  std::ostringstream csv;
  csv << "id,flat,leak,x,class\n";
  for (int i = 0; i < 60; ++i) {
    csv << i << ",1," << (i % 8 == 0 ? 5 : 2) << ',' << i % 4 << ','
        << (i % 8 == 0 ? "rare" : "common") << '\n';
  }
  const InspectResult result = look_at(csv.str());
  EXPECT_TRUE(advises(result, "class 'rare' has 8 rows: too few rows to tell"));
  EXPECT_TRUE(advises(result, "column 'leak' alone tells class"));
  EXPECT_TRUE(advises(result, "column 'flat' has one value in all rows and says nothing"));
  EXPECT_TRUE(advises(result, "column 'id' counts the rows"));
  EXPECT_FALSE(advises(result, "repeat an earlier one"));
}

TEST_F(Inspect, AdvisesOnTextsAmongNumbersAndClassesThatAreSpelledAlike) {
  std::ostringstream csv;
  csv << "x,y,z,class\n";
  for (int i = 0; i < 60; ++i) {
    const std::string z = i % 3 == 0 ? "low" : i % 3 == 1 ? "high" : "7";
    csv << (i == 7 ? "unknown" : std::to_string(i % 6)) << ','
        << (i == 8 ? "n.a." : std::to_string(i % 3)) << ',' << z << ','
        << (i % 6 == 0   ? "Yes"
            : i % 6 == 1 ? " yes"
            : i % 6 == 2 ? "1"
            : i % 6 == 3 ? "1.0"
                         : "no")
        << '\n';
  }
  const InspectResult result = look_at(csv.str());
  EXPECT_TRUE(
      advises(result, "column 'x' is taken as nominal because of 'unknown', its other cells"));
  EXPECT_FALSE(advises(result, "column 'y' is taken"));  // three numbers may be names
  EXPECT_FALSE(advises(result, "column 'z' is taken"));
  EXPECT_TRUE(advises(result, "classes 'Yes' and ' yes' differ in blanks"));
  EXPECT_TRUE(advises(result, "classes '1' and '1.0' differ in blanks"));
}

TEST_F(Inspect, AdvisesOnLeadingZeros) {
  std::ostringstream csv;
  csv << "zip,share,count,class\n";
  for (int i = 0; i < 60; ++i) {
    csv << (i % 7 == 0 ? "007" : "100") << i % 5 << ",0." << i % 9 << ',' << i % 4 << ','
        << (i % 6 == 0 ? "rare" : "common") << '\n';
  }
  const InspectResult result = look_at(csv.str());
  EXPECT_TRUE(advises(result, "column 'zip' has numbers with leading zeros"));
  EXPECT_FALSE(advises(result, "column 'share' has"));
  EXPECT_FALSE(advises(result, "column 'count' has"));
}

TEST_F(Inspect, AdvisesOnRepeatedAndHopelessRows) {
  std::ostringstream csv;
  csv << "x,y,class\n";
  // Each rare row lies alone among common ones.
  for (int i = 0; i < 400; ++i) {
    csv << i % 20 << ',' << i / 20 << ',' << (i % 31 == 15 ? "rare" : "common") << '\n';
  }
  csv << "0,0,common\n0,0,rare\n";
  const InspectResult result = look_at(csv.str());
  EXPECT_EQ(result.duplicates, 1U);
  EXPECT_EQ(result.conflicting, 3U);
  EXPECT_TRUE(advises(result, "rows that repeat an earlier one: 1 (0.2 %)"));
  EXPECT_TRUE(advises(result, "rows with equal features but different classes: 3 (0.7 %)"));
  EXPECT_TRUE(advises(result, "of class 'rare' (14 of 14 rows) have at most one row"));
}

TEST_F(Inspect, SmallClassesShareASentence) {
  std::ostringstream csv;
  csv << "x,class\n";
  for (int i = 0; i < 300; ++i) {
    csv << i * i % 97 << ','
        << (i % 10 == 0    ? "a"
            : i % 15 == 1  ? "b"
            : i % 100 == 2 ? "c"
                           : "d")
        << '\n';
  }
  const InspectResult result = look_at(csv.str());
  EXPECT_TRUE(advises(result, "class 'c' has 3 rows: too few"));
  EXPECT_TRUE(advises(result, "the classes 'a' (30 rows), 'b' (20 rows) are small: even"));
  EXPECT_TRUE(advises(result, "+-0.22 only in the smallest"));
}

TEST_F(Inspect, BalancedClasses) {
  EXPECT_TRUE(advises(look_at(small_table(300, 2)), "nearly of one size (ratio 1.00)"));
}

TEST_F(Inspect, ATableInMemoryGivesTheSame) {
  const InspectResult from_file = look_at(small_table(200, 5));
  InspectOptions options;
  options.data = (folder_ / "t.csv").string();
  options.target = "class";
  ReadOptions read;
  read.target = "class";
  const Table table = parse_table(small_table(200, 5), options.data, read);
  const InspectResult in_memory = inspect_table(table, options, Context{});
  EXPECT_EQ(inspect_text(options, in_memory), inspect_text(options, from_file));
  EXPECT_EQ(in_memory.row_types, from_file.row_types);
  EXPECT_EQ(in_memory.row_types.size(), 200U);
  options.target.clear();
  EXPECT_THROW(inspect_table(table, options, Context{}), ConfigError);
}

TEST_F(Inspect, CancelledSaysSo) {
  const auto path = folder_ / "t.csv";
  std::ofstream(path, std::ios::binary) << small_table(200, 5);
  InspectOptions options;
  options.data = path.string();
  options.target = "class";
  CancellationToken token;
  token.cancel();
  Context context;
  context.cancellation = &token;
  const InspectResult result = inspect(options, context);
  EXPECT_TRUE(result.interrupted);
  EXPECT_TRUE(result.advice.empty());
  EXPECT_TRUE(result.columns.empty());
  EXPECT_EQ(result.rows, 200U);
}

TEST_F(Inspect, RefusesWhatItCannotRead) {
  InspectOptions options;
  EXPECT_THROW(inspect(options, Context{}), ConfigError);
  options.data = (folder_ / "none.csv").string();
  EXPECT_THROW(inspect(options, Context{}), ConfigError);
  options.target = "class";
  EXPECT_THROW(inspect(options, Context{}), IoError);
  EXPECT_THROW(look_at("a,class\n1,x\n2,x\n"), DataError);
  EXPECT_THROW(look_at(small_table(20, 4), "label"), ConfigError);
}

TEST_F(Inspect, ATableWithoutFeatures) {
  const InspectResult result = look_at("class\nx\ny\ny\n");
  EXPECT_EQ(result.rows, 3U);
  EXPECT_EQ(result.neighbors, 0U);
  EXPECT_EQ(result.duplicates, 0U);
}

}  // namespace
}  // namespace autosmote
