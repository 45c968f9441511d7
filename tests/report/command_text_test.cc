#include "report/command_text.h"

#include <gtest/gtest.h>

namespace autosmote {
namespace {

TEST(ShellWord, QuotesWhatAShellWouldTakeApart) {
  EXPECT_EQ(shell_word("plain-file_1.csv"), "plain-file_1.csv");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word("$(rm)"), "'$(rm)'");
}

TEST(CommandText, HasWhatDiffersFromTheDefaults) {
  FitOptions options;
  options.train = "my table.csv";
  options.target = "class";
  options.output = "out";
  EXPECT_EQ(command_text(options, 7),
            "autosmote fit 'my table.csv' --target class --classifier svm --metric macro-f1 "
            "--seed 7 -o out");
  options.test = "test.csv";
  options.validation = parse_validation("cv:4x2");
  options.imbalance = 20.0;
  options.read.nominal = {"a", "b c"};
  options.read.delimiter = '\t';
  options.group = "patient";
  options.ignored = IgnoredCells::kCopy;
  options.search.profile = Profile::kPaper;
  options.search.kind = SearchKind::kFlat;
  options.search.ablation.low_level = true;
  options.search.episodes = 50;
  options.search.fit_limit = 9;
  options.search.time_limit = 2.5;
  options.search.threshold = ThresholdMode::kTuned;
  options.search.neighbors = 7;
  options.distance = RowDistance::kHvdm;
  options.verdict = VerdictEffort::kFull;
  EXPECT_EQ(command_text(options, 0),
            "autosmote fit 'my table.csv' --target class --test test.csv --validation cv:4x2 "
            "--imbalance 20 --nominal 'a,b c' --delimiter tab --group patient --ignored copy "
            "--classifier svm --metric macro-f1 "
            "--profile paper --search flat --ablate low-level --episodes 50 --fits 9 --time-limit "
            "2.5 --threshold tuned --neighbors 7 --distance hvdm --verdict full --seed 0 -o out");
}

TEST(CommandText, OfAComparisonAndAnInspection) {
  CompareOptions compare;
  compare.data = {"a.csv", "b.csv"};
  compare.target = "class";
  compare.methods = {"nothing", "smote"};
  compare.classifiers.resize(1);
  compare.metrics.resize(1);
  compare.imbalance = {20.0, 50.0};
  compare.output = "out";
  EXPECT_EQ(command_text(compare, 3),
            "autosmote compare a.csv b.csv --target class --imbalance 20,50 --methods "
            "nothing,smote --classifiers svm --metrics macro-f1 --repeats 10 --seed 3 -o out");
  InspectOptions inspect;
  inspect.data = "a.csv";
  inspect.target = "the class";
  inspect.page = "a.html";
  EXPECT_EQ(command_text(inspect), "autosmote inspect a.csv --target 'the class' --html a.html");
}

}  // namespace
}  // namespace autosmote
