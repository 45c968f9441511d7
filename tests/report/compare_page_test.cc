#include "report/compare_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluation/summary.h"

namespace autosmote {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kEvil = "</script><img src=x>";

std::vector<RunRecord> some_runs(int repeats = 3) {
  std::vector<RunRecord> runs;
  const std::vector<std::string> methods = {"nothing", "smote", "autosmote"};
  for (const char* set : {kEvil, "b", "c"}) {
    for (int repeat = 0; repeat < repeats; ++repeat) {
      for (std::size_t m = 0; m < methods.size(); ++m) {
        RunRecord run;
        run.key = {set, 0.0, repeat, "svm", "macro-f1", methods[m]};
        run.test = 0.5 + 0.1 * static_cast<double>(m) + 0.01 * repeat;
        run.validation = 0.6;
        runs.push_back(run);
      }
    }
  }
  return runs;
}

CompareResult result_of(const std::vector<RunRecord>& runs) {
  const std::vector<std::string> methods = {"nothing", "smote", "autosmote"};
  CompareResult result;
  result.cells = summarize_cells(runs, methods);
  result.metrics = summarize_metrics(result.cells, methods);
  result.runs = runs.size();
  result.notes = {kEvil};
  return result;
}

CompareOptions some_options() {
  CompareOptions options;
  options.data = {kEvil};
  options.target = kEvil;
  options.methods = {"nothing", "smote", "autosmote"};
  options.output = "out";
  return options;
}

std::string render(const std::vector<RunRecord>& runs) {
  return render_compare_page(some_options(), result_of(runs), runs, 0, 2);
}

TEST(RenderComparePage, SaysWhoIsAheadAndDrawsIt) {
  const std::string html = render(some_runs());
  EXPECT_THAT(html, HasSubstr("By macro-f1, autosmote has the best average rank of 3 methods: 1.00 "
                              "over 3 settings."));
  EXPECT_THAT(html, HasSubstr("class=\"ranks\""));
  EXPECT_THAT(html, HasSubstr("<summary>b</summary>"));
  EXPECT_THAT(html, HasSubstr("data-sortable data-filterable"));
}

TEST(RenderComparePage, KeepsHostileNamesText) {
  const std::string html = render(some_runs());
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, HasSubstr("<summary>&lt;/script&gt;&lt;img src=x&gt;</summary>"));
}

TEST(RenderComparePage, IsWholeWithoutAnyRun) {
  const std::string html = render({});
  EXPECT_THAT(html, HasSubstr("No setting has a score of every method yet"));
  EXPECT_THAT(html, HasSubstr("</html>"));
}

TEST(RenderComparePage, LeavesOutWhatIsTooMuchAndSaysSo) {
  const std::vector<RunRecord> many = some_runs(static_cast<int>(kMostBoxedRuns / 9 + 1));
  const std::string html = render(many);
  EXPECT_THAT(html, HasSubstr("runs are too many to draw; results.csv has them."));
  EXPECT_LT(html.size(), std::size_t{200'000});
  CompareResult result = result_of(some_runs());
  result.cells.resize(kMostCells + 1, result.cells.front());
  EXPECT_THAT(render_compare_page(some_options(), result, some_runs(), 0, 2),
              HasSubstr("There are 8,001 of them, too many for a page"));
}

TEST(RenderComparePage, DiffersInItsTimingAlone) {
  const std::vector<RunRecord> runs = some_runs();
  CompareResult result = result_of(runs);
  std::string one = render_compare_page(some_options(), result, runs, 0, 2);
  result.seconds = 99.0;
  result.metrics[0].methods[1].seconds = 5.0;
  result.runs_new = 4;
  std::string other = render_compare_page(some_options(), result, runs, 0, 64);
  EXPECT_NE(one, other);
  for (std::string* html : {&one, &other}) {
    const std::size_t start = html->find("<p id=\"timing\">");
    html->erase(start, html->find("</p>", start) - start);
  }
  EXPECT_EQ(one, other);
}

}  // namespace
}  // namespace autosmote
