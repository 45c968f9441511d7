#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace autosmote {

/// Whether number `i` of `count` is one of the `asked` that lie at equal distances; true for
/// exactly min(asked, count) of 0 to count - 1.
inline bool kept_by_thinning(std::size_t i, std::size_t count, std::size_t asked) {
  asked = std::min(asked, count);
  return (i + 1) * asked / count > i * asked / count;
}

/// Those of `items` that are kept, in their order.
template <class T>
std::vector<T> thinned(const std::vector<T>& items, std::size_t asked) {
  std::vector<T> kept;
  kept.reserve(std::min(asked, items.size()));
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (kept_by_thinning(i, items.size(), asked)) kept.push_back(items[i]);
  }
  return kept;
}

}  // namespace autosmote
