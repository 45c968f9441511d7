#include "report/fit_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/html_page.h"

namespace autosmote {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kEvil = "</script><img src=x onerror=alert(1)>";

FitOptions some_options() {
  FitOptions options;
  options.train = "t.csv";
  options.target = kEvil;
  options.output = "out";
  return options;
}

ReportData some_data(Outcome outcome) {
  ReportData data;
  data.seed = 5;
  data.threads = 2;
  data.source = kEvil;
  data.majority_name = "no" + std::string(kEvil);
  data.minority_name = kEvil;
  data.all = {110, 10};
  data.training_part = {110, 10};
  data.verdict.method = "AutoSMOTE";
  data.verdict.against = "SMOTE";
  data.verdict.outcome = outcome;
  data.verdict.sentence = "The sentence.";
  return data;
}

FitResult some_result() {
  FitResult result;
  result.methods = {{"nothing", 0.5, {}, 0.0, 0, ""},
                    {"SMOTE", 0.6, {}, 0.1, 40, kEvil},
                    {"random search", 0.9, {}, 0.1, 40, ""},
                    {"AutoSMOTE", 0.7, {}, 0.25, 60, ""}};
  result.classes = {{"no" + std::string(kEvil), 100, 0}, {kEvil, 10, 60}};
  result.majority_rows = 100;
  result.minority_rows = 10;
  result.synthetic_rows = 60;
  result.notes = {kEvil};
  result.seconds = 3.25;
  result.closeness = Closeness{60, 0.125, 0.25, 0.5, 1.5, 2.25};
  return result;
}

FitPage some_page() {
  FitPage page;
  page.unseen = {{"nothing", 0.5, 0.4, 0.6}, {"AutoSMOTE", 0.65, 0.55, 0.75}};
  page.history = {{0, 0, 12, 0.6, 0.6, 0.0}, {1, 0, 14, 0.7, 0.7, 0.0}};
  page.map.majority = {{0.123456789, 1.0, 1}};
  page.map.minority = {{0.0, 0.0, 2}, {1.0, 1.0, 3}};
  page.map.synthetic = {{{0.5, 0.5, 111}, 0, 1, 0.5, 7}};
  page.map.majority_rows = 100;
  page.map.minority_rows = 2;
  page.map.synthetic_rows = 60;
  page.instances = {{2, 0, 5, 60, 60}, {3, 3, 0, 0, 60}};
  page.instances_all = 2;
  page.type_neighbors = 5;
  page.habits.ranks = {20, 40};
  page.habits.lambdas = {20, 40, 0, 0, 0};
  page.habits.per_instance = {1, 1};
  ColumnShape shape;
  shape.name = kEvil;
  shape.numeric = false;
  shape.bins = {kEvil, "b"};
  shape.majority.shares = shape.minority.shares = shape.synthetic.shares = {0.5, 0.5};
  page.columns = {shape};
  page.columns_all = 1;
  return page;
}

std::string render(Outcome outcome) {
  return render_fit_page(some_options(), some_data(outcome), some_result(), some_page());
}

TEST(RenderFitPage, KeepsHostileNamesText) {
  const std::string html = render(Outcome::kHelps);
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, HasSubstr("&lt;/script&gt;&lt;img src=x"));
  EXPECT_THAT(html, HasSubstr("\\u003c/script\\u003e\\u003cimg"));
}

TEST(RenderFitPage, SaysTheVerdictFirstAndWhatToDo) {
  const std::string helps = render(Outcome::kHelps);
  EXPECT_LT(helps.find("id=\"verdict\""), helps.find("id=\"scores\""));
  EXPECT_THAT(helps, HasSubstr("<h2 id=\"verdict-title\">It helps</h2>\n<p>The sentence.</p>"));
  EXPECT_THAT(helps, HasSubstr("What to do: train on balanced.csv"));
  EXPECT_THAT(helps, HasSubstr("score is above 0.25."));
  EXPECT_THAT(render(Outcome::kHurts),
              HasSubstr("What to do: leave balanced.csv alone and take SMOTE (40 synthetic rows, "
                        "threshold 0.1)."));
  EXPECT_THAT(render(Outcome::kNoEvidence),
              HasSubstr("take the cheap alternative, here SMOTE (40 synthetic rows, threshold "
                        "0.1); more rows"));
  EXPECT_THAT(render(Outcome::kNoTestRows), HasSubstr("run again with --verdict quick"));
}

TEST(RenderFitPage, NamesNoFilesOfAFitInMemory) {
  FitOptions options = some_options();
  options.train.clear();
  options.output.clear();
  options.call = "fit_tables(x < 1)";
  for (const Outcome outcome :
       {Outcome::kHelps, Outcome::kHurts, Outcome::kNoEvidence, Outcome::kNoTestRows}) {
    const std::string html =
        render_fit_page(options, some_data(outcome), some_result(), some_page());
    EXPECT_THAT(html, HasSubstr("<code>fit_tables(x &lt; 1)</code>"));
    EXPECT_THAT(html, Not(HasSubstr(".csv")));
    EXPECT_THAT(html, Not(HasSubstr("--verdict")));
    EXPECT_THAT(html, Not(HasSubstr("<td>files</td>")));
  }
}

TEST(RenderFitPage, HasScoresWithIntervalsAlsoAsText) {
  const std::string html = render(Outcome::kHelps);
  EXPECT_THAT(html, HasSubstr("<td class=\"n\">0.5500 to 0.7500</td>"));
  EXPECT_THAT(html, HasSubstr("1 of 100 majority rows, all 2 minority rows and 1 of 60 synthetic "
                              "rows, thinned at equal distances"));
}

TEST(RenderFitPage, SaysHowNearSyntheticRowsLie) {
  EXPECT_THAT(render(Outcome::kHelps),
              HasSubstr("Synthetic rows: 12.5 % equal a real row, 25.0 % lie nearest to another "
                        "class; median distance to the closest real row 1.5 (of real rows 2.25)."));
}

TEST(RenderFitPage, ChartDataAreJsonOfFiveDigits) {
  const std::string html = render(Outcome::kHelps);
  const std::string start = "id=\"data\">";
  const std::size_t first = html.find(start) + start.size();
  const auto data =
      nlohmann::json::parse(html.substr(first, html.find("</script>", first) - first));
  EXPECT_EQ(data["minority"], kEvil);
  EXPECT_EQ(data["map"]["majority"][0], (nlohmann::json{0.12346, 1.0, 1}));
  EXPECT_EQ(data["map"]["synthetic"][0], (nlohmann::json{0.5, 0.5, 111, 0, 1, 0.5, 7}));
  EXPECT_EQ(data["unseen"], 0.65);
  EXPECT_EQ(data["baselines"].size(), 3U);
}

// Timings stand in one element, which a comparison of two runs can leave out.
TEST(RenderFitPage, DiffersInItsTimingAlone) {
  FitResult slower = some_result();
  slower.seconds = 99.0;
  slower.search_seconds = 55.0;
  ReportData data = some_data(Outcome::kHelps);
  data.threads = 64;
  std::string one = render(Outcome::kHelps);
  std::string other = render_fit_page(some_options(), data, slower, some_page());
  EXPECT_NE(one, other);
  for (std::string* html : {&one, &other}) {
    const std::size_t start = html->find("<p id=\"timing\">");
    html->erase(start, html->find("</p>", start) - start);
  }
  EXPECT_EQ(one, other);
}

TEST(RenderFitPage, ShowsSeveralClassesOneByOneAndSaysWhyThereAreNoCurves) {
  FitResult result = some_result();
  result.classes = {{"large", 100, 0}, {kEvil, 20, 40}, {"small", 5, 20}};
  FitPage page = some_page();
  page.classes = {{"nothing", {0.9, 0.25, {}}, {0.8, {}, 0.5}},
                  {"AutoSMOTE", {0.85, 0.5, {}}, {0.75, 0.125, 0.5}}};
  const std::string html =
      render_fit_page(some_options(), some_data(Outcome::kHelps), result, page);
  EXPECT_THAT(html, HasSubstr("<a href=\"#classes\">Classes</a>"));
  EXPECT_THAT(html, HasSubstr("&gt;</th><td class=\"n\">20</td><td class=\"n\">0.2500</td>"
                              "<td class=\"n\">0.5000</td><td class=\"n\">-</td>"
                              "<td class=\"n\">0.1250</td></tr>"));
  EXPECT_THAT(html, HasSubstr("These curves belong to two classes, one above the threshold and one "
                              "below it, and this table has 3."));
  EXPECT_THAT(html, HasSubstr("Calibration and the correction for the ratio belong to two "));
  EXPECT_THAT(html, Not(HasSubstr("score is above")));
}

TEST(RenderFitPage, CallsAScorerByItsNameAndSendsNobodyToAVerdictThatIsRefused) {
  FitOptions options = some_options();
  options.call = "AutoSMOTE(...)";
  options.metric = {MetricKind::kCustom, 1.0, "recall <of rare>"};
  FitPage page = some_page();
  page.unseen.clear();
  const std::string html =
      render_fit_page(options, some_data(Outcome::kNoTestRows), some_result(), page);
  EXPECT_THAT(html, HasSubstr("<td>recall &lt;of rare&gt;</td>"));
  EXPECT_THAT(html, HasSubstr("a scorer of one&#39;s own has no verdict"));
  EXPECT_THAT(html, Not(HasSubstr("&#39;quick&#39;")));
  EXPECT_THAT(html, HasSubstr("These curves need rows of both classes that no search saw"));
  options.metric = {};
  options.validation.kind = ValidationOptions::Kind::kSplits;
  EXPECT_THAT(render_fit_page(options, some_data(Outcome::kNoTestRows), some_result(), page),
              HasSubstr("a number of folds in place of the given splits, and with the verdict"));
}

TEST(RenderFitPage, SaysWhyRandomSearchHasNoScoreFromOuterFolds) {
  ReportData data = some_data(Outcome::kHelps);
  const std::string words = "Random search has no score on unseen rows";
  EXPECT_THAT(render(Outcome::kHelps), Not(HasSubstr(words)));  // on test rows it has one
  data.verdict.evidence = "outer folds";
  EXPECT_THAT(render_fit_page(some_options(), data, some_result(), some_page()), HasSubstr(words));
}

TEST(RenderFitPage, SaysWhereTheOptimismIsBelowZero) {
  FitPage page = some_page();
  const auto text = [&page] {
    return render_fit_page(some_options(), some_data(Outcome::kHelps), some_result(), page);
  };
  EXPECT_THAT(text(), Not(HasSubstr("unseen rows scored higher")));
  page.unseen.back().value = 0.75;  // 0.7 on validation rows
  EXPECT_THAT(text(), HasSubstr("Here it is below 0: unseen rows scored higher."));
}

TEST(RenderFitPage, HasTheSharesOfCategoriesAsText) {
  FitResult result = some_result();
  const std::string shares =
      "<td>b</td><td class=\"n\">50.0 %</td><td class=\"n\">50.0 %</td><td class=\"n\">";
  EXPECT_THAT(render(Outcome::kHelps), HasSubstr(shares + "50.0 %</td>"));
  result.synthetic_rows = 0;
  EXPECT_THAT(render_fit_page(some_options(), some_data(Outcome::kHelps), result, some_page()),
              HasSubstr(shares + "-</td>"));
}

TEST(RenderFitPage, IsWholeWhereThereIsNothingToShow) {
  FitResult result;
  result.methods = {{"AutoSMOTE", {}, {}, 0.0, 0, ""}};
  const std::string html =
      render_fit_page(some_options(), some_data(Outcome::kNoTestRows), result, FitPage{});
  EXPECT_THAT(html, HasSubstr("No synthetic rows were made"));
  EXPECT_THAT(html, Not(HasSubstr("equal a real row")));
  EXPECT_THAT(html, HasSubstr("There are no unseen rows"));
  EXPECT_THAT(html, HasSubstr("No episode was played."));
  EXPECT_THAT(html, Not(HasSubstr("data-chart=\"learning\"")));
  EXPECT_THAT(html, Not(HasSubstr("data-chart=\"roc\"")));
  EXPECT_THAT(html, HasSubstr("whose weights tell a reader nothing"));
  EXPECT_THAT(html, HasSubstr("</html>"));
}

}  // namespace
}  // namespace autosmote
