#include "report/html_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace autosmote {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(EscapeHtml, LeavesNothingThatAMarkupParserWouldTake) {
  EXPECT_EQ(escape_html("a<b>&\"'c"), "a&lt;b&gt;&amp;&quot;&#39;c");
  EXPECT_EQ(escape_html("</script><img src=x>"), "&lt;/script&gt;&lt;img src=x&gt;");
  EXPECT_EQ(escape_html("plain \xC3\xA9\xE2\x82\xAC\xF0\x9F\x8D\xB7"),
            "plain \xC3\xA9\xE2\x82\xAC\xF0\x9F\x8D\xB7");
  EXPECT_EQ(escape_html(""), "");
}

TEST(EscapeHtml, ReplacesWhatIsNoText) {
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(escape_html("\xFF"), bad);
  EXPECT_EQ(escape_html("a\xC3"), "a" + bad);                         // cut off
  EXPECT_EQ(escape_html("\xC0\xBC"), bad + bad);                      // an overlong '<'
  EXPECT_EQ(escape_html("\xED\xA0\x80"), bad + bad + bad);            // half of a surrogate pair
  EXPECT_EQ(escape_html("\xF4\x90\x80\x80"), bad + bad + bad + bad);  // beyond Unicode
  EXPECT_EQ(escape_html(std::string("\0\x1B\x7F", 3)), bad + bad + bad);
  EXPECT_EQ(escape_html("a\n\tb"), "a\n\tb");
}

TEST(EscapeScriptJson, CannotEndTheScriptAndReadsTheSame) {
  const nlohmann::json document = {{"</script>", "<!-- & -->"}, {"x", 1.5}};
  const std::string escaped = escape_script_json(document.dump());
  EXPECT_THAT(escaped, Not(HasSubstr("<")));
  EXPECT_THAT(escaped, Not(HasSubstr(">")));
  EXPECT_EQ(nlohmann::json::parse(escaped), document);
}

TEST(HtmlTable, EscapesItsCellsAndSaysWhatTheyAre) {
  HtmlTable table("a <caption>", {{"na<me"}, {"value", true}});
  EXPECT_TRUE(table.empty());
  table.add_row({"</td><script>", "1"});
  table.add_row({"x", "2"}, "chosen");
  table.allow_sorting();
  const std::string html = table.html();
  EXPECT_FALSE(table.empty());
  EXPECT_THAT(html, HasSubstr("<caption>a &lt;caption&gt;</caption>"));
  EXPECT_THAT(html,
              HasSubstr("<th scope=\"col\">na&lt;me</th><th scope=\"col\" class=\"n\">value"));
  EXPECT_THAT(html, HasSubstr("<tr><th scope=\"row\">&lt;/td&gt;&lt;script&gt;</th>"
                              "<td class=\"n\">1</td></tr>"));
  EXPECT_THAT(html, HasSubstr("<tr class=\"chosen\">"));
  EXPECT_THAT(html, HasSubstr("<table data-sortable>"));
  EXPECT_THAT(html, Not(HasSubstr("filterable")));
}

}  // namespace
}  // namespace autosmote
