#include "autosmote/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "api/api_test_util.h"
#include "api/compare_inputs.h"
#include "api/compare_split.h"
#include "autosmote/error.h"
#include "evaluation/method.h"
#include "evaluation/run_record.h"
#include "search/reward.h"

namespace autosmote {
namespace {

using testing::HasSubstr;

Inputs inputs_of(const std::string& csv) {
  Inputs inputs;
  inputs.train = labelled(csv);
  return inputs;
}

class SplitRowsTest : public testing::TestWithParam<double> {};

TEST_P(SplitRowsTest, PartsAreDisjointAndOfTheRightSize) {
  const LabelledTable table = labelled(small_table(600, 3));
  const SplitRows rows = split_rows(table.target.labels, GetParam(), 7);
  std::set<std::size_t> all(rows.train.begin(), rows.train.end());
  all.insert(rows.validation.begin(), rows.validation.end());
  all.insert(rows.test.begin(), rows.test.end());
  EXPECT_EQ(all.size(), rows.train.size() + rows.validation.size() + rows.test.size());
  EXPECT_GT(rows.train.size(), rows.validation.size());
  if (GetParam() == 0.0) {
    EXPECT_EQ(all.size(), 600U);
    EXPECT_EQ(rows.test.size(), 120U);
    EXPECT_EQ(rows.validation.size(), 120U);
  } else {
    const auto minority = std::ranges::count_if(
        rows.test, [&](std::size_t row) { return table.target.labels[row] == 1; });
    EXPECT_EQ(static_cast<double>(minority),
              std::floor(static_cast<double>(rows.test.size() - minority) / GetParam()));
  }
}

INSTANTIATE_TEST_SUITE_P(Ratios, SplitRowsTest, testing::Values(0.0, 5.0, 20.0));

// The same table with other features in some rows.
std::string with_other_features(const std::string& csv, const std::vector<std::size_t>& rows) {
  std::istringstream in(csv);
  std::string line;
  std::string result;
  for (std::size_t i = 0; std::getline(in, line); ++i) {
    const bool change = i > 0 && std::ranges::binary_search(rows, i - 1);
    if (change) line = "1e6,999,b" + line.substr(line.rfind(','));
    result += line + "\n";
  }
  return result;
}

void expect_same(const Matrix<double>& a, const Matrix<double>& b) {
  ASSERT_EQ(a.rows(), b.rows());
  ASSERT_EQ(a.cols(), b.cols());
  EXPECT_TRUE(std::equal(a.data(), a.data() + a.rows() * a.cols(), b.data()));
}

TEST(PrepareSplitTest, TestRowsLeakIntoNothingButTheirOwnEncoding) {
  const std::string csv = small_table(400, 4);
  const Inputs inputs = inputs_of(csv);
  const SplitRows rows = split_rows(inputs.train.target.labels, 10.0, 3);
  const Inputs changed = inputs_of(with_other_features(csv, rows.test));
  const SplitProblem a = prepare_split(inputs, rows, 5, 3);
  const SplitProblem b = prepare_split(changed, rows, 5, 3);
  for (const auto& [p, q] : {std::pair{&a.holdout, &b.holdout}, std::pair{&a.folds, &b.folds}}) {
    ASSERT_EQ(p->folds.size(), q->folds.size());
    for (std::size_t f = 0; f < p->folds.size(); ++f) {
      expect_same(p->folds[f].train, q->folds[f].train);
      expect_same(p->folds[f].evaluation, q->folds[f].evaluation);
    }
    expect_same(p->final.train, q->final.train);
    EXPECT_GT(q->final.evaluation(0, 0), 1e3);
  }
}

TEST(PrepareSplitTest, AllMethodsHaveTheSameFinalRows) {
  const Inputs inputs = inputs_of(small_table(400, 4));
  const SplitRows rows = split_rows(inputs.train.target.labels, 10.0, 3);
  const SplitProblem split = prepare_split(inputs, rows, 5, 3);
  expect_same(split.holdout.final.train, split.folds.final.train);
  expect_same(split.holdout.final.evaluation, split.folds.final.evaluation);
  expect_same(split.holdout.folds[0].train, split.holdout.final.train);
  EXPECT_EQ(split.holdout.final.evaluation_labels, split.folds.final.evaluation_labels);
  std::size_t held_out = 0;
  for (const Fold& fold : split.folds.folds) held_out += fold.evaluation.rows();
  EXPECT_EQ(held_out, rows.train.size() + rows.validation.size());
}

TEST(PrepareSplitTest, UnusedMinorityRowsOfTheTestPartFollowTheTestRows) {
  const Inputs inputs = inputs_of(small_table(400, 3));
  const SplitRows rows = split_rows(inputs.train.target.labels, 10.0, 3);
  ASSERT_GT(rows.test_unused.size(), 5U);
  const SplitProblem split = prepare_split(inputs, rows, 5, 3);
  EXPECT_EQ(split.test_rows, rows.test.size());
  const std::vector<int>& labels = split.folds.final.evaluation_labels;
  EXPECT_EQ(labels.size(), rows.test.size() + rows.test_unused.size());
  EXPECT_TRUE(std::all_of(labels.begin() + static_cast<std::ptrdiff_t>(rows.test.size()),
                          labels.end(), [](int label) { return label == 1; }));
  const SplitRows natural = split_rows(inputs.train.target.labels, 0.0, 3);
  EXPECT_TRUE(natural.test_unused.empty());
  EXPECT_EQ(prepare_split(inputs, natural, 5, 3).test_rows, natural.test.size());
}

// Both kinds of method against predictions of the classifier with each row repeated.
TEST(RunMethodTest, LowNoiseScoreIsThatOfRepeatedRows) {
  const Inputs inputs = inputs_of(small_table(400, 3));
  const SplitRows rows = split_rows(inputs.train.target.labels, 10.0, 3);
  const SplitProblem split = prepare_split(inputs, rows, 5, 3);
  const Fold& final = split.holdout.final;
  const std::vector<int>& truth = final.evaluation_labels;
  const auto kept =
      std::count(truth.begin(), truth.begin() + static_cast<std::ptrdiff_t>(split.test_rows), 1);
  const auto all = std::count(truth.begin(), truth.end(), 1);
  ASSERT_GT(all, kept);
  const std::vector<ClassifierOptions> classifiers(1);
  const std::vector<Metric> metrics{parse_metric("mcc"), parse_metric("average-precision")};
  const auto plain = run_plain_method(parse_method("nothing"), split, classifiers, metrics, {});
  const auto tuned = run_tuned_method(parse_method("threshold"), split, classifiers[0], metrics[0],
                                      0, context_of(0, 1));
  const auto expected = [&](const Metric& metric, double threshold) {
    Predictions p =
        predict_evaluation(final, Matrix<double>(0, final.train.cols()), {}, classifiers[0], {});
    apply_threshold(threshold, p);
    std::vector<int> t, labels;
    std::vector<double> scores;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      for (std::ptrdiff_t k = 0; k < (truth[i] == 1 ? kept : all); ++k) {
        t.push_back(truth[i]);
        labels.push_back(p.labels[i]);
        scores.push_back(p.scores[i]);
      }
    }
    return evaluate_metric(metric, t, labels, scores);
  };
  EXPECT_EQ(*plain[0].test_all, expected(metrics[0], 0.0));
  EXPECT_EQ(*plain[1].test_all, expected(metrics[1], 0.0));
  EXPECT_NE(plain[1].test_all, plain[1].test);
  EXPECT_EQ(*tuned.test_all, expected(metrics[0], tuned.threshold));

  const SplitProblem natural =
      prepare_split(inputs, split_rows(inputs.train.target.labels, 0.0, 3), 5, 3);
  const auto same = run_plain_method(parse_method("smote"), natural, classifiers, metrics, {});
  EXPECT_EQ(same[0].test_all, same[0].test);
  EXPECT_EQ(same[1].test_all, same[1].test);
}

CompareSet labelled_set(std::vector<int> labels) {
  CompareSet set;
  set.inputs.train.target.labels = std::move(labels);
  return set;
}

TEST(SeedOfRunsTest, IsAnotherOneForEachTableRatioAndRepeat) {
  std::set<std::uint64_t> seeds;
  for (const std::vector<int>& labels : {std::vector{0, 0, 1}, {0, 1, 0}, {0, 0, 0, 1}}) {
    for (const double ratio : {0.0, 20.0, 50.0}) {
      for (const int repeat : {0, 1, 2}) {
        seeds.insert(seed_of_runs(labelled_set(labels), ratio, repeat, 7));
      }
    }
  }
  EXPECT_EQ(seeds.size(), 27U);
}

TEST(SeedOfRunsTest, DoesNotDependOnNamesAndColumns) {
  CompareSet set = labelled_set({0, 0, 1});
  const std::uint64_t seed = seed_of_runs(set, 20.0, 1, 7);
  EXPECT_EQ(seed, 17485496926130479511U);  // part of the results
  set.name = "other";
  set.checksum = 5;
  EXPECT_EQ(seed_of_runs(set, 20.0, 1, 7), seed);
  EXPECT_NE(seed_of_runs(set, 20.0, 1, 70), seed);
}

TEST(PrepareSplitTest, FewMinorityRowsReduceTheFolds) {
  const Inputs inputs = inputs_of(small_table(400, 3));
  const SplitRows rows = split_rows(inputs.train.target.labels, 10.0, 3);
  const auto minority = [&](const std::vector<std::size_t>& part) {
    return std::ranges::count_if(
        part, [&](std::size_t row) { return inputs.train.target.labels[row] == 1; });
  };
  const auto known = minority(rows.train) + minority(rows.validation);
  EXPECT_EQ(prepare_split(inputs, rows, 50, 3).folds.folds.size(), static_cast<std::size_t>(known));
}

using CompareTest = FolderTest;

TEST_F(CompareTest, EveryMethodOfThisBuildRunsOrSaysWhyNot) {
  std::ofstream(folder_ / "t.csv") << small_table(240, 6);
  CompareOptions options;
  options.data = {(folder_ / "t.csv").string()};
  options.target = "class";
  options.methods = {"all"};
  options.classifiers = {ClassifierOptions{}};
  options.metrics = {Metric{}};
  options.repeats = 1;
  options.episodes = 20;
  options.output = (folder_ / "out").string();
  const CompareResult result = compare(options, context_of(1, 2));
  ASSERT_EQ(result.metrics.size(), 1U);
  EXPECT_EQ(result.runs, compare_methods().size());
  std::vector<std::string> names;
  for (const CompareMethod& method : result.metrics[0].methods) names.push_back(method.method);
  EXPECT_EQ(names, compare_methods());
  EXPECT_FALSE(result.interrupted);
}

CompareOptions two_methods() {
  CompareOptions options;
  options.target = "class";
  options.methods = {"nothing", "smote-tuned"};
  options.classifiers = {ClassifierOptions{}};
  options.metrics = {Metric{}};
  options.imbalance = {8.0};
  options.repeats = 2;
  return options;
}

TEST_F(CompareTest, TablesInMemoryGiveTheSameRuns) {
  CompareOptions options = two_methods();
  std::vector<CompareTable> tables;
  for (const char* name : {"a", "b"}) {
    const std::string content = small_table(240, 5, static_cast<std::uint64_t>(name[0]));
    const auto path = folder_ / (std::string(name) + ".csv");
    std::ofstream(path, std::ios::binary) << content;
    options.data.push_back(path.string());
    ReadOptions read;
    read.target = "class";
    tables.push_back({name, parse_table(content, path.string(), read)});
  }
  options.output = (folder_ / "out").string();
  const CompareResult on_disk = compare(options, context_of(3, 1));
  std::ifstream file(folder_ / "out" / "results.csv", std::ios::binary);
  const std::vector<RunRecord> expected =
      parse_runs(std::string(std::istreambuf_iterator<char>(file), {}), "results.csv");

  options.output.clear();
  const CompareOutput in_memory = compare_tables(std::move(tables), options, context_of(3, 2));
  EXPECT_EQ(in_memory.result.runs, on_disk.runs);
  EXPECT_TRUE(in_memory.result.files.empty());
  ASSERT_EQ(in_memory.runs.size(), expected.size());
  ASSERT_EQ(expected.size(), 8U);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const CompareRun& run = in_memory.runs[i];
    const RunRecord& other = expected[i];
    EXPECT_EQ((RunKey{run.set, run.ratio, run.repeat, run.classifier, run.metric, run.method}),
              other.key);
    EXPECT_EQ(run.validation, other.validation);
    EXPECT_EQ(run.test, other.test);
    EXPECT_EQ(run.test_all, other.test_all);
    EXPECT_EQ(run.threshold, other.threshold);
    EXPECT_EQ(run.rows, other.rows);
    EXPECT_EQ(run.fits, other.fits);
    EXPECT_EQ(run.training_minority, other.training_minority);
    EXPECT_EQ(run.validation_minority, other.validation_minority);
    EXPECT_EQ(run.test_minority, other.test_minority);
    EXPECT_EQ(run.applied, other.applied);
    EXPECT_EQ(run.note, other.note);
  }
  ASSERT_EQ(in_memory.result.cells.size(), on_disk.cells.size());
  for (std::size_t i = 0; i < on_disk.cells.size(); ++i) {
    EXPECT_EQ(in_memory.result.cells[i].test, on_disk.cells[i].test);
    EXPECT_EQ(in_memory.result.cells[i].upper, on_disk.cells[i].upper);
  }
}

TEST_F(CompareTest, MethodsDrawByTheSeedOfTheSplit) {
  CompareOptions options = two_methods();
  options.methods = {"smote"};
  const auto tables = [] {
    ReadOptions read;
    read.target = "class";
    std::vector<CompareTable> made;
    made.push_back({"a", parse_table(small_table(240, 5), "a", read)});
    return made;
  };
  const CompareOutput output = compare_tables(tables(), options, context_of(3, 1));
  const CompareSet set = std::move(take_compare_sets(tables(), options).front());
  ASSERT_EQ(output.runs.size(), 2U);
  bool differs = false;
  for (const int repeat : {0, 1}) {
    const std::uint64_t split_seed = 3 + static_cast<std::uint64_t>(repeat);
    const SplitProblem split =
        prepare_split(set.inputs, rows_of_split(set, 8.0, repeat, 3), options.folds, split_seed);
    const auto test_score = [&](std::uint64_t seed) {
      std::vector<ClassifierOptions> classifiers = options.classifiers;
      classifiers[0].seed = seed;
      return run_plain_method(parse_method("smote"), split, classifiers, options.metrics,
                              context_of(seed, 1))[0]
          .test_all;
    };
    const auto own = test_score(seed_of_runs(set, 8.0, repeat, 3));
    EXPECT_EQ(output.runs[static_cast<std::size_t>(repeat)].test_all, own);
    differs = differs || own != test_score(split_seed);
  }
  EXPECT_TRUE(differs);  // else nothing was tested
}

TEST_F(CompareTest, TablesInMemoryHaveNamesOfTheirOwn) {
  EXPECT_THROW(compare_tables({}, two_methods(), context_of(1)), ConfigError);
  std::vector<CompareTable> tables;
  ReadOptions read;
  read.target = "class";
  for (int i = 0; i < 2; ++i) tables.push_back({"a", parse_table(small_table(240, 5), "a", read)});
  EXPECT_THROW(compare_tables(std::move(tables), two_methods(), context_of(1)), ConfigError);
}

TEST_F(CompareTest, OptionsAreCheckedBeforeAnythingIsRead) {
  CompareOptions options;
  const auto message = [&] {
    try {
      compare(options, context_of(1));
    } catch (const ConfigError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(message(), "no data; name at least one table");
  options.data = {"missing.csv"};
  EXPECT_EQ(message(), "no output folder; name one");
  options.output = (folder_ / "out").string();
  EXPECT_EQ(message(), "no target; name the label column");
  options.target = "class";
  EXPECT_EQ(message(), "no classifiers; name at least one");
  options.classifiers = {ClassifierOptions{}};
  EXPECT_EQ(message(), "no metrics; name at least one");
  options.metrics = {Metric{}};
  EXPECT_THAT(message(), HasSubstr("no methods; name some of nothing, class-weight, "));
  options.methods = {"nothing"};
  EXPECT_THROW(compare(options, context_of(1)), IoError);
}

}  // namespace
}  // namespace autosmote
