#include "classifiers/svm.h"

#include "classifiers/linear_newton.h"
#include "classifiers/linear_refit.h"

namespace autosmote {
namespace {

struct SquaredHinge {
  // (1 - z)^2 inside the margin, 0 outside.
  template <class V, std::size_t N>
  [[gnu::always_inline]] static inline void apply(const V (&z)[N], V (&loss)[N], V (&slope)[N],
                                                  V (&curvature)[N]) {
    const V zero = {};
    for (std::size_t n = 0; n < N; ++n) {
      const V violation = 1.0 - z[n];
      const auto inside = violation > zero;
      const V hinge = inside ? violation : zero;
      loss[n] = hinge * hinge;
      slope[n] = -2.0 * hinge;
      curvature[n] = inside ? zero + 2.0 : zero;
    }
  }
};

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
