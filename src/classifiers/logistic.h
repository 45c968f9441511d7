#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "autosmote/matrix_view.h"
#include "classifiers/linear_model.h"
#include "classifiers/refit.h"

namespace autosmote {

/// Columns, with the intercept, from which on steps are found by conjugate gradients: where they
/// were measured to be faster. Every row changes the Hessian at every step, so that is soon.
inline constexpr std::size_t kWideLogistic = 96;

/// L2-regularised logistic regression,
///
///   1/2 |w|^2 + C sum_i s_i log(1 + exp(-y_i f(x_i))),   f(x) = w . x + b,   y = -1 or +1,
///
/// which is what scikit-learn's LogisticRegression minimises by default: the intercept b is free.
/// With both classes present it is strictly convex and has one minimum, separable data included.
/// Newton's method (classifiers/linear_newton.h) reaches it in a few steps of O(n d^2), or, from
/// kWideLogistic columns on, of some products of O(n d + d^2) each, with one Hessian at the start.
///
/// Labels are 0 (y = -1) or 1; `weights` s_i >= 0, empty for ones. Throws ConfigError unless C is
/// above 0, DataError unless both classes have weight.
LinearModel fit_logistic_regression(MatrixView<const double> x, std::span<const int> labels,
                                    std::span<const double> weights, double c);

/// The same, refitted again and again on weighted candidate rows; scores are f(x), the log-odds.
/// Throws alike.
std::unique_ptr<RefitClassifier> make_logistic_refit(const ClassifierOptions& options,
                                                     const RefitData& data, const Context& context);

}  // namespace autosmote
