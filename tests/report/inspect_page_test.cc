#include "report/inspect_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace autosmote {
namespace {

using testing::HasSubstr;
using testing::Not;

InspectResult some_result() {
  InspectResult result;
  result.rows = 200;
  result.neighbors = 5;
  result.duplicates = 3;
  result.classes.resize(2);
  result.classes[0].name = "</script><img src=x>";
  result.classes[0].rows = 150;
  result.classes[1].name = "few";
  result.classes[1].rows = 50;
  result.classes[1].ratio = 3.0;
  result.classes[1].safe = 10;
  result.classes[1].outliers = 40;
  result.columns.resize(1);
  result.columns[0].name = "<b>";
  result.columns[0].kind = "numeric";
  result.columns[0].role = "feature";
  result.columns[0].separation = 0.999;
  result.columns[0].leaking = true;
  result.advice = {"mind <this>"};
  result.seconds = 1.5;
  return result;
}

InspectOptions some_options() {
  InspectOptions options;
  options.data = "t.csv";
  options.target = "class";
  return options;
}

TEST(RenderInspectPage, HasAdviceClassesColumnsAndRows) {
  const std::string html = render_inspect_page(some_options(), some_result(), 2);
  EXPECT_THAT(html, HasSubstr("<li>mind &lt;this&gt;</li>"));
  EXPECT_THAT(html, HasSubstr("<rect class=\"safe\""));
  EXPECT_THAT(html, HasSubstr("<rect class=\"outlier\""));
  EXPECT_THAT(html, Not(HasSubstr("<rect class=\"rare\"")));
  EXPECT_THAT(html, HasSubstr("leaks the class"));
  EXPECT_THAT(html, HasSubstr("<td class=\"n\">3</td><td class=\"n\">1.5 %</td>"));
  EXPECT_THAT(html, HasSubstr("autosmote inspect t.csv --target class"));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
}

TEST(RenderInspectPage, SaysWhereNothingStandsOutAndWhereItWasInterrupted) {
  InspectResult result = some_result();
  result.advice.clear();
  EXPECT_THAT(render_inspect_page(some_options(), result, 2), HasSubstr("Nothing stands out."));
  result.interrupted = true;
  result.columns.clear();
  const std::string html = render_inspect_page(some_options(), result, 2);
  EXPECT_THAT(html, HasSubstr("Interrupted: columns and types of rows were not looked at."));
  EXPECT_THAT(html, Not(HasSubstr("Nothing stands out.")));
  EXPECT_THAT(html, Not(HasSubstr("id=\"columns\"")));
}

}  // namespace
}  // namespace autosmote
