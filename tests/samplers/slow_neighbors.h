#pragma once

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "samplers/sampler_data.h"

namespace autosmote {

/// The k nearest rows of row i among those that `counts`, without i, by comparing all pairs; ties
/// by row number.
inline std::vector<std::uint32_t> slow_neighbors(const TestData& data, std::uint32_t i,
                                                 std::size_t k,
                                                 const std::function<bool(std::uint32_t)>& counts) {
  std::vector<std::pair<double, std::uint32_t>> all;
  for (std::uint32_t j = 0; j < data.x.rows(); ++j) {
    if (j == i || !counts(j)) continue;
    double sum = 0.0;
    for (std::size_t f = 0; f < data.x.cols(); ++f) {
      const double off = data.x(i, f) - data.x(j, f);
      sum += off * off;
    }
    all.emplace_back(sum, j);
  }
  std::sort(all.begin(), all.end());
  std::vector<std::uint32_t> nearest;
  for (std::size_t s = 0; s < std::min(k, all.size()); ++s) nearest.push_back(all[s].second);
  return nearest;
}

inline std::vector<std::uint32_t> slow_same_class(const TestData& data, std::uint32_t i,
                                                  std::size_t k) {
  return slow_neighbors(data, i, k,
                        [&](std::uint32_t j) { return data.labels[j] == data.labels[i]; });
}

inline std::vector<std::uint32_t> slow_any_class(const TestData& data, std::uint32_t i,
                                                 std::size_t k) {
  return slow_neighbors(data, i, k, [](std::uint32_t) { return true; });
}

/// How many of the k nearest rows of any class are of another class than row i.
inline std::size_t slow_foreign(const TestData& data, std::uint32_t i, std::size_t k) {
  std::size_t foreign = 0;
  for (const std::uint32_t j : slow_any_class(data, i, k)) {
    foreign += data.labels[j] != data.labels[i];
  }
  return foreign;
}

}  // namespace autosmote
