#include "classifiers/logistic.h"

#include "classifiers/lane_math.h"
#include "classifiers/linear_newton.h"
#include "classifiers/linear_refit.h"

namespace autosmote {
namespace {

struct LogLoss {
  // log(1 + exp(-z)) by way of e = exp(-|z|), which cannot overflow.
  template <class V, std::size_t N>
  [[gnu::always_inline]] static inline void apply(const V (&z)[N], V (&loss)[N], V (&slope)[N],
                                                  V (&curvature)[N]) {
    const V zero = {};
    V size[N];
    V e[N];
    for (std::size_t n = 0; n < N; ++n) size[n] = z[n] < zero ? -z[n] : z[n];
    exp_negative(size, e);
    log1p_unit(e, loss);
    for (std::size_t n = 0; n < N; ++n) {
      const auto negative = z[n] < zero;
      const V larger = 1.0 / (e[n] + 1.0);  // the probability of the class that z favours
      const V smaller = e[n] * larger;
      loss[n] += negative ? size[n] : zero;
      slope[n] = negative ? -larger : -smaller;
      curvature[n] = larger * smaller;
    }
  }
};

constexpr LinearLoss kLogLoss{sweep_loss<LogLoss>, false, kWideLogistic};

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
