#include "classifiers/logistic.h"

#include "classifiers/lane_math.h"
#include "classifiers/linear_newton.h"
#include "classifiers/linear_refit.h"
#include "core/simd.h"

namespace autosmote {
namespace {

struct LogLoss {
  // log(1 + exp(-z)) by way of e = exp(-|z|), which cannot overflow.
  [[gnu::always_inline]] static inline void apply(const Lanes& z, Lanes& loss, Lanes& slope,
                                                  Lanes& curvature) {
    const Lanes zero = {};
    const auto negative = z < zero;
    const Lanes size = negative ? -z : z;
    Lanes e;
    exp_negative(size, e);
    const Lanes larger = 1.0 / (e + 1.0);  // the probability of the class that z favours
    const Lanes smaller = e * larger;
    log1p_unit(e, loss);
    loss += negative ? size : zero;
    slope = negative ? -larger : -smaller;
    curvature = larger * smaller;
  }
};

AUTOSMOTE_SIMD_CLONES
void sweep_log_loss(const LossSweep& s) { sweep_loss<LogLoss>(s); }

constexpr LinearLoss kLogLoss{sweep_log_loss, false};

}  // namespace

LinearModel fit_logistic_regression(MatrixView<const double> x, std::span<const int> labels,
                                    std::span<const double> weights, double c) {
  return fit_linear(kLogLoss, "logistic", x, labels, weights, c);
}

std::unique_ptr<RefitClassifier> make_logistic_refit(const ClassifierOptions& options,
                                                     const RefitData& data, const Context&) {
  return make_linear_refit(kLogLoss, "logistic", options.c, data);
}

}  // namespace autosmote
