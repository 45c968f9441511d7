#include "classifiers/svm.h"

#include "classifiers/linear_newton.h"
#include "classifiers/linear_refit.h"
#include "classifiers/squared_hinge.h"

namespace autosmote {
namespace {

constexpr LinearLoss kSquaredHinge{sweep_loss<SquaredHinge>, true, kWideSvm};

}  // namespace

LinearModel fit_linear_svm(MatrixView<const double> x, std::span<const int> labels,
                           std::span<const double> weights, double c) {
  return fit_linear(kSquaredHinge, "svm", x, labels, weights, c);
}

std::unique_ptr<RefitClassifier> make_svm_refit(const ClassifierOptions& options,
                                                const RefitData& data, const Context&) {
  return make_linear_refit(kSquaredHinge, "svm", options.c, data);
}

}  // namespace autosmote
