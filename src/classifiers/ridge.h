#pragma once

#include <span>
#include <vector>

#include "autosmote/matrix_view.h"

namespace autosmote {

/// Leave-one-out margins of a class-balanced ridge classifier: for row i the value y_i f_i, y_i =
/// +1 for class 1 and -1 for class 0, where f is fitted on all rows but i by minimising
///   sum_k s_k (y_k - w x_k - b)^2 + penalty |w|^2,  s_k = n / (2 n_class(k)).
/// Computed from one fit, since for least squares f_i without row i is
/// (f_i - h_i y_i) / (1 - h_i) with h_i the row's leverage (Cook and Weisberg 1982). A positive
/// margin: the others classify the row rightly. `x`: n x d; both classes occur. `weights`: how many
/// equal rows each row stands for, 1 for those of class 1; empty: one each. Returns the margins
/// of the class-1 rows, in their order. O(n d^2 + d^3).
std::vector<double> leave_one_out_minority_margins(MatrixView<const double> x,
                                                   std::span<const int> labels, double penalty,
                                                   std::span<const double> weights = {});

}  // namespace autosmote
