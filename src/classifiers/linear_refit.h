#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "autosmote/matrix_view.h"
#include "classifiers/linear_model.h"
#include "classifiers/linear_newton.h"
#include "classifiers/refit.h"

namespace autosmote {

/// Fits a linear classifier with `loss` on the rows of x, from zero. Labels are 0 or 1; `weights`
/// is empty for ones or has a number >= 0 a row. `name` is for messages. Throws ConfigError unless
/// c > 0, DataError unless both classes have weight.
LinearModel fit_linear(const LinearLoss& loss, std::string_view name, MatrixView<const double> x,
                       std::span<const int> labels, std::span<const double> weights, double c);

/// The RefitClassifier of a linear loss. All fits start from the fit on the base rows with unit
/// weights. Scores are decision values, a row is minority if its score is above 0. The base rows
/// are held twice (the caller's and packed, in the order of the start's decision values, so that
/// rows whose status changes together share blocks). Throws like fit_linear.
std::unique_ptr<RefitClassifier> make_linear_refit(const LinearLoss& loss, std::string_view name,
                                                   double c, const RefitData& data);

}  // namespace autosmote
