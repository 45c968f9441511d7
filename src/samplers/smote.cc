#include "samplers/smote.h"

#include "core/check.h"

namespace autosmote {

std::vector<Interpolation> smote(const Matrix<std::uint32_t>& neighbors, std::size_t count,
                                 RandomStream& random) {
  const auto m = static_cast<std::uint32_t>(neighbors.rows());
  const auto k = static_cast<std::uint32_t>(neighbors.cols());
  AUTOSMOTE_CHECK(m >= 1 && k >= 1);
  std::vector<Interpolation> samples(count);
  for (Interpolation& sample : samples) {
    sample.source = random.below(m);
    const std::uint32_t slot = k > 1 ? 1 + random.below(k - 1) : 0;
    sample.neighbor = neighbors(sample.source, slot);
    sample.lambda = random.uniform();
  }
  return samples;
}

std::vector<std::uint32_t> random_over_sample(std::size_t instances, std::size_t count,
                                              RandomStream& random) {
  AUTOSMOTE_CHECK(instances >= 1);
  std::vector<std::uint32_t> copies(instances);
  for (std::size_t n = 0; n < count; ++n) {
    ++copies[random.below(static_cast<std::uint32_t>(instances))];
  }
  return copies;
}

}  // namespace autosmote
