#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace autosmote {

/// Pearson's statistic of counts against what is expected of each.
inline double chi_square(const std::vector<double>& found, const std::vector<double>& expected) {
  double sum = 0.0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    sum += std::pow(found[i] - expected[i], 2) / expected[i];
  }
  return sum;
}

/// Four standard deviations above the mean of the statistic for so many cells.
inline double chi_square_limit(std::size_t cells) {
  const double freedom = static_cast<double>(cells - 1);
  return freedom + 4.0 * std::sqrt(2.0 * freedom);
}

/// The statistic of numbers in [0, 1) against even spread over `cells`; infinite outside.
inline double chi_square_uniform(const std::vector<double>& values, std::size_t cells) {
  std::vector<double> counts(cells);
  for (const double value : values) {
    if (!(value >= 0.0 && value < 1.0)) return HUGE_VAL;
    ++counts[static_cast<std::size_t>(value * static_cast<double>(cells))];
  }
  const double each = static_cast<double>(values.size()) / static_cast<double>(cells);
  return chi_square(counts, std::vector<double>(cells, each));
}

}  // namespace autosmote
