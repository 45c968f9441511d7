#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"

namespace autosmote {

/// Rows of numbers and categories, column by column, with a distance between them that knows
/// missing values: the square root of the sum over columns of
///
/// - numbers: (a - b)^2, or `apart` where either is missing;
/// - categories: 0 where they are equal, else `apart`, also where either is missing.
///
/// With numbers divided by their range and `apart` 1 this is HEOM (Wilson and Martinez 1997,
/// "Improved heterogeneous distance functions"); other scales give HVDM and SMOTE-NC's distance.
struct MixedRows {
  struct Numbers {
    std::vector<double> values;  ///< one a row, scaled; NaN where missing
    double apart = 1.0;          ///< squared distance from and to a missing value
  };
  struct Categories {
    std::vector<std::int32_t> codes;  ///< one a row; below 0 where missing
    double apart = 1.0;               ///< squared distance of different categories
  };

  std::size_t rows = 0;
  std::vector<Numbers> numbers;
  std::vector<Categories> categories;

  /// The squared distances of row `from` to all rows, in the order of columns: numbers, then
  /// categories. `squared` has `rows` elements. O(rows * columns).
  void squared_distances(std::size_t from, std::vector<double>& squared) const;
};

/// The k nearest rows of each row, itself first, then nearest first; ties: lower row number. All
/// pairs are compared: O(rows^2 * columns), memory rows numbers a thread. 1 <= k <= rows. The same
/// for any number of threads.
Matrix<std::uint32_t> mixed_neighbors(const MixedRows& rows, std::size_t k, const Context& context);

}  // namespace autosmote
