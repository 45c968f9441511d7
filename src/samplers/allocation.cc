#include "samplers/allocation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/check.h"

namespace autosmote {

// The points u, u + 1, ..., u + total - 1 are laid on the weights put one after another and scaled
// to `total`; each weight gets the points on it. The last point must not be lost to rounding, so
// the end of the last positive weight is where all points have been met.
std::vector<std::uint64_t> share_out(std::span<const double> weights, std::uint64_t total,
                                     RandomStream& random) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  AUTOSMOTE_CHECK(sum > 0.0 && std::isfinite(sum));
  const double u = random.uniform();
  std::vector<std::uint64_t> numbers(weights.size());
  double running = 0.0;
  std::uint64_t met = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    running += weights[i];
    const double end = running / sum * static_cast<double>(total);
    const std::uint64_t now =
        running == sum
            ? total
            : std::min(total, static_cast<std::uint64_t>(std::ceil(std::max(0.0, end - u))));
    numbers[i] = now - met;
    met = now;
  }
  return numbers;
}

std::vector<std::uint64_t> spread_out(std::uint64_t items, std::uint64_t count,
                                      RandomStream& random) {
  AUTOSMOTE_CHECK(count <= items);
  std::vector<std::uint64_t> places(count);
  for (std::uint64_t s = 0; s < count; ++s) {
    // s * items / count without a product that could overflow.
    const auto begin_of = [&](std::uint64_t part) {
      return part * (items / count) + part * (items % count) / count;
    };
    const std::uint64_t begin = begin_of(s);
    const std::uint64_t size = begin_of(s + 1) - begin;
    const auto offset = static_cast<std::uint64_t>(random.uniform() * static_cast<double>(size));
    places[s] = begin + std::min(offset, size - 1);
  }
  return places;
}

}  // namespace autosmote
