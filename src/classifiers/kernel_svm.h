#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"

namespace autosmote {

struct KernelSvmOptions {
  double c = 1.0;
  double gamma = 1.0;       ///< of the kernel exp(-gamma |a - b|^2)
  double tolerance = 1e-3;  ///< largest violation of optimality at the end
  bool shrinking = true;    ///< leave points that stay at a bound out of the search for a time
  std::size_t cache_bytes = 200U << 20;
};

struct KernelSvm {
  std::vector<double> alpha;  ///< n, in [0, c]; not 0: a support vector
  double objective = 0.0;     ///< of the dual, at the end
  std::size_t steps = 0;
  std::size_t kernel_rows = 0;  ///< computed, in whole or in part
};

/// A support vector machine with the radial basis function kernel:
///   minimise 1/2 sum_ij alpha_i alpha_j s_i s_j exp(-gamma |x_i - x_j|^2) - sum_i alpha_i
///   subject to 0 <= alpha_i <= c, sum_i s_i alpha_i = 0,
/// by sequential minimal optimisation: two variables a step, chosen by second-order information
/// (Fan, Chen, Lin 2005, "Working set selection using second order information for training support
/// vector machines", WSS 2), with shrinking (Joachims 1998; in the form of Chang, Lin 2011,
/// "LIBSVM: a library for support vector machines", section 5.1). It takes the steps that LIBSVM
/// takes for the same order of rows, as far as rounding lets it: among equal candidates the last,
/// kernel values in single precision, everything else in double.
///
/// `x`: n x d, finite; `signs`: n, each 1 or -1, both present. The result does not depend on the
/// number of threads or the size of the cache. A step is O(n), and O(n d) where its two kernel rows
/// are not in the cache; memory n (d + 10) numbers and the cache.
KernelSvm fit_kernel_svm(MatrixView<const double> x, std::span<const int> signs,
                         const KernelSvmOptions& options, const Context& context);

/// scikit-learn's gamma="scale": 1 / (d * variance of all values), 1 where they do not vary.
double scale_gamma(MatrixView<const double> x);

}  // namespace autosmote
