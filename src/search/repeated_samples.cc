#include "search/repeated_samples.h"

#include <algorithm>

namespace autosmote {

std::size_t distinct_samples(std::size_t wanted, std::size_t instances, std::size_t features) {
  constexpr std::size_t kLeast = std::size_t{1} << 14;
  constexpr std::size_t kLeastAnInstance = 8;
  if (wanted * features <= kMostSampleNumbers) return wanted;
  return std::min(wanted, std::max(kLeast, kLeastAnInstance * instances));
}

void append_repeated(std::uint32_t first, std::size_t distinct, std::size_t count,
                     std::vector<WeightedRow>& samples) {
  const std::size_t used = std::min(distinct, count);  // 0 where none are drawn
  for (std::size_t s = 0; s < used; ++s) {
    const std::size_t times = count / distinct + (s < count % distinct ? 1 : 0);
    samples.push_back({first + static_cast<std::uint32_t>(s), static_cast<std::uint32_t>(times)});
  }
}

}  // namespace autosmote
