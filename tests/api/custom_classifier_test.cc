#include "autosmote/custom_classifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "api/api_test_util.h"
#include "api/inputs.h"
#include "autosmote/error.h"
#include "autosmote/fit.h"
#include "classifiers/refit.h"
#include "preprocess/encoder.h"
#include "preprocess/table_row_generator.h"
#include "search/policy_file.h"

namespace autosmote {
namespace {

Table table_of(const std::string& content) {
  ReadOptions read;
  read.target = "class";
  return parse_table(content, "memory.csv", read);
}

/// A built-in classifier behind the interface for others: encodes the rows that it is given anew.
class Disguised : public CustomClassifier {
 public:
  Disguised(const Table& table, ClassifierKind kind) : table_(table) {
    options_.kind = kind;
    target_ = select_target(table, "class");
  }

  std::string name() const override { return "disguised"; }
  bool graded_scores() const override { return has_graded_scores(options_.kind); }
  bool probability_scores() const override { return options_.kind == ClassifierKind::kKnn; }
  bool class_weights() const override { return takes_class_weights(options_.kind); }

  std::vector<CustomPredictions> fit_predict(std::span<const CustomFit> fits) const override {
    std::vector<CustomPredictions> result;
    largest_batch = std::max(largest_batch, fits.size());
    for (const CustomFit& fit : fits) result.push_back(fit_one(fit));
    return result;
  }

  mutable std::size_t largest_batch = 0;
  double value = 0.0;  // of the caller's own metric, plus the share of synthetic rows

 private:
  CustomPredictions fit_one(const CustomFit& fit) const {
    const Encoder encoder = Encoder::fit(table_, fit.train, target_.column);
    const Matrix<double> train = encoder.transform(table_, fit.train);
    const Matrix<double> held_out = encoder.transform(table_, fit.held_out);
    const std::vector<int> labels = labels_of(target_, fit.train);
    std::vector<std::size_t> minority;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (labels[i] == 1) minority.push_back(fit.train[i]);
    }
    const TableRowGenerator generator(table_, minority, encoder);
    const auto instance = [&](std::uint64_t row) {
      return static_cast<std::size_t>(std::ranges::find(minority, row) - minority.begin());
    };
    Matrix<double> made(fit.samples.size(), encoder.width());
    std::vector<WeightedRow> weights;
    std::vector<CellValue> cells(table_.columns().size());
    std::vector<CellValue> expected(cells.size());
    for (std::uint32_t s = 0; s < fit.samples.size(); ++s) {
      const CustomSample& sample = fit.samples[s];
      const std::size_t source = instance(sample.source);
      const std::size_t neighbor = instance(sample.neighbor);
      generator.generate(source, neighbor, sample.lambda, made.row(s));
      weights.push_back({s, sample.weight});
      fit.make_row(s, cells);
      generator.make_row(source, neighbor, sample.lambda, expected);
      EXPECT_EQ(cells[0].number, expected[0].number);
    }
    const auto refit = make_refit_classifier(
        options_, {train.view(), labels, made.view(), {}, held_out.view()}, Context{});
    const auto workspace = refit->make_workspace();
    Predictions predictions;
    refit->fit_predict({fit.majority_weight, fit.minority_weight, weights}, *workspace,
                       predictions);
    return {predictions.labels, predictions.scores,
            value + static_cast<double>(fit.samples.size())};
  }

  const Table& table_;
  ClassifierOptions options_;
  Target target_;
};

FitOptions options_for(ClassifierKind kind) {
  FitOptions options;
  options.target = "class";
  options.classifier.kind = kind;
  options.search.episodes = 30;
  options.verdict = VerdictEffort::kNone;
  return options;
}

FitOutput fit_table(const Table& table, const FitOptions& options) {
  FitTables tables;
  tables.train = table;
  return fit_tables(std::move(tables), options, {});
}

TEST(CustomClassifier, ScoresKeepTheOrderOfProbabilities) {
  const std::vector<double> probabilities{0.0,   1e-300,    2e-300, 1e-200, 1e-100,
                                          1e-40, 1.001e-40, 1e-18,  1e-12,  0x1.0p-36,
                                          1e-9,  0.01,      0.5,    1.0};
  double before = -1.0;
  for (const double p : probabilities) {
    const double score = score_of_probability(p);
    EXPECT_GT(score, before) << p;
    EXPECT_NEAR(probability_of_score(score), p, 1e-4 * p + 1e-307) << p;
    before = score;
  }
  EXPECT_EQ(score_of_probability(0.0), score_of_probability(5e-324));
  EXPECT_EQ(score_of_probability(0.3), 0.3 - 0.5);
  EXPECT_LT(score_of_probability(0.0), -0.5);
  // Of a threshold that every score is above, and of one that none is.
  EXPECT_LT(probability_of_score(std::nextafter(score_of_probability(0.0), -1.0)), 0.0);
  EXPECT_GE(probability_of_score(0.5), 1.0);
}

// The search is one: whoever fits, the same predictions lead to the same rows.
TEST(CustomClassifier, FindsWhatTheBuiltInOneFinds) {
  const Table table = table_of(small_table(150, 9, 4));
  for (const ClassifierKind kind :
       {ClassifierKind::kKnn, ClassifierKind::kSvm, ClassifierKind::kTree}) {
    FitOptions options = options_for(kind);
    const FitOutput built_in = fit_table(table, options);
    const Disguised disguised(table, kind);
    options.custom = &disguised;
    const FitOutput custom = fit_table(table, options);
    ASSERT_EQ(custom.history.size(), built_in.history.size());
    for (std::size_t e = 0; e < custom.history.size(); ++e) {
      EXPECT_EQ(custom.history[e].validation, built_in.history[e].validation) << e;
      EXPECT_EQ(custom.history[e].samples, built_in.history[e].samples);
    }
    ASSERT_EQ(custom.cells.size(), built_in.cells.size());
    for (std::size_t c = 0; c < custom.cells.size(); c += table.columns().size()) {
      EXPECT_EQ(custom.cells[c].number, built_in.cells[c].number);
    }
    // On the probability, where there is one, in place of it less 1/2.
    const double zero = disguised.probability_scores() ? 0.5 : 0.0;
    const double threshold = built_in.result.methods.back().threshold + zero;
    EXPECT_EQ(custom.result.methods.back().threshold, threshold);
    EXPECT_EQ(parse_policy(custom.policy, custom.policy_weights).threshold, threshold);
    EXPECT_THAT(custom.page, testing::HasSubstr("<td>disguised</td>"));
    // The same cheap alternatives, but for random search, which would double the fits.
    ASSERT_EQ(custom.result.methods.size() + 1, built_in.result.methods.size());
    for (std::size_t m = 0; m + 1 < custom.result.methods.size(); ++m) {
      EXPECT_EQ(custom.result.methods[m].name, built_in.result.methods[m].name);
      EXPECT_EQ(custom.result.methods[m].validation, built_in.result.methods[m].validation);
    }
    EXPECT_EQ(disguised.largest_batch, 20U * 5U);  // a round of candidates, in five folds
  }
}

TEST(CustomClassifier, IsJudgedOnOuterFoldsAsTheBuiltInOne) {
  const Table table = table_of(small_table(120, 10, 7));
  FitOptions options = options_for(ClassifierKind::kKnn);
  options.search.episodes = 4;
  options.verdict = VerdictEffort::kQuick;
  const FitOutput built_in = fit_table(table, options);
  const Disguised disguised(table, ClassifierKind::kKnn);
  options.custom = &disguised;
  const FitOutput custom = fit_table(table, options);
  EXPECT_EQ(custom.result.verdict, built_in.result.verdict);
  ASSERT_TRUE(custom.result.calibration.has_value());
  EXPECT_EQ(custom.result.calibration->after.brier, built_in.result.calibration->after.brier);
  EXPECT_EQ(custom.result.calibration->probabilities, "the classifier's own");
}

TEST(CustomClassifier, ItsOwnMetricIsAveragedOverTheFolds) {
  const Table table = table_of(small_table(120, 10, 7));
  FitOptions options = options_for(ClassifierKind::kSvm);
  Disguised disguised(table, ClassifierKind::kSvm);
  disguised.value = 3.0;
  options.custom = &disguised;
  options.metric = {MetricKind::kCustom};
  options.search.episodes = 5;
  const FitOutput made = fit_table(table, options);
  // Its value is 3 and one for each distinct sample, so that "nothing" has just 3.
  EXPECT_EQ(made.result.methods.front().validation, 3.0);
  EXPECT_GT(*made.result.methods.back().validation, 3.0);
  EXPECT_EQ(made.result.methods.back().threshold, 0.0);
  EXPECT_EQ(made.result.methods[2].note, "the metric does not depend on a threshold");
}

TEST(CustomClassifier, RefusesWhatDoesNotGoTogether) {
  const Table table = table_of(small_table(60, 8, 2));
  const auto message = [&table](const FitOptions& options) {
    try {
      fit_table(table, options);
    } catch (const ConfigError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  FitOptions options = options_for(ClassifierKind::kKnn);
  options.metric = {MetricKind::kCustom};
  EXPECT_EQ(message(options),
            "a scorer of the caller's own needs a classifier of the caller's own");
  const Disguised disguised(table, ClassifierKind::kKnn);
  options.custom = &disguised;
  options.verdict = VerdictEffort::kQuick;
  EXPECT_THAT(message(options), testing::StartsWith("the verdict compares predictions by"));
  options = options_for(ClassifierKind::kKnn);
  options.custom = &disguised;
  options.search.profile = Profile::kPaper;
  EXPECT_EQ(message(options),
            "the paper's profile has no classifier of the caller's own; use the default profile");
}

/// Gives predictions that are wrong in one way.
class Wrong : public CustomClassifier {
 public:
  explicit Wrong(CustomPredictions given) : given_(std::move(given)) {}
  std::string name() const override { return "wrong"; }
  bool graded_scores() const override { return true; }
  bool probability_scores() const override { return false; }
  bool class_weights() const override { return false; }
  std::vector<CustomPredictions> fit_predict(std::span<const CustomFit> fits) const override {
    CustomPredictions given = given_;
    if (given.labels.size() == 1) given.labels.resize(fits[0].held_out.size(), given.labels[0]);
    if (given.scores.size() == 1) given.scores.resize(fits[0].held_out.size(), given.scores[0]);
    return std::vector<CustomPredictions>(fits.size(), given);
  }

 private:
  CustomPredictions given_;
};

TEST(CustomClassifier, WrongPredictionsAreRefusedWithTheReason) {
  const Table table = table_of(small_table(50, 10, 2));
  const auto message = [&table](CustomPredictions given) {
    const Wrong wrong(std::move(given));
    FitOptions options = options_for(ClassifierKind::kKnn);
    options.custom = &wrong;
    try {
      fit_table(table, options);
    } catch (const ConfigError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(message({{0}, {}, 0.0}),
            "wrong gave 10 labels and 0 scores for 10 rows; give one a row");
  EXPECT_EQ(message({{0}, {std::nan("")}, 0.0}), "wrong gave a score that is not a number");
  EXPECT_EQ(message({{2}, {0.0}, 0.0}), "wrong gave a label other than 0 and 1");
  EXPECT_EQ(message({{0}, {0.0}, std::nan("")}), "the metric of wrong is nan; it must be finite");
}

TEST(ValidationSplits, AreTheFoldsOfTheSearch) {
  const Table table = table_of(small_table(63, 9, 3));
  FitOptions options = options_for(ClassifierKind::kKnn);
  options.search.episodes = 3;
  ValidationOptions& validation = options.validation;
  validation.kind = ValidationOptions::Kind::kSplits;
  std::vector<std::size_t> even;
  std::vector<std::size_t> odd;
  for (std::size_t row = 0; row < table.rows(); ++row) (row % 2 == 0 ? even : odd).push_back(row);
  validation.splits = {{even, odd}, {odd, even}};
  const FitOutput made = fit_table(table, options);
  EXPECT_EQ(made.rows.size(), table.rows());
  EXPECT_EQ(made.history.size(), 3U);
  // Rows that stand in several held-out parts are no folds of one cross-validation.
  validation.splits.push_back({even, odd});
  EXPECT_EQ(fit_table(table, options).history.size(), 3U);
}

TEST(ValidationSplits, WrongOnesAreRefusedWithTheirNumber) {
  const Table table = table_of(small_table(60, 10, 3));
  const auto message = [&table](std::vector<ValidationSplit> splits, VerdictEffort verdict) {
    FitOptions options = options_for(ClassifierKind::kKnn);
    options.validation.kind = ValidationOptions::Kind::kSplits;
    options.validation.splits = std::move(splits);
    options.verdict = verdict;
    try {
      fit_table(table, options);
    } catch (const ConfigError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  const VerdictEffort none = VerdictEffort::kNone;
  EXPECT_EQ(message({}, none), "there is no validation split");
  EXPECT_EQ(message({{{0, 1}, {60}}}, none),
            "validation split 1: its held-out rows are none, not distinct, or not below 60");
  std::vector<std::size_t> all(60);
  for (std::size_t row = 0; row < all.size(); ++row) all[row] = row;
  EXPECT_EQ(message({{all, {4}}}, none),
            "validation split 1: row 4 is in both parts; the training rows must be of both "
            "classes, and none of them held out");
  EXPECT_THAT(message({{{0}, {4}}}, none), testing::HasSubstr("have one class only"));
  EXPECT_THAT(message({{{0}, {4}}}, VerdictEffort::kQuick),
              testing::StartsWith("the verdict draws outer folds by itself"));
}

TEST(FitTables, ThreadAbandonedSearchEndsAtOnceWithNothing) {
  FitTables tables;
  tables.train = table_of(small_table(150, 9, 4));
  CancellationToken token;
  Context context;
  context.threads = 2;
  context.cancellation = &token;
  context.abandon = true;
  context.progress = [&token](const Progress&) { token.cancel(); };
  FitOptions options = options_for(ClassifierKind::kKnn);
  options.search.episodes = 1000000;
  const FitOutput made = fit_tables(std::move(tables), options, context);
  EXPECT_TRUE(made.result.interrupted);
  EXPECT_TRUE(made.history.empty());
  EXPECT_TRUE(made.rows.empty());
}

}  // namespace
}  // namespace autosmote
