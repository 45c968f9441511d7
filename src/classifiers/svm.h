#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "autosmote/matrix_view.h"
#include "classifiers/linear_model.h"
#include "classifiers/refit.h"

namespace autosmote {

/// Columns, with the intercept, from which on steps are found by conjugate gradients: where they
/// were measured to be faster than a Hessian that is updated by the rows that enter or leave the
/// margin.
inline constexpr std::size_t kWideSvm = 768;

/// The L2-regularised linear support vector machine with squared hinge loss,
///
///   1/2 (|w|^2 + b^2) + C sum_i s_i max(0, 1 - y_i f(x_i))^2,   f(x) = w . x + b,  y = -1 or +1,
///
/// which is what scikit-learn's LinearSVC minimises by default: the intercept is regularised like
/// the coefficient of a feature that is 1. It is strongly convex, and Newton's method
/// (classifiers/linear_newton.h) reaches the one minimum in a few steps of O(n d^2), or, from
/// kWideSvm columns on, of some products of O(n d + d^2) each, with one Hessian at the start.
///
/// Labels are 0 (y = -1) or 1; `weights` s_i >= 0, empty for ones. Throws ConfigError unless C is
/// above 0, DataError unless both classes have weight.
LinearModel fit_linear_svm(MatrixView<const double> x, std::span<const int> labels,
                           std::span<const double> weights, double c);

/// The same, refitted again and again on weighted candidate rows; scores are f(x). Throws alike.
std::unique_ptr<RefitClassifier> make_svm_refit(const ClassifierOptions& options,
                                                const RefitData& data, const Context& context);

}  // namespace autosmote
