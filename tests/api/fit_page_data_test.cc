#include "api/fit_page_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <numeric>

#include "api/api_test_util.h"
#include "api/column_shapes.h"
#include "api/sample_map.h"
#include "search/policy_file.h"

namespace autosmote {
namespace {

using testing::ElementsAre;
using testing::Optional;

// Samples placed by hand on a small table.
class FitPageDataTest : public FolderTest {
 protected:
  void prepare(const std::string& table) {
    std::ofstream(folder_ / "train.csv") << table;
    options_.train = folder_ / "train.csv";
    options_.target = "class";
    options_.output = folder_ / "out";
    inputs_ = read_inputs(options_);
    plan_ = plan_rows(inputs_, options_, 1);
    problem_ = prepare_problem(inputs_, plan_, options_);
    PolicyFile policy;
    policy.neighbors = 5;
    found_.policy = render_policy(policy);
  }

  FitOptions options_;
  Inputs inputs_;
  RowPlan plan_;
  PreparedProblem problem_;
  SearchResult found_;
};

TEST_F(FitPageDataTest, MapHasTheRowsThatTheFilesHave) {
  prepare(small_table(60, 6));
  found_.samples = {{2, 2, 0.0, 3}, {2, 7, 0.5, 4}, {9, 0, 0.25, 4}};
  const SampleMap map = map_samples(plan_, problem_, found_);
  EXPECT_EQ(map.majority.size(), 50U);
  ASSERT_EQ(map.minority.size(), 10U);
  ASSERT_EQ(map.synthetic.size(), 3U);
  EXPECT_EQ(map.minority[2].row, problem_.minority_rows[2] + 1);
  const SampleMap::Synthetic& copy = map.synthetic[0];
  EXPECT_EQ(copy.place.row, 61U);  // the first after the 60 rows of the table
  EXPECT_EQ(copy.source, 2U);
  EXPECT_EQ(copy.place.x, map.minority[2].x);  // a copy lies on its source
  EXPECT_EQ(copy.place.y, map.minority[2].y);
  EXPECT_EQ(map.synthetic[2].place.row, 63U);
  EXPECT_EQ(map.synthetic[2].neighbor, 0U);
  EXPECT_EQ(map.synthetic[2].episode, 4U);
  EXPECT_GE(map.explained[0], map.explained[1]);
}

TEST_F(FitPageDataTest, MapIsThinnedAndStillHasTheParentsOfWhatItShows) {
  prepare(small_table(12000, 4));
  for (std::uint32_t i = 0; i < 3000; ++i) {
    for (int copy = 0; copy < 2; ++copy) found_.samples.push_back({i, (i + 1) % 3000, 0.5, 0});
  }
  const SampleMap map = map_samples(plan_, problem_, found_);
  EXPECT_EQ(map.majority.size(), kMostMapPoints);
  EXPECT_EQ(map.synthetic.size(), kMostMapPoints);
  EXPECT_LE(map.minority.size(), 3 * kMostMapPoints);
  EXPECT_EQ(map.majority_rows, 9000U);
  EXPECT_EQ(map.synthetic_rows, 6000U);
  for (const SampleMap::Synthetic& sample : map.synthetic) {
    const Sample& made = found_.samples[sample.place.row - 12001];
    EXPECT_EQ(map.minority[sample.source].row, problem_.minority_rows[made.source] + 1);
    EXPECT_EQ(map.minority[sample.neighbor].row, problem_.minority_rows[made.neighbor] + 1);
  }
}

TEST_F(FitPageDataTest, InstancesAreCountedAsSourceAndAsNeighbour) {
  prepare(small_table(60, 6));
  found_.samples = {{2, 2, 0.0, 0}, {2, 7, 0.5, 0}, {9, 2, 0.25, 0}};
  std::size_t neighbors = 0;
  const auto instances = count_instance_samples(problem_, found_, Context{}, neighbors);
  EXPECT_EQ(neighbors, 5U);
  ASSERT_EQ(instances.size(), 10U);
  EXPECT_EQ(instances[2].samples, 2U);
  EXPECT_EQ(instances[2].involved, 3U);
  EXPECT_EQ(instances[7].samples, 0U);
  EXPECT_EQ(instances[7].involved, 1U);
  EXPECT_EQ(instances[9].samples, 1U);
  EXPECT_EQ(instances[0].row, problem_.minority_rows[0] + 1);
}

TEST_F(FitPageDataTest, TypesFollowTheNeighboursOfARow) {
  // Six minority rows among themselves, and one among majority rows.
  std::string table = "x,class\n";
  for (int i = 0; i < 6; ++i) table += std::to_string(100 + i) + ",rare\n";
  table += "10,rare\n";
  for (int i = 0; i < 20; ++i) table += std::to_string(i) + ".5,common\n";
  prepare(table);
  std::size_t neighbors = 0;
  const auto instances = count_instance_samples(problem_, found_, Context{}, neighbors);
  ASSERT_EQ(instances.size(), 7U);
  EXPECT_STREQ(kInstanceTypes[instances[0].type], "safe");
  EXPECT_EQ(instances[0].neighbors, 5U);
  EXPECT_STREQ(kInstanceTypes[instances[6].type], "outlier");
  EXPECT_EQ(instances[6].neighbors, 0U);
}

TEST_F(FitPageDataTest, HabitsCountRanksLambdasAndSamples) {
  std::string table = "x,class\n0,rare\n1,rare\n3,rare\n7,rare\n";
  for (int i = 0; i < 20; ++i) table += std::to_string(50 + i) + ",common\n";
  prepare(table);
  found_.samples = {{0, 0, 0.0, 0}, {0, 1, 0.25, 0}, {0, 3, 0.75, 0}, {3, 2, 0.5, 0}};
  const PolicyHabits habits = count_habits(problem_, found_, 30, Context{});
  EXPECT_THAT(habits.ranks, ElementsAre(1, 2, 0, 1));
  EXPECT_THAT(habits.lambdas, ElementsAre(1, 1, 1, 1, 0));
  EXPECT_THAT(habits.per_instance, ElementsAre(2, 1, 0, 1));
  ASSERT_EQ(habits.parameters.size(), PlacementPolicy::parameters(2));
  EXPECT_EQ(habits.parameters[0].first, "amount");
}

TEST_F(FitPageDataTest, RanksAreThoseOfTheDistanceOfTheSearch) {
  // Row 2 is nearest to row 0 by HEOM, row 1 by the distance of encoded rows.
  std::string table = "x,color,class\n0,red,rare\n1,green,rare\n60,red,rare\n60,green,rare\n";
  for (int i = 0; i < 20; ++i) table += std::to_string(50 + i) + ",red,common\n";
  found_.samples = {{0, 2, 0.5, 0}};
  for (const RowDistance distance : {RowDistance::kAuto, RowDistance::kEuclidean}) {
    options_.distance = distance;
    prepare(table);
    const PolicyHabits habits = count_habits(problem_, found_, 30, Context{});
    EXPECT_EQ(habits.ranks[distance == RowDistance::kAuto ? 1 : 2], 1U);
  }
}

TEST_F(FitPageDataTest, ShapesCompareMinorityAndSyntheticRows) {
  std::string table = "x,color,class\n0,red,rare\n24,blue,rare\n";
  for (int i = 0; i < 10; ++i) table += std::to_string(i) + ",red,common\n";
  table += ",red,common\n";
  prepare(table);
  found_.samples = {{0, 0, 0.0, 0}, {0, 1, 0.5, 0}};
  const auto shapes =
      column_shapes(inputs_.train.table, inputs_.train.target, plan_.final_train, problem_, found_);
  ASSERT_EQ(shapes.size(), 2U);
  EXPECT_EQ(shapes[0].name, "x");
  EXPECT_EQ(shapes[0].first, 0.0);
  EXPECT_EQ(shapes[0].last, 24.0);
  EXPECT_THAT(shapes[0].minority.mean, Optional(12.0));
  EXPECT_THAT(shapes[0].synthetic.mean, Optional(6.0));  // 0 and 12
  EXPECT_NEAR(shapes[0].majority.missing, 1.0 / 11.0, 1e-15);
  EXPECT_EQ(shapes[0].minority.shares.front(), 0.5);
  EXPECT_EQ(shapes[0].minority.shares.back(), 0.5);
  EXPECT_EQ(shapes[0].synthetic.shares[12], 0.5);
  EXPECT_EQ(shapes[0].shift, 0.5);
  EXPECT_FALSE(shapes[1].numeric);
  EXPECT_THAT(shapes[1].bins, ElementsAre("red", "blue"));
  EXPECT_THAT(shapes[1].majority.shares, ElementsAre(1.0, 0.0));
}

TEST_F(FitPageDataTest, ShapesKeepTheColumnsAndCategoriesThatCount) {
  std::string header;
  std::string rare;
  for (int c = 0; c < 60; ++c) {
    header += "c" + std::to_string(c) + ",";
    rare += c == 55 ? "@," : "0,";
  }
  std::string table = header + "name,class\n";
  const auto add = [&](const std::string& value, int number, const std::string& label) {
    std::string line = rare;
    line.replace(line.find('@'), 1, value);
    table += line + "n" + std::to_string(number) + "," + label + "\n";
  };
  add("0", 0, "rare");
  add("9", 1, "rare");
  for (int i = 2; i < 40; ++i) add("1", i, "common");
  prepare(table);
  found_.samples = {{0, 0, 0.0, 0}};
  const auto shapes =
      column_shapes(inputs_.train.table, inputs_.train.target, plan_.final_train, problem_, found_);
  ASSERT_EQ(shapes.size(), kMostShapes);
  EXPECT_EQ(shapes[shapes.size() - 2].name, "c55");
  EXPECT_EQ(shapes.back().name, "name");
  EXPECT_EQ(shapes.back().bins.size(), kMostShapeCategories);
  EXPECT_EQ(shapes.back().bins.back(), "(others)");
}

// Predictions of outer folds by hand: without over-sampling all are 'big', as delivered all are
// right but those of 'least', which are 'few'.
TEST_F(FitPageDataTest, SeveralClassesHaveRecallAndPrecisionInPlaceOfCurves) {
  prepare(classes_table());
  const std::vector<int>& truth = inputs_.train.target.labels;
  std::vector<int> right = truth;
  std::ranges::replace(right, 3, 2);
  OuterScores outer;
  outer.folds = 5;
  outer.truth = truth;
  outer.classes = 4;
  outer.cheap = {"nothing"};
  const std::vector<double> scores(truth.size());
  OuterRepeat repeat;
  repeat.method_labels = right;
  repeat.method_scores = scores;
  repeat.cheap = {{std::vector<int>(truth.size(), 0), scores}};
  outer.repeats = {repeat, repeat};
  found_.score.method = "AutoSMOTE";
  const std::vector<MethodScore> none;
  const std::optional<MeasuredCalibration> calibration;
  const FitPage page = make_fit_page(
      {inputs_, plan_, problem_, found_, none, none, outer, calibration}, options_, Context());
  EXPECT_TRUE(page.curves.empty());
  ASSERT_EQ(page.classes.size(), 2U);
  EXPECT_EQ(page.classes[0].method, "nothing");
  EXPECT_THAT(page.classes[0].recall, ElementsAre(1.0, 0.0, 0.0, 0.0));
  EXPECT_THAT(page.classes[0].precision,
              ElementsAre(Optional(100.0 / 149.0), std::nullopt, std::nullopt, std::nullopt));
  EXPECT_THAT(page.classes[1].recall, ElementsAre(1.0, 1.0, 1.0, 0.0));
  EXPECT_THAT(page.classes[1].precision,
              ElementsAre(1.0, 1.0, Optional(14.0 / 19.0), std::nullopt));
}

}  // namespace
}  // namespace autosmote
