#include "api/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "api/api_test_util.h"
#include "preprocess/encoder.h"

namespace autosmote {
namespace {

class PrepareProblem : public testing::Test {
 protected:
  PreparedProblem prepare(Profile profile) {
    FitOptions options;
    options.search.profile = profile;
    plan_ = plan_rows(inputs_, options, 1);
    return prepare_problem(inputs_, plan_, options);
  }

  Inputs inputs_{labelled(small_table(200, 8)), {}, {}};
  RowPlan plan_;
};

void expect_same(const Matrix<double>& a, const Matrix<double>& b) {
  ASSERT_EQ(a.rows(), b.rows());
  ASSERT_EQ(a.cols(), b.cols());
  EXPECT_TRUE(std::equal(a.data(), a.data() + a.rows() * a.cols(), b.data()));
}

TEST_F(PrepareProblem, FitsEachEncoderOnTheTrainingRowsOfItsFoldAlone) {
  const PreparedProblem problem = prepare(Profile::kDefault);
  ASSERT_EQ(problem.search.folds.size(), plan_.folds.size());
  for (std::size_t f = 0; f < plan_.folds.size(); ++f) {
    const Fold& fold = problem.search.folds[f];
    const Split& split = plan_.folds[f];
    const Encoder encoder =
        Encoder::fit(inputs_.train.table, split.train, inputs_.train.target.column);
    expect_same(fold.train, encoder.transform(inputs_.train.table, split.train));
    expect_same(fold.evaluation, encoder.transform(inputs_.train.table, split.held_out));
    EXPECT_EQ(fold.train_labels, labels_of(inputs_.train.target, split.train));
    EXPECT_EQ(fold.evaluation_labels, labels_of(inputs_.train.target, split.held_out));
  }
}

TEST_F(PrepareProblem, NumbersMinorityInstances) {
  const PreparedProblem problem = prepare(Profile::kPaper);
  const Fold& final = problem.search.final;
  ASSERT_EQ(final.minority.size(), problem.minority_rows.size());
  EXPECT_EQ(final.minority.size(), 19U);  // 25 less a quarter, rounded
  for (std::size_t i = 0; i < final.minority.size(); ++i) {
    EXPECT_EQ(final.train_labels[final.minority[i]], 1);
    EXPECT_EQ(plan_.final_train[final.minority[i]], problem.minority_rows[i]);
  }
  EXPECT_TRUE(final.evaluation_labels.empty());
  EXPECT_EQ(final.evaluation.rows(), 0U);
}

TEST_F(PrepareProblem, InterpolatesEncodedFeaturesInThePaperProfileOnly) {
  // One-hot columns between two colours are fractions in the paper's process, never in a table's.
  for (const Profile profile : {Profile::kPaper, Profile::kDefault}) {
    const PreparedProblem problem = prepare(profile);
    const Fold& fold = problem.search.folds[0];
    bool fraction = false;
    std::vector<double> row(fold.generator->width());
    for (std::size_t j = 0; j < fold.minority.size(); ++j) {
      fold.generator->generate(0, j, 0.25, row);
      // The colours are the last three encoded features.
      for (std::size_t k = row.size() - 3; k < row.size(); ++k) {
        fraction = fraction || (row[k] != 0.0 && row[k] != 1.0);
      }
    }
    EXPECT_EQ(fraction, profile == Profile::kPaper);
  }
}

TEST_F(PrepareProblem, ScalesGivenAmountsToTheRowsOfEachFold) {
  FitOptions options;
  options.strategy = "not majority";
  plan_ = plan_rows(inputs_, options, 1);
  const SearchProblem problem = prepare_problem(inputs_, plan_, options).search;
  const auto own = [](const Fold& fold) { return fold.minority.size(); };
  EXPECT_EQ(problem.final.given_amounts,
            (std::vector<std::size_t>{0, problem.final.train.rows() - 2 * own(problem.final)}));
  for (const Fold& fold : problem.folds) {
    ASSERT_EQ(fold.given_amounts.size(), 2U);
    EXPECT_EQ(
        fold.given_amounts[1],
        static_cast<std::size_t>(std::llround(problem.growth[1] * static_cast<double>(own(fold)))));
  }
  options.strategy = "auto";
  plan_ = plan_rows(inputs_, options, 1);
  EXPECT_TRUE(prepare_problem(inputs_, plan_, options).search.final.given_amounts.empty());
}

TEST_F(PrepareProblem, TakesTheScalesFromTheProtocolsRatio) {
  FitOptions options;
  options.search.profile = Profile::kPaper;
  EXPECT_EQ(
      prepare_problem(inputs_, plan_rows(inputs_, options, 1), options).search.imbalance_ratio,
      0.0);
  inputs_ = {labelled(small_table(800, 8)), {}, {}};
  options.imbalance = 24.0;
  const RowPlan plan = plan_rows(inputs_, options, 1);
  const PreparedProblem problem = prepare_problem(inputs_, plan, options);
  EXPECT_EQ(problem.search.imbalance_ratio, 24.0);
  EXPECT_GT(imbalance_of(problem.search.folds[0]), 24.0);  // whole rows
}

TEST_F(PrepareProblem, EvaluatesOnTheRowsOfOtherTables) {
  inputs_.validation = labelled(small_table(40, 4, 2), "v.csv");
  inputs_.test = labelled(small_table(60, 6, 3), "test.csv");
  FitOptions options;
  options.validation = parse_validation("v.csv");
  plan_ = plan_rows(inputs_, options, 1);
  const PreparedProblem problem = prepare_problem(inputs_, plan_, options);
  ASSERT_EQ(problem.search.folds.size(), 1U);
  EXPECT_EQ(problem.search.folds[0].evaluation_labels, inputs_.validation->target.labels);
  EXPECT_EQ(problem.search.final.evaluation_labels, inputs_.test->target.labels);
  EXPECT_EQ(problem.search.final.evaluation.rows(), 60U);
  EXPECT_EQ(problem.search.final.evaluation.cols(), problem.search.final.train.cols());
}

}  // namespace
}  // namespace autosmote
