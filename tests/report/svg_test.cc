#include "report/svg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/svg_parts.h"

namespace autosmote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(AxisMarks, AreRoundNumbersWithinTheRange) {
  EXPECT_THAT(axis_marks(0.0, 1.0, 4), ElementsAre(0.0, 0.5, 1.0));
  EXPECT_THAT(axis_marks(-2.0, 3.0, 5), ElementsAre(-2.0, -1.0, 0.0, 1.0, 2.0, 3.0));
  EXPECT_THAT(axis_marks(0.12, 0.39, 3), ElementsAre(0.2, testing::DoubleEq(0.3)));
  EXPECT_THAT(axis_marks(1.0, 1.0, 4), ElementsAre(1.0));
  EXPECT_LE(axis_marks(-3.7e8, 9.1e8, 5).size(), 6U);
}

TEST(IntervalDrawing, HasALineForEachAndEscapesItsNames) {
  const std::string svg =
      interval_drawing({{"a<b", 0.5, 0.4, 0.6, false}, {"c", 0.7, 0.6, 0.8, true}}, "the \"name\"");
  EXPECT_THAT(svg, HasSubstr("a&lt;b"));
  EXPECT_THAT(svg, HasSubstr("aria-label=\"the &quot;name&quot;\""));
  EXPECT_THAT(svg, HasSubstr("<g class=\"plain\">"));
  EXPECT_THAT(svg, HasSubstr("<g class=\"marked\">"));
}

TEST(DifferenceDrawing, ShowsZeroAlsoWhereTheIntervalIsFarFromIt) {
  EXPECT_THAT(difference_drawing(0.5, 0.4, 0.6, "d"), HasSubstr("class=\"zero\""));
  EXPECT_THAT(difference_drawing(0.0, 0.0, 0.0, "d"), Not(HasSubstr("nan")));
}

TEST(ShapeDrawing, HasABarForEachBinThatHoldsSomething) {
  ColumnShape shape;
  shape.name = "x<y";
  shape.first = 1.5;
  shape.last = 9.0;
  shape.minority = {{0.25, 0.75}, 0.0, 4.0, 1.0};
  shape.synthetic = {{0.0, 1.0}, 0.0, 5.0, 0.0};
  shape.majority = {{0.5, 0.5}, 0.0, 3.0, 1.0};
  const std::string svg = shape_drawing(shape);
  const auto count = [&svg](const std::string& text) {
    std::size_t found = 0;
    for (std::size_t at = svg.find(text); at != std::string::npos; at = svg.find(text, at + 1)) {
      ++found;
    }
    return found;
  };
  EXPECT_EQ(count("class=\"minority\""), 2U);
  EXPECT_EQ(count("class=\"synthetic\""), 1U);
  EXPECT_EQ(count("class=\"majority\""), 1U);
  EXPECT_THAT(svg, HasSubstr("Distribution of x&lt;y, mean of minority 4, mean of synthetic 5"));
  EXPECT_THAT(svg, HasSubstr(">1.5</text>"));
  EXPECT_THAT(svg, HasSubstr(">9</text>"));
  shape.bins = {};
  shape.numeric = false;
  shape.minority = shape.synthetic = shape.majority = {};
  EXPECT_THAT(shape_drawing(shape), Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace autosmote
