#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace autosmote {

/// A box plot's numbers (Tukey): quartiles by linear interpolation, whiskers to the farthest values
/// within 1.5 times the distance of the quartiles, and what lies beyond.
struct BoxNumbers {
  double lower = 0.0;
  double first = 0.0;
  double median = 0.0;
  double third = 0.0;
  double upper = 0.0;
  std::vector<double> outliers;
};

/// Of one value at least. O(n log n).
BoxNumbers box_numbers(std::vector<double> values);

/// One line of box plots below each other.
struct BoxLine {
  std::string label;
  std::vector<double> values;  ///< at least one
  bool marked = false;
};

/// Box plots on one axis as inline SVG; `zero`: with a line at 0. At least one line.
std::string box_drawing(const std::vector<BoxLine>& lines, const std::string& name, bool zero);

/// Groups of methods that cannot be told apart: the longest runs [first, last] of ascending ranks
/// that span no more than the critical difference, of two methods or more.
std::vector<std::pair<std::size_t, std::size_t>> rank_groups(std::span<const double> ranks,
                                                             double critical_difference);

/// One method of a critical-difference diagram.
struct RankLine {
  std::string label;
  double rank = 0.0;
  bool marked = false;
};

/// A critical-difference diagram (Demsar 2006, "Statistical comparisons of classifiers over
/// multiple data sets") with the methods below each other: dots at their average ranks, bars to the
/// right that join methods which cannot be told apart, and the critical difference as a scale.
std::string rank_drawing(std::vector<RankLine> lines, double critical_difference,
                         const std::string& name);

}  // namespace autosmote
