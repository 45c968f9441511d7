#pragma once

#include <cstddef>
#include <span>

#include "autosmote/matrix_view.h"
#include "preprocess/row_generator.h"

namespace autosmote {

/// The paper's synthetic rows: x_i + lambda (x_j - x_i) in the encoded features, one-hot columns
/// included (Zha et al. 2022, "Towards Automated Imbalanced Learning with Deep Hierarchical
/// Reinforcement Learning"). (i, j, lambda) and (j, i, 1 - lambda) are the same bytes.
class LinearRowGenerator : public RowGenerator {
 public:
  /// `minority`: the encoded minority rows of the training part, m x d; must outlive the generator.
  explicit LinearRowGenerator(MatrixView<const double> minority) : minority_(minority) {}

  std::size_t width() const override { return minority_.cols; }
  void generate(std::size_t source, std::size_t neighbor, double lambda,
                std::span<double> encoded) const override;

 private:
  MatrixView<const double> minority_;
};

/// The number at `lambda` in [0, 1] on the way from `a` to `b`, never outside the two, and exactly
/// `a` or `b` at the ends. Interpolates from the nearer end, so that exchanging the ends and taking
/// 1 - lambda gives the same bytes.
double interpolate(double a, double b, double lambda);

}  // namespace autosmote
