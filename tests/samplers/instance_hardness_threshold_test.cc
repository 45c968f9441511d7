#include "samplers/instance_hardness_threshold.h"

#include <gtest/gtest.h>

#include <string>

#include "autosmote/error.h"
#include "samplers/sampler_data.h"

namespace autosmote {
namespace {

TEST(InstanceHardness, FoldsShareOutEachClass) {
  const TestData data = clouds({53, 17, 4}, 2);
  std::vector<std::vector<int>> counts(3, std::vector<int>(5));
  std::vector<int> sizes(5);
  const auto folds = deal_folds(data.view(), 5, 1);
  for (std::size_t i = 0; i < folds.size(); ++i) {
    ++counts[static_cast<std::size_t>(data.labels[i])][static_cast<std::size_t>(folds[i])];
    ++sizes[static_cast<std::size_t>(folds[i])];
  }
  counts.push_back(sizes);
  for (const auto& of_class : counts) {
    const auto [fewest, most] = std::ranges::minmax(of_class);
    EXPECT_LE(most - fewest, 1);
  }
  EXPECT_NE(deal_folds(data.view(), 5, 2), folds);
}

TEST(InstanceHardness, KeepsTheRowsFromTheQuantileOn) {
  TestData data{"", Matrix<double>(8, 1), {0, 0, 1, 0, 0, 0, 1, 0}};
  const std::vector<double> ease{0.1, 0.5, 0.0, 0.5, 0.9, 0.2, 0.0, 0.3};
  // Of 0.1 0.2 0.3 0.5 0.5 0.9 the 2/3 quantile is 0.5, which two rows share.
  EXPECT_EQ(easiest_rows(data.view(), {{0, 2}}, ease), (std::vector<std::uint32_t>{1, 3, 4, 2, 6}));
  EXPECT_EQ(easiest_rows(data.view(), {{0, 6}}, ease).size(), 8U);
}

TEST(InstanceHardness, RowsOnTheWrongSideAreHard) {
  TestData data = clouds({60, 20}, 2);
  for (std::size_t i = 0; i < data.x.rows(); ++i) {
    for (double& value : data.x.row(i)) value += 6.0 * data.labels[i];
  }
  std::uint32_t stray = 0;
  while (data.labels[stray] != 0) ++stray;
  for (double& value : data.x.row(stray)) value = 7.0;
  for (const std::string name : {"logistic", "knn", "tree", "adaboost", "svm"}) {
    const auto sampler = make_sampler("instance-hardness-threshold", {{"estimator", name}});
    const auto rows = sampler->resample(data.view(), {}, {}).rows;
    EXPECT_EQ(std::ranges::count(rows, stray), 0) << name;
  }
}

TEST(InstanceHardness, AClassOfOneRowCannotBeHeldOut) {
  const auto sampler = make_sampler("instance-hardness-threshold", {});
  try {
    sampler->resample(clouds({30, 1}, 2).view(), {}, {});
    FAIL() << "no error";
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(),
                 "class 1 has too few rows to be held out in parts; give a smaller cv, or more "
                 "rows");
  }
}

}  // namespace
}  // namespace autosmote
