#include "autosmote/fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "api/api_test_util.h"

namespace autosmote {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kReproducible[] = {"balanced.csv", "lineage.csv", "history.csv",
                                         "policy.json", "policy.weights"};

class FitTest : public FolderTest {
 protected:
  void SetUp() override {
    FolderTest::SetUp();
    std::ofstream(folder_ / "train.csv") << small_table(150, 8, 1);
    std::ofstream(folder_ / "test.csv") << small_table(80, 8, 2);
  }

  FitOptions options(Profile profile, const char* output = "out") const {
    FitOptions result;
    result.train = folder_ / "train.csv";
    result.target = "class";
    result.output = folder_ / output;
    result.classifier.kind = ClassifierKind::kKnn;
    result.search.profile = profile;
    result.search.episodes = 16;
    return result;
  }

  std::map<std::string, std::string> files(const char* output) const {
    std::map<std::string, std::string> result;
    for (const char* name : kReproducible) {
      if (fs::exists(folder_ / output / name)) result[name] = content_of(folder_ / output / name);
    }
    return result;
  }
};

TEST_F(FitTest, GivesWhatItWrites) {
  FitOptions asked = options(Profile::kDefault);
  asked.test = folder_ / "test.csv";
  std::vector<std::string> messages;
  Context context;
  context.log = [&](std::string_view text) { messages.emplace_back(text); };
  const FitResult result = fit(asked, context);
  EXPECT_EQ(result.majority_rows, 131U);
  EXPECT_EQ(result.minority_rows, 19U);
  EXPECT_EQ(result.validation_minority_rows, 19U);
  EXPECT_EQ(result.test_minority_rows, 10U);
  EXPECT_EQ(result.episodes, 16U);
  EXPECT_FALSE(result.interrupted);
  EXPECT_THAT(result.files, ElementsAre("balanced.csv", "lineage.csv", "history.csv", "policy.json",
                                        "report.json", "report.html"));
  EXPECT_EQ(content_of(folder_ / "out" / "report.json"), result.report);
  const auto report = nlohmann::json::parse(result.report);
  EXPECT_EQ(report["verdict"]["sentence"], result.verdict);
  EXPECT_THAT(content_of(folder_ / "out" / "report.html"), HasSubstr("<section id=\"verdict\""));
  EXPECT_EQ(report["methods"].size(), result.methods.size());
  ASSERT_TRUE(result.closeness);
  EXPECT_EQ(result.closeness->rows, result.synthetic_rows);
  EXPECT_EQ(report["closeness"]["median_distance"], result.closeness->median_distance);
  EXPECT_GT(*result.closeness->real_median_distance, 0.0);
  EXPECT_EQ(result.methods.back().name, "AutoSMOTE");
  const std::string balanced = content_of(folder_ / "out" / "balanced.csv");
  EXPECT_EQ(static_cast<std::size_t>(std::count(balanced.begin(), balanced.end(), '\n')),
            1 + 150 + result.synthetic_rows);
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_THAT(messages[0], HasSubstr("150 rows, 2 numeric and 1 nominal features ('color'); 19 "
                                     "'rare' against 131 'common'"));
  EXPECT_THAT(messages[1], HasSubstr("validation: 5-fold cross-validation; test: 80 rows"));
}

class FitClassesTest : public FitTest {
 protected:
  void SetUp() override {
    FitTest::SetUp();
    std::ofstream(folder_ / "train.csv") << classes_table();
  }
};

TEST_F(FitClassesTest, AddsRowsToAllClassesButTheLargest) {
  FitOptions asked = options(Profile::kDefault);
  asked.search.episodes = 40;
  asked.verdict = VerdictEffort::kQuick;
  const FitResult result = fit(asked, context_of(3));
  ASSERT_EQ(result.classes.size(), 4U);
  std::map<std::string, std::uint64_t> synthetic;
  std::uint64_t sum = 0;
  for (const FitClass& one : result.classes) {
    synthetic[one.name] = one.synthetic_rows;
    sum += one.synthetic_rows;
  }
  EXPECT_EQ(result.classes[0].name, "big");
  EXPECT_EQ(result.classes[0].rows, 100U);
  EXPECT_EQ(result.classes[3].name, "least");
  EXPECT_EQ(result.classes[3].rows, 5U);
  EXPECT_EQ(synthetic["big"], 0U);
  EXPECT_GT(synthetic["least"], 0U);
  EXPECT_EQ(sum, result.synthetic_rows);
  EXPECT_EQ(result.minority_rows, 49U);

  const Table balanced = read_table((folder_ / "out" / "balanced.csv").string());
  const ClassTarget target = select_classes(balanced, "class");
  for (std::size_t c = 0; c < target.class_names.size(); ++c) {
    const auto found = std::ranges::find(result.classes, target.class_names[c], &FitClass::name);
    ASSERT_NE(found, result.classes.end());
    EXPECT_EQ(target.counts[c], found->rows + found->synthetic_rows);
  }
  // Both parents of a row and the row itself are of one class, which the lineage names.
  const Table lineage = read_table((folder_ / "out" / "lineage.csv").string());
  ASSERT_EQ(lineage.rows(), result.synthetic_rows);
  const auto class_at = [&](std::size_t row, const char* column) {
    const auto number = lineage.column(*lineage.find_column(column)).values[row];
    return target
        .class_names[static_cast<std::size_t>(target.labels[static_cast<std::size_t>(number) - 1])];
  };
  for (std::size_t row = 0; row < lineage.rows(); ++row) {
    const std::string named = lineage.cell_text(row, *lineage.find_column("class"));
    EXPECT_EQ(class_at(row, "row"), named);
    EXPECT_EQ(class_at(row, "source"), named);
    EXPECT_EQ(class_at(row, "neighbor"), named);
  }
  EXPECT_EQ(result.evidence.rows, "outer folds");
  EXPECT_EQ(result.evidence.positives, 49U);
  EXPECT_EQ(result.evidence.outcome, "no evidence");  // five rows of the smallest class
  EXPECT_THAT(result.verdict, HasSubstr("49 minority rows, 5 of the smallest class, too few"));
  EXPECT_FALSE(result.calibration);
  const auto report = nlohmann::json::parse(result.report);
  EXPECT_EQ(report["classes"].size(), 4U);
  EXPECT_EQ(report["classes"][3]["synthetic_rows"], synthetic["least"]);
  EXPECT_TRUE(report["prior_correction"].is_null());
  EXPECT_TRUE(report["methods"].back()["threshold"].is_null());
  EXPECT_EQ(report["data"]["minority"]["name"], "some, few, least");
  EXPECT_THAT(content_of(folder_ / "out" / "report.html"), HasSubstr("<caption>Classes"));
}

TEST_F(FitClassesTest, IsTheSameForAnyNumberOfThreads) {
  for (const int threads : {1, 2, 8}) {
    fit(options(Profile::kDefault, std::to_string(threads).c_str()), context_of(3, threads));
  }
  EXPECT_EQ(files("1"), files("2"));
  EXPECT_EQ(files("1"), files("8"));
}

TEST_F(FitClassesTest, WorksForEveryClassifierAndMetricOfLabels) {
  for (const char* classifier : {"svm", "knn", "tree", "adaboost", "logistic"}) {
    for (const char* metric : {"macro-f1", "mcc", "g-mean", "f1", "balanced-accuracy"}) {
      FitOptions asked = options(Profile::kDefault);
      asked.classifier.kind = parse_classifier(classifier);
      asked.metric = parse_metric(metric);
      asked.search.budget = SearchBudget::kSmall;
      asked.verdict = VerdictEffort::kNone;
      const FitResult result = fit(asked, context_of(1));
      EXPECT_TRUE(result.methods.back().validation) << classifier << ' ' << metric;
    }
  }
}

TEST_F(FitClassesTest, SaysWhatTakesTwoClasses) {
  const auto message = [&](const std::function<void(FitOptions&)>& change) {
    FitOptions asked = options(Profile::kDefault);
    change(asked);
    return error_of<DataError>([&] { fit(asked, context_of(1)); });
  };
  EXPECT_THAT(message([](FitOptions& o) { o.search.profile = Profile::kPaper; }),
              HasSubstr("has 4 classes: "));
  EXPECT_THAT(message([](FitOptions& o) { o.search.profile = Profile::kPaper; }),
              HasSubstr("the paper's profile takes two"));
  EXPECT_THAT(message([](FitOptions& o) { o.metric = parse_metric("roc-auc"); }),
              HasSubstr("the metric roc-auc takes two"));
  EXPECT_THAT(message([](FitOptions& o) { o.search.threshold = ThresholdMode::kTuned; }),
              HasSubstr("a tuned threshold takes two"));
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(FitTest, IsTheSameForAnyNumberOfThreads) {
  for (const Profile profile : {Profile::kDefault, Profile::kPaper}) {
    for (const int threads : {1, 2, 8}) {
      fit(options(profile, std::to_string(threads).c_str()), context_of(3, threads));
    }
    EXPECT_EQ(files("1"), files("2"));
    EXPECT_EQ(files("1"), files("8"));
    EXPECT_EQ(files("1").count("policy.weights"), profile == Profile::kPaper ? 1U : 0U);
  }
}

// What a killed process leaves: the checkpoint of some round and no output.
struct Killed : std::runtime_error {
  Killed() : std::runtime_error("killed") {}
};

TEST_F(FitTest, ResumesFromTheCheckpointOfAnyRound) {
  for (const Profile profile : {Profile::kDefault, Profile::kPaper}) {
    FitOptions asked = options(profile, "whole");
    asked.search.episodes = 120;
    fit(asked, context_of(3));
    asked.output = folder_ / "killed";
    asked.resume = true;
    for (const int rounds : {1, 1, 2}) {
      int seen = 0;
      Context context = context_of(3);
      context.progress = [&](const Progress&) {
        if (++seen == rounds) throw Killed();
      };
      EXPECT_THROW(fit(asked, context), Killed);
      EXPECT_TRUE(fs::exists(folder_ / "killed" / "checkpoint.bin"));
      EXPECT_FALSE(fs::exists(folder_ / "killed" / "report.json"));
    }
    fit(asked, context_of(3));
    EXPECT_EQ(files("killed"), files("whole"));
    EXPECT_FALSE(fs::exists(folder_ / "killed" / "checkpoint.bin"));
    fs::remove_all(folder_ / "killed");
  }
}

TEST_F(FitTest, ProgressTellsTheOptimismOfTheSearch) {
  FitOptions asked = options(Profile::kDefault);
  asked.verdict = VerdictEffort::kNone;
  asked.search.episodes = 60;
  Progress last;
  Context context = context_of(3);
  context.progress = [&](const Progress& progress) {
    if (progress.phase == "search") last = progress;
  };
  const FitResult result = fit(asked, context);
  ASSERT_GT(result.synthetic_rows, 0U);  // else the answer is not of the candidates
  ASSERT_TRUE(last.optimism.has_value());
  EXPECT_EQ(result.methods.back().name, "AutoSMOTE");
  EXPECT_DOUBLE_EQ(last.best_validation - *last.optimism, *result.methods.back().validation);
  EXPECT_GT(*last.optimism, 0.0);
  EXPECT_EQ(last.phases_to_come, 0U);
}

TEST_F(FitTest, ProgressIsSilentOnOptimismWhereNoFoldCanTell) {
  FitOptions held_out = options(Profile::kDefault);
  held_out.validation = parse_validation("0.25");
  FitOptions ranking = options(Profile::kDefault);
  ranking.metric = parse_metric("roc-auc");
  for (FitOptions asked : {held_out, ranking, options(Profile::kPaper)}) {
    int seen = 0;
    Context context = context_of(3);
    context.progress = [&](const Progress& progress) {
      ++seen;
      EXPECT_FALSE(progress.optimism.has_value());
    };
    asked.verdict = VerdictEffort::kNone;
    fit(asked, context);
    EXPECT_GT(seen, 0);
    fs::remove_all(folder_ / "out");
  }
}

TEST_F(FitTest, ProgressOfOuterFoldsCountsThoseToCome) {
  FitOptions asked = options(Profile::kDefault);
  asked.verdict = VerdictEffort::kQuick;
  std::map<std::string, std::uint64_t> to_come;
  Context context = context_of(3);
  context.progress = [&](const Progress& progress) {
    if (progress.phase.starts_with("outer")) to_come[progress.phase] = progress.phases_to_come;
  };
  fit(asked, context);
  EXPECT_EQ(to_come, (std::map<std::string, std::uint64_t>{{"outer fold 1 of 5", 4},
                                                           {"outer fold 2 of 5", 3},
                                                           {"outer fold 3 of 5", 2},
                                                           {"outer fold 4 of 5", 1},
                                                           {"outer fold 5 of 5", 0}}));
}

TEST_F(FitTest, CancelledKeepsTheBestSoFarAndTheCheckpoint) {
  for (const Profile profile : {Profile::kDefault, Profile::kPaper}) {
    FitOptions asked = options(profile);
    asked.search.episodes = 1'000'000;
    CancellationToken token;
    Context context;
    context.cancellation = &token;
    context.progress = [&](const Progress&) { token.cancel(); };
    const FitResult result = fit(asked, context);
    EXPECT_TRUE(result.interrupted);
    EXPECT_GT(result.episodes, 0U);
    EXPECT_THAT(result.notes, testing::Contains("interrupted: not compared with random search"));
    EXPECT_TRUE(fs::exists(folder_ / "out" / "checkpoint.bin"));
    EXPECT_TRUE(fs::exists(folder_ / "out" / "report.json"));
    fs::remove_all(folder_ / "out");
  }
}

TEST_F(FitTest, CancelledInTheComparisonSaysHowFarThatWas) {
  CancellationToken token;
  Context context;
  context.cancellation = &token;
  context.progress = [&](const Progress& progress) {
    if (progress.phase == "random search") token.cancel();
  };
  FitOptions asked = options(Profile::kPaper);
  asked.search.episodes = 200;
  const FitResult result = fit(asked, context);
  EXPECT_TRUE(result.interrupted);
  EXPECT_EQ(result.episodes, 200U);
  EXPECT_THAT(result.notes, testing::Contains(testing::MatchesRegex(
                                "interrupted: random search had [0-9]+ of 200 episodes")));
}

TEST_F(FitTest, ListsRandomSearchOnceWhereItIsWhatWasAskedFor) {
  FitOptions asked = options(Profile::kDefault);
  asked.search.kind = SearchKind::kRandom;
  const FitResult result = fit(asked, Context{});
  EXPECT_EQ(std::ranges::count(result.methods, "random search", &FitMethod::name), 1);
  EXPECT_EQ(std::ranges::count(result.methods, "AutoSMOTE", &FitMethod::name), 0);
  EXPECT_THAT(result.verdict, HasSubstr("random search helps: macro-f1 on rows that no search"));
}

TEST_F(FitTest, NotesWhatThePaperProfileDoesToCategoriesAndWholeNumbers) {
  const FitResult result = fit(options(Profile::kPaper), Context{});
  EXPECT_THAT(result.notes, testing::Contains(HasSubstr("interpolates one-hot columns")));
  EXPECT_THAT(result.notes, testing::Contains(HasSubstr("fractions between whole numbers")));
  FitOptions ignoring = options(Profile::kPaper);
  ignoring.read.ignore = {"color", "count"};
  const std::vector<std::string> notes = fit(ignoring, Context{}).notes;
  EXPECT_THAT(notes, testing::Not(testing::Contains(HasSubstr("one-hot"))));
  EXPECT_THAT(notes, testing::Not(testing::Contains(HasSubstr("whole numbers"))));
}

TEST_F(FitTest, WritesNothingForBadDataOrOptions) {
  FitOptions asked = options(Profile::kDefault);
  asked.target = "size";
  EXPECT_NE(error_of<DataError>([&] { fit(asked, Context{}); }), "");
  asked.target = "klass";
  EXPECT_NE(error_of<ConfigError>([&] { fit(asked, Context{}); }), "");
  asked.target = "class";
  asked.search.kind = SearchKind::kFlat;
  EXPECT_THAT(error_of<ConfigError>([&] { fit(asked, Context{}); }), HasSubstr("paper"));
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(FitTest, ChecksOptionsBeforeItReadsAnything) {
  FitOptions asked = options(Profile::kDefault);
  asked.train = "-";
  asked.test = "-";
  EXPECT_THAT(error_of<ConfigError>([&] { fit(asked, Context{}); }),
              HasSubstr("only one table can come from standard input"));
  asked.test.clear();
  asked.search.neighbors = 1001;
  EXPECT_THAT(error_of<ConfigError>([&] { fit(asked, Context{}); }),
              HasSubstr("1001 neighbors are too many; give 1 to 1000"));
  asked.search.neighbors = 30;
  for (const SearchKind kind : {SearchKind::kRandom, SearchKind::kFlat}) {
    asked.search.kind = kind;
    asked.search.ablation.low_level = true;
    EXPECT_THAT(error_of<ConfigError>([&] { fit(asked, Context{}); }),
                HasSubstr("leave out --ablate, or use --search rl"));
  }
  asked.output.clear();
  EXPECT_THAT(error_of<ConfigError>([&] { fit(asked, Context{}); }), HasSubstr("no output folder"));
  EXPECT_THAT(error_of<ConfigError>([&] { fit(FitOptions{}, Context{}); }),
              HasSubstr("no training table"));
}

}  // namespace
}  // namespace autosmote
