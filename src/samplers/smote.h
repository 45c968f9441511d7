#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "autosmote/matrix_view.h"
#include "core/random.h"

namespace autosmote {

/// A point on the way from one minority instance to another.
struct Interpolation {
  std::uint32_t source = 0;
  std::uint32_t neighbor = 0;
  double lambda = 0.0;  ///< in [0, 1)
};

/// SMOTE (Chawla et al. 2002): `count` times a random instance, a random one of its neighbours, a
/// random point between. `neighbors`: m x K, the instance itself first (never drawn where K > 1).
/// The first n of a longer result are the result for n. O(count).
std::vector<Interpolation> smote(const Matrix<std::uint32_t>& neighbors, std::size_t count,
                                 RandomStream& random);

/// Random over-sampling: how often each of `instances` is repeated when `count` copies are drawn
/// with replacement. O(count).
std::vector<std::uint32_t> random_over_sample(std::size_t instances, std::size_t count,
                                              RandomStream& random);

}  // namespace autosmote
