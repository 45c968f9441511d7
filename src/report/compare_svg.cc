#include "report/compare_svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "report/html_text.h"
#include "report/svg_parts.h"

namespace autosmote {
namespace {

double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::string box(const BoxNumbers& numbers, const SvgScale& scale, double y, bool marked) {
  std::string text = fmt::format(
      "<g class=\"{0}\"><line class=\"whisker\" x1=\"{1:.1f}\" y1=\"{2:.1f}\" x2=\"{3:.1f}\" "
      "y2=\"{2:.1f}\"/><rect class=\"box\" x=\"{4:.1f}\" y=\"{5:.1f}\" width=\"{6:.1f}\" "
      "height=\"12\"/><line class=\"median\" x1=\"{7:.1f}\" y1=\"{5:.1f}\" x2=\"{7:.1f}\" "
      "y2=\"{8:.1f}\"/>",
      marked ? "marked" : "plain", scale(numbers.lower), y, scale(numbers.upper),
      scale(numbers.first), y - 6.0, std::max(1.0, scale(numbers.third) - scale(numbers.first)),
      scale(numbers.median), y + 6.0);
  for (const double outlier : numbers.outliers) {
    text += fmt::format("<circle class=\"far\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2\"/>",
                        scale(outlier), y);
  }
  return text + "</g>\n";
}

}  // namespace

BoxNumbers box_numbers(std::vector<double> values) {
  AUTOSMOTE_CHECK(!values.empty());
  std::ranges::sort(values);
  BoxNumbers numbers;
  numbers.first = quantile(values, 0.25);
  numbers.median = quantile(values, 0.5);
  numbers.third = quantile(values, 0.75);
  const double reach = 1.5 * (numbers.third - numbers.first);
  numbers.lower = numbers.first;
  numbers.upper = numbers.third;
  for (const double value : values) {
    if (value < numbers.first - reach || value > numbers.third + reach) {
      numbers.outliers.push_back(value);
    } else {
      numbers.lower = std::min(numbers.lower, value);
      numbers.upper = std::max(numbers.upper, value);
    }
  }
  return numbers;
}

std::string box_drawing(const std::vector<BoxLine>& lines, const std::string& name, bool zero) {
  double lower = zero ? 0.0 : lines.front().values.front();
  double upper = lower;
  for (const BoxLine& line : lines) {
    lower = std::min(lower, std::ranges::min(line.values));
    upper = std::max(upper, std::ranges::max(line.values));
  }
  const SvgScale scale = padded_scale(lower, upper, kLabelWidth, kPlotWidth);
  const double bottom = kLineHeight * static_cast<double>(lines.size()) + 4.0;
  std::string text =
      open_svg(kLabelWidth + kPlotWidth + kRightMargin, bottom + 20.0, "boxes", name);
  text += svg_axis(scale, 2.0, bottom, 4);
  if (zero) {
    text +=
        fmt::format("<line class=\"zero\" x1=\"{0:.1f}\" y1=\"2\" x2=\"{0:.1f}\" y2=\"{1}\"/>\n",
                    scale(0.0), bottom);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double y = kLineHeight * (static_cast<double>(i) + 0.5) + 2.0;
    text += svg_label(lines[i].label, y, lines[i].marked);
    text += box(box_numbers(lines[i].values), scale, y, lines[i].marked);
  }
  return text + "</svg>\n";
}

std::vector<std::pair<std::size_t, std::size_t>> rank_groups(std::span<const double> ranks,
                                                             double critical_difference) {
  std::vector<std::pair<std::size_t, std::size_t>> groups;
  std::size_t covered = 0;  // one past the last method of the latest group
  for (std::size_t first = 0; first < ranks.size(); ++first) {
    std::size_t last = first;
    while (last + 1 < ranks.size() && ranks[last + 1] - ranks[first] <= critical_difference) ++last;
    if (last == first || last < covered) continue;  // within an earlier one
    groups.emplace_back(first, last);
    covered = last + 1;
  }
  return groups;
}

std::string rank_drawing(std::vector<RankLine> lines, double critical_difference,
                         const std::string& name) {
  std::ranges::stable_sort(lines, {}, &RankLine::rank);
  std::vector<double> ranks;
  for (const RankLine& line : lines) ranks.push_back(line.rank);
  const auto groups = rank_groups(ranks, critical_difference);
  const SvgScale scale{1.0, static_cast<double>(lines.size()), kLabelWidth, kPlotWidth - 20.0};
  constexpr double kTop = 26.0;
  const double bottom = kTop + kLineHeight * static_cast<double>(lines.size()) + 2.0;
  const double right = kLabelWidth + kPlotWidth;
  std::string text = open_svg(right + 9.0 * static_cast<double>(groups.size()) + kRightMargin,
                              bottom + 20.0, "ranks", name);
  text += svg_axis(scale, kTop, bottom, 5);
  const double end = std::min(scale(1.0 + critical_difference), right);
  text += fmt::format(
      "<line class=\"difference\" x1=\"{0:.1f}\" y1=\"20\" x2=\"{1:.1f}\" y2=\"20\"/>"
      "<text class=\"first\" x=\"{0:.1f}\" y=\"14\">critical difference {2:.2f}</text>\n",
      scale(1.0), end, critical_difference);
  const auto height = [](std::size_t i) {
    return kTop + kLineHeight * (static_cast<double>(i) + 0.5);
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += svg_label(lines[i].label, height(i), lines[i].marked);
    text += fmt::format("<g class=\"{}\"><circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4.5\"/></g>\n",
                        lines[i].marked ? "marked" : "plain", scale(lines[i].rank), height(i));
  }
  for (std::size_t g = 0; g < groups.size(); ++g) {
    text += fmt::format(
        "<line class=\"group\" x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\"/>\n",
        right + 9.0 * static_cast<double>(g), height(groups[g].first) - 7.0,
        height(groups[g].second) + 7.0);
  }
  return text + "</svg>\n";
}

}  // namespace autosmote
