#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "autosmote/matrix_view.h"
#include "core/random.h"

namespace autosmote {

/// Columns as in tables of counts and categories: mostly 0, one-hot, of many values, constant.
inline Matrix<double> rows_of_counts(std::size_t rows, RandomStream& random) {
  Matrix<double> x(rows, 7);
  for (std::size_t i = 0; i < rows; ++i) {
    x(i, 0) = random.below(10) == 0 ? 1.0 + random.below(40) : 0.0;
    const std::size_t category = 1 + random.below(3);
    for (std::size_t c = 1; c <= 3; ++c) x(i, c) = c == category ? 1.0 : 0.0;
    x(i, 4) = 0.25 * random.below(300) - 20.0;
    x(i, 5) = 7.5;
    x(i, 6) = 3e-8 * random.below(20);  // a chain of values that are too close to be parted
  }
  return x;
}

/// Numbers with zeros of both signs and some out of the range of float, numbers of three decimals,
/// numbers of which many cannot be parted from their neighbours, and a flag.
inline Matrix<double> rows_of_numbers(std::size_t rows, RandomStream& random) {
  Matrix<double> x(rows, 4);
  for (std::size_t i = 0; i < rows; ++i) {
    x(i, 0) = random.normal();
    if (const std::uint32_t kind = random.below(100); kind < 4) {
      x(i, 0) = kind < 2 ? (kind == 0 ? 0.0 : -0.0) : (kind == 2 ? 1e300 : -1e300);
    }
    x(i, 1) = std::round(1000.0 * random.normal()) / 1000.0;
    x(i, 2) = 0.03 * random.uniform();
    x(i, 3) = random.below(3) == 0 ? 1.0 : 0.0;
  }
  return x;
}

}  // namespace autosmote
