#pragma once

#include <array>
#include <span>
#include <vector>

#include "autosmote/matrix_view.h"

namespace autosmote {

/// The plane in which rows differ most (principal component analysis).
struct PrincipalAxes {
  std::vector<double> mean;                   ///< d
  std::array<std::vector<double>, 2> axes;    ///< orthogonal, of length 1; zeros where none is left
  std::array<double, 2> explained{0.0, 0.0};  ///< share of the variance along each

  /// A row's place in the plane.
  std::array<double, 2> project(std::span<const double> row) const;
};

/// Of rows n x d, n >= 1, by power iteration with deflation: at most 300 steps an axis, which is
/// enough for a picture also where two directions have nearly the same variance (the plane is then
/// one of several equally good ones). The largest component of an axis is positive. The same bytes
/// each time. O(300 n d).
PrincipalAxes principal_axes(MatrixView<const double> rows);

}  // namespace autosmote
