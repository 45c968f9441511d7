#include "classifiers/logistic.h"

#include "classifiers/lane_math.h"
#include "classifiers/linear_newton.h"
#include "classifiers/linear_refit.h"
#include "core/simd.h"

namespace autosmote {
namespace {

struct LogLoss {
  // log(1 + exp(-z)) by way of e = exp(-|z|), which cannot overflow.
  template <std::size_t N>
  [[gnu::always_inline]] static inline void apply(const Lanes (&z)[N], Lanes (&loss)[N],
                                                  Lanes (&slope)[N], Lanes (&curvature)[N]) {
    const Lanes zero = {};
    Lanes size[N];
    Lanes e[N];
    for (std::size_t n = 0; n < N; ++n) size[n] = z[n] < zero ? -z[n] : z[n];
    exp_negative(size, e);
    log1p_unit(e, loss);
    for (std::size_t n = 0; n < N; ++n) {
      const auto negative = z[n] < zero;
      const Lanes larger = 1.0 / (e[n] + 1.0);  // the probability of the class that z favours
      const Lanes smaller = e[n] * larger;
      loss[n] += negative ? size[n] : zero;
      slope[n] = negative ? -larger : -smaller;
      curvature[n] = larger * smaller;
    }
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
