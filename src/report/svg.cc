#include "report/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "report/cell_text.h"
#include "report/html_text.h"
#include "report/svg_parts.h"

namespace autosmote {
namespace {

std::string interval(const IntervalLine& line, const SvgScale& scale, double y) {
  return fmt::format(
      "<g class=\"{0}\"><line class=\"span\" x1=\"{1:.1f}\" y1=\"{2:.1f}\" x2=\"{3:.1f}\" "
      "y2=\"{2:.1f}\"/><circle cx=\"{4:.1f}\" cy=\"{2:.1f}\" r=\"4.5\"/></g>\n",
      line.marked ? "marked" : "plain", scale(line.lower), y, scale(line.upper), scale(line.value));
}

std::string bars(const std::vector<double>& shares, double largest, double width, double base,
                 double height, const char* kind) {
  std::string text;
  const double step = width / static_cast<double>(shares.size());
  for (std::size_t b = 0; b < shares.size(); ++b) {
    const double tall = largest > 0.0 ? std::fabs(height) * shares[b] / largest : 0.0;
    if (tall <= 0.0) continue;
    text += fmt::format(
        "<rect class=\"{}\" x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\"/>", kind,
        step * static_cast<double>(b) + 0.5, height > 0.0 ? base - tall : base,
        std::max(0.5, step - 1.0), tall);
  }
  return text;
}

// The outline of the majority's bars.
std::string outline(const std::vector<double>& shares, double largest, double width, double base,
                    double height) {
  std::string points;
  const double step = width / static_cast<double>(shares.size());
  for (std::size_t b = 0; b < shares.size(); ++b) {
    const double y = base - (largest > 0.0 ? height * shares[b] / largest : 0.0);
    points += fmt::format("{:.2f},{:.2f} {:.2f},{:.2f} ", step * static_cast<double>(b), y,
                          step * static_cast<double>(b + 1), y);
  }
  return fmt::format("<polyline class=\"majority\" points=\"{}\"/>", points);
}

std::string shape_name(const ColumnShape& shape) {
  std::string name = fmt::format("Distribution of {}", shape.name);
  const auto add = [&](const char* group, const ColumnShape::Group& numbers) {
    if (numbers.mean) name += fmt::format(", mean of {} {}", group, number_text(numbers.mean));
  };
  add("minority", shape.minority);
  add("synthetic", shape.synthetic);
  add("majority", shape.majority);
  return name;
}

}  // namespace

std::string interval_drawing(const std::vector<IntervalLine>& lines, const std::string& name) {
  double lower = lines.front().lower;
  double upper = lines.front().upper;
  for (const IntervalLine& line : lines) {
    lower = std::min(lower, line.lower);
    upper = std::max(upper, line.upper);
  }
  const SvgScale scale = padded_scale(lower, upper, kLabelWidth, kPlotWidth);
  const double bottom = kLineHeight * static_cast<double>(lines.size()) + 4.0;
  std::string text =
      open_svg(kLabelWidth + kPlotWidth + kRightMargin, bottom + 20.0, "intervals", name);
  text += svg_axis(scale, 2.0, bottom, 4);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double y = kLineHeight * (static_cast<double>(i) + 0.5) + 2.0;
    text += svg_label(lines[i].label, y, lines[i].marked);
    text += interval(lines[i], scale, y);
  }
  return text + "</svg>\n";
}

std::string difference_drawing(double value, double lower, double upper, const std::string& name) {
  const SvgScale scale = padded_scale(std::min(lower, 0.0), std::max(upper, 0.0), kRightMargin,
                                      kLabelWidth + kPlotWidth);
  std::string text =
      open_svg(kLabelWidth + kPlotWidth + 2.0 * kRightMargin, 46.0, "intervals difference", name);
  text += svg_axis(scale, 2.0, 28.0, 5);
  text += fmt::format("<line class=\"zero\" x1=\"{0:.1f}\" y1=\"0\" x2=\"{0:.1f}\" y2=\"28\"/>\n",
                      scale(0.0));
  text += interval({"", value, lower, upper, true}, scale, 14.0);
  return text + "</svg>\n";
}

std::string shape_drawing(const ColumnShape& shape) {
  constexpr double kWidth = 240.0;
  constexpr double kHalf = 44.0;
  double largest = 0.0;
  for (const auto* group : {&shape.majority, &shape.minority, &shape.synthetic}) {
    for (const double share : group->shares) largest = std::max(largest, share);
  }
  std::string text = open_svg(kWidth, 2.0 * kHalf + 20.0, "shape", shape_name(shape));
  text += bars(shape.minority.shares, largest, kWidth, kHalf, kHalf, "minority");
  text += bars(shape.synthetic.shares, largest, kWidth, kHalf, -kHalf, "synthetic");
  text += outline(shape.majority.shares, largest, kWidth, kHalf, kHalf);
  text += fmt::format("<line class=\"grid\" x1=\"0\" y1=\"{0}\" x2=\"{1}\" y2=\"{0}\"/>", kHalf,
                      kWidth);
  const double below = 2.0 * kHalf + 15.0;
  const std::string first = shape.numeric        ? number_text(shape.first)
                            : shape.bins.empty() ? ""
                                                 : shape.bins.front();
  const std::string last = shape.numeric           ? number_text(shape.last)
                           : shape.bins.size() < 2 ? ""
                                                   : shape.bins.back();
  text += fmt::format(
      "<text class=\"first\" x=\"0\" y=\"{0}\">{1}</text><text class=\"last\" x=\"{2}\" "
      "y=\"{0}\">{3}</text>",
      below, escape_html(shortened(first, 16)), kWidth, escape_html(shortened(last, 16)));
  return text + "</svg>\n";
}

}  // namespace autosmote
