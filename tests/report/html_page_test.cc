#include "report/html_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace autosmote {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(AssemblePage, FillsEveryPlaceOnceAndLeavesContentAlone) {
  HtmlPage page;
  page.title = "</title> & more";
  page.kind = "inspect";
  page.content = "<p>mail me @ home, @SCRIPTS@ and @TITLE@</p>";
  const std::string html = assemble_page(page);
  EXPECT_THAT(html, HasSubstr("<title>&lt;/title&gt; &amp; more</title>"));
  EXPECT_THAT(html, HasSubstr("<body class=\"inspect\">"));
  EXPECT_THAT(html, HasSubstr("<p>mail me @ home, @SCRIPTS@ and @TITLE@</p>"));
  EXPECT_THAT(html, Not(HasSubstr("@STYLE@")));
  EXPECT_THAT(html, Not(HasSubstr("id=\"data\"")));
  EXPECT_THAT(html, Not(HasSubstr("Chart.js v")));
}

TEST(AssemblePage, DataCannotEndItsScript) {
  HtmlPage page;
  page.data = R"({"x": "</script><b>"})";
  const std::string html = assemble_page(page);
  EXPECT_THAT(html, HasSubstr("\\u003c/script\\u003e\\u003cb\\u003e"));
}

TEST(AssemblePage, HasTheChartLibraryWhereThisBuildHasIt) {
  HtmlPage page;
  page.charts = true;
  page.data = "{}";
  EXPECT_EQ(assemble_page(page).find("Chart.js v") != std::string::npos, has_chart_library());
}

TEST(AssemblePage, NamesNothingThatABrowserWouldLoad) {
  HtmlPage page;
  page.data = "{}";  // without Chart.js, whose comment names its home page
  const std::string html = assemble_page(page);
  EXPECT_THAT(html, Not(HasSubstr("http:")));
  EXPECT_THAT(html, Not(HasSubstr("https:")));
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
}

}  // namespace
}  // namespace autosmote
