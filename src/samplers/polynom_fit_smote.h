#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "autosmote/matrix_view.h"
#include "samplers/registry.h"

namespace autosmote {

/// polynom-fit-SMOTE (Gazzah, Essoukri Ben Amara 2008, "New oversampling approaches based on
/// polynomial fitting for imbalanced data sets"): new rows on lines and curves through the class.
///
/// star: on the way from each row to the mean of the class. bus: on the way from each row to the
/// next one in the order of the data. mesh: on the way between every two rows. On each of these
/// lines the n new rows divide it into n + 1 equal parts. All lines get the same number of rows to
/// within one; those that get one more are drawn, evenly over the data, so that the strategy is met
/// exactly (smote_variants gives all lines the same rounded n).
/// curve: each feature is a polynomial of the row's place in the data, t = 0 to m - 1, fitted by
/// least squares; a new row is the curve's point at a uniform t in [0, m - 1]. smote_variants draws
/// t for each feature on its own and up to m, so that its rows lie on no curve. A degree above
/// m - 1 is lowered to it, and context.log is told.
///
/// bus and curve depend on the order of the rows. Rows of star and curve are no interpolation
/// between two rows: their origin is the row they start from or, on the curve, the nearest by t.
/// DataError for a class of one row. O((m degree + rows added) d) and no m x m memory.
SamplerEntry polynom_fit_smote_entry();

/// The two numbers i < j of pair `number`, in the order (0, 1), (0, 2), (1, 2), (0, 3), ...
struct RowPair {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
};
RowPair pair_of(std::uint64_t number);

/// Polynomials of one degree in t, a column each, fitted by least squares to values at t = 0, 1,
/// ..., m - 1. Kept in the polynomials orthogonal over these t (Forsythe 1957, "Generation and use
/// of orthogonal polynomials for data-fitting with a digital computer"), where the fit is a scalar
/// product a coefficient and nothing is lost to conditioning.
class PolynomialCurve {
 public:
  /// `values`: m x d; degree < m. O(m degree d).
  PolynomialCurve(MatrixView<const double> values, std::size_t degree);

  /// The d values at t. O(degree d).
  void evaluate(double t, std::span<double> out) const;

 private:
  double scaled(double t) const {
    return half_range_ > 0.0 ? (t - half_range_) / half_range_ : 0.0;
  }

  double half_range_;               ///< (m - 1) / 2: t is scaled to [-1, 1]
  std::vector<double> recurrence_;  ///< p_{k+1}(s) = s p_k(s) - recurrence_[k] p_{k-1}(s)
  Matrix<double> coefficients_;     ///< (degree + 1) x d
};

}  // namespace autosmote
