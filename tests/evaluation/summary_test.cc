#include "evaluation/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluation/statistics.h"

namespace autosmote {
namespace {

using testing::ElementsAre;

RunRecord run(const std::string& set, const std::string& classifier, const std::string& method,
              int repeat, double test) {
  RunRecord r;
  r.key = {set, 20.0, repeat, classifier, "mcc", method};
  r.test = test;
  r.validation = test + 0.1;
  r.fits = 3;
  return r;
}

const std::vector<std::string> kMethods{"nothing", "smote", "autosmote"};

std::vector<RunRecord> runs() {
  std::vector<RunRecord> result;
  for (int repeat = 0; repeat < 2; ++repeat) {
    const double shift = 0.01 * repeat;
    result.push_back(run("a", "svm", "nothing", repeat, 0.1 + shift));
    result.push_back(run("a", "svm", "smote", repeat, 0.3 + shift));
    result.push_back(run("a", "svm", "autosmote", repeat, 0.2 + shift));
    result.push_back(run("a", "knn", "nothing", repeat, 0.1 + shift));
    result.push_back(run("a", "knn", "smote", repeat, 0.1 + shift));
    result.push_back(run("a", "knn", "autosmote", repeat, 0.4 + shift));
    result.push_back(run("b", "svm", "nothing", repeat, 0.1 + shift));
    result.push_back(run("b", "svm", "smote", repeat, 0.2 + shift));
    result.push_back(run("b", "svm", "autosmote", repeat, 0.3 + shift));
  }
  return result;
}

TEST(SummaryTest, RanksAreAveragedOverSettingsThenOverSets) {
  const auto cells = summarize_cells(runs(), kMethods);
  ASSERT_EQ(cells.size(), 9U);
  const auto metrics = summarize_metrics(cells, kMethods);
  ASSERT_EQ(metrics.size(), 1U);
  const CompareMetric& metric = metrics[0];
  EXPECT_EQ(metric.reference, "autosmote");
  EXPECT_EQ(metric.settings, 3U);
  EXPECT_THAT(metric.sets, ElementsAre("a", "b"));
  EXPECT_THAT(metric.methods[0].ranks, ElementsAre((3.0 + 2.5) / 2, 3.0));
  EXPECT_THAT(metric.methods[1].ranks, ElementsAre((1.0 + 2.5) / 2, 2.0));
  EXPECT_THAT(metric.methods[2].ranks, ElementsAre(1.5, 1.0));
  EXPECT_DOUBLE_EQ(metric.methods[2].overall_rank, 1.25);
  EXPECT_DOUBLE_EQ(metric.methods[2].settings_rank, 4.0 / 3.0);
}

TEST(SummaryTest, TheReferenceIsComparedWithEachMethod) {
  const auto cells = summarize_cells(runs(), kMethods);
  const auto metrics = summarize_metrics(cells, kMethods);
  const CompareMethod& smote = metrics[0].methods[1];
  EXPECT_EQ(smote.wins, 2U);
  EXPECT_EQ(smote.ties, 0U);
  EXPECT_EQ(smote.losses, 1U);
  EXPECT_NEAR(smote.mean_difference, 0.1, 1e-12);
  EXPECT_NEAR(*smote.optimism, 0.1, 1e-12);
  std::vector<double> a;
  std::vector<double> b;
  for (const CompareCell& cell : cells) {
    if (cell.method == "autosmote") a.push_back(cell.test);
    if (cell.method == "smote") b.push_back(cell.test);
  }
  EXPECT_EQ(smote.wilcoxon_p, wilcoxon_signed_rank(a, b).p);
  EXPECT_EQ(metrics[0].methods[2].ties, 3U);
  EXPECT_EQ(metrics[0].methods[2].wilcoxon_p, 1.0);
  EXPECT_EQ(metrics[0].critical_difference, nemenyi_critical_difference(3, 3, 0.05));
}

TEST(SummaryTest, SettingsThatAMethodHasNotFinishedAreLeftOut) {
  std::vector<RunRecord> some = runs();
  std::erase_if(some, [](const RunRecord& r) {
    return r.key.set == "b" && r.key.method == "smote" && r.key.repeat == 1;
  });
  const auto metrics = summarize_metrics(summarize_cells(some, kMethods), kMethods);
  EXPECT_EQ(metrics[0].settings, 2U);
  EXPECT_THAT(metrics[0].sets, ElementsAre("a"));
}

TEST(SummaryTest, LowNoiseScoresAreSummarizedLikeTheOthers) {
  std::vector<RunRecord> some = runs();
  for (RunRecord& r : some) r.test_all = -*r.test;
  some.push_back(some.back());
  some.back().key.ratio = 0.0;  // not undersampled: no difference to show
  const auto cells = summarize_cells(some, kMethods);
  const auto metrics = summarize_low_noise(cells, kMethods);
  ASSERT_EQ(metrics.size(), 1U);
  EXPECT_EQ(metrics[0].settings, 3U);
  EXPECT_THAT(metrics[0].methods[0].ranks, ElementsAre((1.0 + 1.5) / 2, 1.0));
  EXPECT_EQ(metrics[0].methods[0].test, -summarize_metrics(cells, kMethods)[0].methods[0].test);
  EXPECT_EQ(*cells[0].test_all, -cells[0].test);
  EXPECT_EQ(cells[0].all_lower, -cells[0].upper);

  // One run of an earlier version leaves its cell, and so its setting, without.
  some[0].test_all.reset();
  const auto mixed = summarize_cells(some, kMethods);
  EXPECT_EQ(mixed[0].test_all, std::nullopt);
  EXPECT_EQ(summarize_low_noise(mixed, kMethods)[0].settings, 2U);
  EXPECT_TRUE(summarize_low_noise(summarize_cells(runs(), kMethods), kMethods).empty());
}

TEST(SummaryTest, WithoutAutosmoteTheFirstMethodIsTheReference) {
  const std::vector<std::string> methods{"nothing", "smote"};
  const auto metrics = summarize_metrics(summarize_cells(runs(), methods), methods);
  EXPECT_EQ(metrics[0].reference, "nothing");
  EXPECT_EQ(metrics[0].friedman, std::nullopt);
}

TEST(SummaryTest, NothingFromNothing) {
  const auto cells = summarize_cells({}, kMethods);
  EXPECT_TRUE(cells.empty());
  EXPECT_TRUE(summarize_metrics(cells, kMethods).empty());
}

}  // namespace
}  // namespace autosmote
