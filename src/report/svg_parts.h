#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace autosmote {

// What the drawings share. Widths are those of a phone; the style lets them grow a little.
inline constexpr double kLabelWidth = 150.0;
inline constexpr double kPlotWidth = 200.0;
inline constexpr double kRightMargin = 15.0;
inline constexpr double kLineHeight = 24.0;

/// A linear map of numbers to the places of a drawing.
struct SvgScale {
  double lower = 0.0;
  double upper = 1.0;
  double start = 0.0;
  double length = 1.0;

  double operator()(double value) const {
    const double share = upper > lower ? (value - lower) / (upper - lower) : 0.5;
    return start + length * std::clamp(share, 0.0, 1.0);
  }
};

/// From `lower` to `upper` with some room on either side.
SvgScale padded_scale(double lower, double upper, double start, double length);

/// Where an axis from `lower` to `upper` is marked: at most about `count` round numbers.
std::vector<double> axis_marks(double lower, double upper, std::size_t count);

/// The element's start; `kind` is its class, `name` what a screen reader says.
std::string open_svg(double width, double height, const std::string& kind, const std::string& name);

/// Grid lines from top to bottom with their numbers below.
std::string svg_axis(const SvgScale& scale, double top, double bottom, std::size_t count);

/// A line's name to the left of the plot, at height y.
std::string svg_label(const std::string& label, double y, bool marked);

}  // namespace autosmote
