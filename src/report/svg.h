#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/fit_page.h"

namespace autosmote {

/// A value with an interval, one line of a drawing.
struct IntervalLine {
  std::string label;
  double value = 0.0;
  double lower = 0.0;
  double upper = 0.0;
  bool marked = false;
};

/// Dots with their intervals below each other on one axis, as inline SVG that takes its colours
/// from the page's style. `name` is what a screen reader says. At least one line.
std::string interval_drawing(const std::vector<IntervalLine>& lines, const std::string& name);

/// One interval against 0.
std::string difference_drawing(double value, double lower, double upper, const std::string& name);

/// A feature's distribution: minority and synthetic rows as bars above and below one line, the
/// majority as an outline.
std::string shape_drawing(const ColumnShape& shape);

}  // namespace autosmote
