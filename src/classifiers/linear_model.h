#pragma once

#include <vector>

namespace autosmote {

/// A linear decision function f(x) = coefficients . x + intercept, and how it was found.
struct LinearModel {
  std::vector<double> coefficients;  ///< one a feature
  double intercept = 0.0;
  double objective = 0.0;  ///< the minimum of what was minimised
  int iterations = 0;      ///< Newton steps
};

}  // namespace autosmote
