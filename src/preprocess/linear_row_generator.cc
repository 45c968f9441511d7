#include "preprocess/linear_row_generator.h"

#include <algorithm>
#include <utility>

#include "core/check.h"

namespace autosmote {

double interpolate(double a, double b, double lambda) {
  // At the middle neither end is nearer: the smaller one decides for both directions.
  if (lambda > 0.5 || (lambda == 0.5 && b < a)) {
    std::swap(a, b);
    lambda = 1.0 - lambda;
  }
  if (lambda == 0.0) return a;
  // Halves, because the difference of two very large numbers could overflow.
  const double value = 2.0 * (0.5 * a + lambda * (0.5 * b - 0.5 * a));
  return std::clamp(value, std::min(a, b), std::max(a, b));
}

void LinearRowGenerator::generate(std::size_t source, std::size_t neighbor, double lambda,
                                  std::span<double> encoded) const {
  AUTOSMOTE_CHECK(source < minority_.rows && neighbor < minority_.rows &&
                  encoded.size() == minority_.cols && lambda >= 0.0 && lambda <= 1.0);
  const std::span<const double> from = minority_.row(source);
  const std::span<const double> to = minority_.row(neighbor);
  for (std::size_t f = 0; f < encoded.size(); ++f) encoded[f] = interpolate(from[f], to[f], lambda);
}

}  // namespace autosmote
