#include "report/svg_parts.h"

#include <fmt/format.h>

#include <cmath>

#include "report/cell_text.h"
#include "report/html_text.h"

namespace autosmote {

SvgScale padded_scale(double lower, double upper, double start, double length) {
  const double margin = std::max(1e-6, 0.06 * (upper - lower));
  return {lower - margin, upper + margin, start, length};
}

std::string open_svg(double width, double height, const std::string& kind,
                     const std::string& name) {
  return fmt::format(
      "<svg class=\"{}\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">\n", kind,
      width, height, escape_html(name));
}

std::string svg_axis(const SvgScale& scale, double top, double bottom, std::size_t count) {
  std::string text;
  for (const double mark : axis_marks(scale.lower, scale.upper, count)) {
    const double x = scale(mark);
    text += fmt::format(
        "<line class=\"grid\" x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\"/>"
        "<text class=\"mark\" x=\"{0:.1f}\" y=\"{3:.1f}\">{4}</text>\n",
        x, top, bottom, bottom + 14.0, number_text(mark, 3));
  }
  return text;
}

std::vector<double> axis_marks(double lower, double upper, std::size_t count) {
  if (!(upper > lower) || count == 0) return {lower};
  const double rough = (upper - lower) / static_cast<double>(count);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10.0 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= rough) step = factor * power;
  }
  std::vector<double> marks;
  for (double n = std::ceil(lower / step); n * step <= upper; n += 1.0) {
    marks.push_back(n == 0.0 ? 0.0 : n * step);
  }
  return marks;
}

std::string svg_label(const std::string& label, double y, bool marked) {
  return fmt::format("<text class=\"label{}\" x=\"{:.0f}\" y=\"{:.1f}\">{}</text>",
                     marked ? " strong" : "", kLabelWidth - 8.0, y + 4.0,
                     escape_html(shortened(label, 24)));
}

}  // namespace autosmote
