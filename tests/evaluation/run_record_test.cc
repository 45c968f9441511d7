#include "evaluation/run_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "autosmote/error.h"

namespace autosmote {
namespace {

using testing::HasSubstr;

RunRecord record() {
  RunRecord r;
  r.key = {"a, b", 20.0, 3, "svm", "macro-f1", "smote"};
  r.validation = 1.0 / 3.0;
  r.test_all = 0.2;
  r.threshold = -0.1;
  r.rows = 120;
  r.fits = 7;
  r.training_minority = 12;
  r.validation_minority = 4;
  r.test_minority = 5;
  r.applied = false;
  r.note = "says \"no\", twice\nand more";
  r.seconds = 0.25;
  return r;
}

TEST(RunRecordTest, ReadsBackWhatItWrote) {
  const std::string line = run_line(record());
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  const auto runs = parse_runs(std::string(run_header()) + line + line, "results.csv");
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[1].key, record().key);
  EXPECT_EQ(runs[1].validation, record().validation);
  EXPECT_EQ(runs[1].test, std::nullopt);
  EXPECT_EQ(runs[1].test_all, 0.2);
  EXPECT_EQ(runs[1].note, "says \"no\", twice and more");
  EXPECT_FALSE(runs[1].applied);
  EXPECT_EQ(run_line(runs[0]), line);
}

TEST(RunRecordTest, ReadsFilesOfEarlierVersions) {
  const std::string old =
      "set,ratio,repeat,classifier,metric,method,validation,test,threshold,rows,fits,"
      "training_minority,validation_minority,test_minority,applied,note,seconds\n"
      "t,20,1,svm,mcc,smote,0.5,0.25,0,120,7,12,4,5,yes,,0.250000\n";
  const auto runs = parse_runs(old, "results.csv");
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].test, 0.25);
  EXPECT_EQ(runs[0].test_all, std::nullopt);
  EXPECT_EQ(runs[0].test_minority, 5U);
  EXPECT_EQ(run_line(runs[0]), "t,20,1,svm,mcc,smote,0.5,0.25,,0,120,7,12,4,5,yes,,0.250000\n");
}

TEST(RunRecordTest, LeavesOutTheRestOfAKilledRun) {
  const std::string text = std::string(run_header()) + run_line(record());
  for (std::size_t cut = run_header().size(); cut < text.size(); ++cut) {
    EXPECT_TRUE(parse_runs(text.substr(0, cut), "results.csv").empty()) << cut;
  }
  EXPECT_TRUE(parse_runs("", "results.csv").empty());
  EXPECT_TRUE(parse_runs(run_header().substr(0, 10), "results.csv").empty());
}

std::string error_of(const std::string& text) {
  try {
    parse_runs(text, "results.csv");
  } catch (const DataError& error) {
    return error.what();
  }
  return {};
}

TEST(RunRecordTest, SaysWhatIsNoResultsFile) {
  EXPECT_THAT(error_of("x,y\n1,2\n"), HasSubstr("results.csv, line 1: this is no results file"));
  const std::string header(run_header());
  for (const std::string line : {"rubbish\n", "\"open,0,1\n", "\n"}) {
    EXPECT_THAT(error_of(header + run_line(record()) + line),
                HasSubstr("results.csv, line 3: this is no line of a results file"));
  }
}

}  // namespace
}  // namespace autosmote
