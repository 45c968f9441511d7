#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"
#include "core/random.h"

namespace autosmote {

struct KMeansResult {
  Matrix<double> centroids;            ///< k x d
  std::vector<std::uint32_t> cluster;  ///< n: the nearest centroid of each row
  double inertia = 0.0;                ///< sum of squared distances to it
  std::size_t rounds = 0;
};

/// k-means by Lloyd's rounds (1982, "Least squares quantization in PCM") from k-means++ seeds
/// (Arthur, Vassilvitskii 2007), with scikit-learn's defaults for one start: at most 300 rounds,
/// until no row changes its cluster or the squared moves of all centroids sum up to at most 1e-4
/// times the mean variance of the columns. Each seed is the best of 2 + ln k draws. A cluster that
/// loses all its rows takes the row farthest from its centroid. 1 <= k <= n rows, all finite.
/// Rounding, and with it the result, does not depend on the number of threads. A round is
/// O(n d log k) where few features matter; the seeds are O(n k d log k).
KMeansResult k_means(MatrixView<const double> rows, std::size_t k, RandomStream& random,
                     const Context& context);

}  // namespace autosmote
