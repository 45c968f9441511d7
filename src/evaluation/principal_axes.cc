#include "evaluation/principal_axes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "core/check.h"

namespace autosmote {
namespace {

constexpr int kMostSteps = 300;
constexpr double kStill = 1e-15;  // squared change of an axis after which it is taken

double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void subtract(std::span<double> from, std::span<const double> axis, double times) {
  for (std::size_t j = 0; j < from.size(); ++j) from[j] -= times * axis[j];
}

// To length 1 and orthogonal to `before`; false where nothing is left. What rounding leaves of a
// multiple of `before` is again nearly parallel to it, so that a second subtraction tells.
bool make_orthonormal(std::span<const double> before, std::vector<double>& axis) {
  double length = 0.0;
  for (int pass = 0; pass < 2; ++pass) {
    subtract(axis, before, dot(axis, before));
    length = std::sqrt(dot(axis, axis));
    if (!(length > 0.0)) return false;
    for (double& value : axis) value /= length;
  }
  return length > 0.5;
}

// No multiple of any direction that data are likely to have: multiples of the golden ratio.
std::vector<double> start_of(std::size_t width) {
  std::vector<double> axis(width);
  for (std::size_t j = 0; j < width; ++j) {
    const double multiple = 0.6180339887498949 * static_cast<double>(j + 1);
    axis[j] = 0.25 + multiple - std::floor(multiple);
  }
  return axis;
}

// One step: covariance times `axis`. Gives the variance along `axis`.
double multiply(const Matrix<double>& centered, std::vector<double>& axis) {
  std::vector<double> product(axis.size());
  double variance = 0.0;
  for (std::size_t i = 0; i < centered.rows(); ++i) {
    const auto row = centered.row(i);
    const double place = dot(row, axis);
    variance += place * place;
    subtract(product, row, -place);
  }
  axis = std::move(product);
  return variance / static_cast<double>(centered.rows());
}

void point_upwards(std::vector<double>& axis) {
  const double largest = *std::ranges::max_element(
      axis, [](double a, double b) { return std::fabs(a) < std::fabs(b); });
  if (largest < 0.0) {
    for (double& value : axis) value = -value;
  }
}

// The direction of most variance orthogonal to `before`, and the variance along it.
double find_axis(const Matrix<double>& centered, std::span<const double> before,
                 std::vector<double>& axis) {
  axis = start_of(before.size());
  double variance = 0.0;
  bool any = make_orthonormal(before, axis);
  for (int step = 0; any && step < kMostSteps; ++step) {
    std::vector<double> next = axis;
    variance = multiply(centered, next);
    any = variance > 0.0 && make_orthonormal(before, next);
    if (!any) break;
    subtract(axis, next, 1.0);
    const double change = dot(axis, axis);
    axis = std::move(next);
    if (change < kStill) break;
  }
  if (!any) {
    std::ranges::fill(axis, 0.0);
    return 0.0;
  }
  point_upwards(axis);
  return variance;
}

}  // namespace

std::array<double, 2> PrincipalAxes::project(std::span<const double> row) const {
  std::array<double, 2> place{0.0, 0.0};
  for (std::size_t a = 0; a < 2; ++a) place[a] = dot(row, axes[a]) - dot(mean, axes[a]);
  return place;
}

PrincipalAxes principal_axes(MatrixView<const double> rows) {
  AUTOSMOTE_CHECK(rows.rows > 0);
  PrincipalAxes result;
  result.mean.resize(rows.cols);
  for (std::size_t i = 0; i < rows.rows; ++i) subtract(result.mean, rows.row(i), -1.0);
  for (double& value : result.mean) value /= static_cast<double>(rows.rows);
  Matrix<double> centered(rows.rows, rows.cols);
  double total = 0.0;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    std::ranges::copy(rows.row(i), centered.row(i).begin());
    subtract(centered.row(i), result.mean, 1.0);
    total += dot(centered.row(i), centered.row(i));
  }
  total /= static_cast<double>(rows.rows);
  std::vector<double> before(rows.cols);
  for (std::size_t a = 0; a < 2; ++a) {
    const double variance = find_axis(centered, before, result.axes[a]);
    result.explained[a] = total > 0.0 ? variance / total : 0.0;
    before = result.axes[a];
  }
  return result;
}

}  // namespace autosmote
