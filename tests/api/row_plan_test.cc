#include "api/row_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "api/api_test_util.h"
#include "autosmote/error.h"

namespace autosmote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Rows = std::vector<std::size_t>;

FitOptions with(Profile profile, const char* validation = "auto", double imbalance = 0.0) {
  FitOptions options;
  options.search.profile = profile;
  options.validation = parse_validation(validation);
  options.imbalance = imbalance;
  return options;
}

Inputs inputs_of(std::size_t rows, std::size_t ratio) {
  Inputs inputs;
  inputs.train = labelled(small_table(rows, ratio));
  return inputs;
}

Rows together(const Rows& a, const Rows& b) {
  Rows all = a;
  all.insert(all.end(), b.begin(), b.end());
  std::sort(all.begin(), all.end());
  return all;
}

Rows first_rows(std::size_t n) {
  Rows rows(n);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

std::size_t minority_of(const Inputs& inputs, const Rows& rows) {
  const std::vector<int> labels = labels_of(inputs.train.target, rows);
  return static_cast<std::size_t>(std::count(labels.begin(), labels.end(), 1));
}

TEST(PlanRows, HoldsOutAQuarterInThePaperProfile) {
  const Inputs inputs = inputs_of(200, 10);
  const RowPlan plan = plan_rows(inputs, with(Profile::kPaper), 1);
  ASSERT_EQ(plan.folds.size(), 1U);
  EXPECT_EQ(plan.folds[0].held_out.size(), 50U);
  EXPECT_EQ(minority_of(inputs, plan.folds[0].held_out), 5U);
  EXPECT_EQ(together(plan.folds[0].train, plan.folds[0].held_out), first_rows(200));
  EXPECT_EQ(plan.final_train, plan.folds[0].train);
  EXPECT_EQ(plan.validation, "hold-out");
  EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("50 rows are held out for validation and are not "
                                                "in balanced.csv")));
}

TEST(PlanRows, CrossValidatesOverAllRowsInTheDefaultProfile) {
  const Inputs inputs = inputs_of(200, 10);
  const RowPlan plan = plan_rows(inputs, with(Profile::kDefault), 1);
  ASSERT_EQ(plan.folds.size(), 5U);
  Rows held_out;
  for (const Split& fold : plan.folds) {
    EXPECT_EQ(together(fold.train, fold.held_out), first_rows(200));
    EXPECT_EQ(minority_of(inputs, fold.held_out), 4U);
    held_out = together(held_out, fold.held_out);
  }
  EXPECT_EQ(held_out, first_rows(200));
  EXPECT_EQ(plan.final_train, first_rows(200));
  EXPECT_EQ(plan.validation, "5-fold cross-validation");
  EXPECT_TRUE(plan.notes.empty());
}

TEST(PlanRows, RepeatsFolds) {
  const RowPlan plan = plan_rows(inputs_of(60, 5), with(Profile::kPaper, "cv:3x2"), 1);
  EXPECT_EQ(plan.folds.size(), 6U);
  EXPECT_EQ(plan.validation, "3-fold cross-validation, 2 times");
  EXPECT_EQ(plan.final_train.size(), 60U);
}

TEST(PlanRows, UsesFewerFoldsThanFiveWhereTheMinorityIsSmaller) {
  const Inputs inputs = inputs_of(60, 20);
  const RowPlan plan = plan_rows(inputs, with(Profile::kDefault), 1);
  EXPECT_EQ(plan.folds.size(), 3U);
  EXPECT_THAT(plan.notes, ElementsAre("3 folds instead of 5: the minority has 3 rows, and every "
                                      "fold needs one"));
  EXPECT_THAT(error_of<DataError>([&] { plan_rows(inputs, with(Profile::kDefault, "cv:4"), 1); }),
              HasSubstr("fold"));
}

TEST(PlanRows, KeepsAllRowsWithAValidationFile) {
  Inputs inputs = inputs_of(60, 5);
  inputs.validation = labelled(small_table(40, 5, 2), "v.csv");
  FitOptions options = with(Profile::kPaper, "v.csv");
  const RowPlan plan = plan_rows(inputs, options, 1);
  ASSERT_EQ(plan.folds.size(), 1U);
  EXPECT_EQ(plan.folds[0].train, first_rows(60));
  EXPECT_TRUE(plan.folds[0].held_out.empty());
  EXPECT_EQ(plan.final_train, first_rows(60));
  EXPECT_EQ(plan.validation, "file");
}

TEST(PlanRows, FollowsThePapersProtocol) {
  const Inputs inputs = inputs_of(1000, 2);
  const RowPlan paper = plan_rows(inputs, with(Profile::kPaper, "auto", 10), 1);
  const ProtocolSplit parts = paper_protocol_split(inputs.train.target.labels, 10, 1);
  ASSERT_EQ(paper.folds.size(), 1U);
  EXPECT_EQ(paper.folds[0].train, parts.train);
  EXPECT_EQ(paper.folds[0].held_out, parts.validation);
  EXPECT_EQ(paper.final_train, parts.train);
  EXPECT_EQ(paper.test, parts.test);

  // The default profile cross-validates over the first two parts; the test is the same.
  const RowPlan other = plan_rows(inputs, with(Profile::kDefault, "auto", 10), 1);
  const Rows both = together(parts.train, parts.validation);
  EXPECT_EQ(other.final_train, both);
  EXPECT_EQ(other.test, parts.test);
  ASSERT_EQ(other.folds.size(), 5U);
  for (const Split& fold : other.folds) EXPECT_EQ(together(fold.train, fold.held_out), both);
  EXPECT_THAT(other.notes, ElementsAre(HasSubstr("of 1000 rows are left")));
}

TEST(PlanRows, NeverPartsAGroup) {
  Inputs inputs = inputs_of(200, 10);
  for (std::uint32_t row = 0; row < 200; ++row) inputs.train.groups.push_back(row / 25);
  for (const Profile profile : {Profile::kDefault, Profile::kPaper}) {
    const RowPlan plan = plan_rows(inputs, with(profile), 1);
    for (const Split& fold : plan.folds) {
      std::set<std::uint32_t> held;
      for (const std::size_t row : fold.held_out) held.insert(inputs.train.groups[row]);
      EXPECT_GT(held.size(), 0U);
      for (const std::size_t row : fold.train) {
        EXPECT_EQ(held.count(inputs.train.groups[row]), 0U);
      }
    }
  }
  for (std::uint32_t& group : inputs.train.groups) group /= 3;
  const RowPlan few = plan_rows(inputs, with(Profile::kDefault), 1);
  EXPECT_EQ(few.folds.size(), 3U);
  EXPECT_THAT(few.notes, ElementsAre("3 folds instead of 5: a class has rows in 3 groups only, and "
                                     "every fold needs one"));
}

}  // namespace
}  // namespace autosmote
