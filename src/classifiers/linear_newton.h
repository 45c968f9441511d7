#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "classifiers/lane_blocks.h"
#include "core/vector_kernel.h"

namespace autosmote {

/// One sweep over rows of one class: what a loss function gets and what it must give.
struct LossSweep {
  const Lanes* rows = nullptr;     ///< blocks x width
  const Lanes* weights = nullptr;  ///< blocks
  std::size_t blocks = 0;
  std::size_t width = 0;
  double sign = 1.0;              ///< +1 minority, -1 majority
  const double* point = nullptr;  ///< width: coefficients, then the intercept
  Lanes* curvature = nullptr;     ///< out, blocks: weight * second derivative of the loss, a row
  Lanes* gradient = nullptr;      ///< in and out, width: sum of weight * derivative * row
  Lanes* loss = nullptr;          ///< in and out, 1: sum of weight * loss
};

/// Computes a sweep with the loss inlined. `Loss::apply(z, loss, slope, curvature)` gives the loss
/// of N vectors of signed decision values z and its first two derivatives in z.
template <class Loss>
void sweep_loss(const LossSweep& s);

/// A smooth convex loss of a signed decision value.
struct LinearLoss {
  void (*sweep)(const LossSweep&) = nullptr;
  bool regularized_intercept = true;
  /// Columns, with the intercept, from which on steps are found by conjugate gradients.
  std::size_t wide_from = std::numeric_limits<std::size_t>::max();

  bool is_wide(std::size_t width) const { return width >= wide_from; }
};

/// Rows of one class, with weights, that take part in a fit.
struct LinearPart {
  const LaneBlocks* rows = nullptr;
  const Lanes* weights = nullptr;          ///< blocks, 0 where a block is filled up
  double sign = 1.0;                       ///< +1 minority, -1 majority
  double scale = 1.0;                      ///< multiplies all the weights; may be 0
  const Lanes* start_curvature = nullptr;  ///< curvature already in the start Hessian; null: none
};

/// Minimises  1/2 point' R point + c * sum_parts scale * sum_rows weight * loss(sign * f(row))  by
/// Newton's method with backtracking, where f(row) = point . (row, 1) and R is the identity,
/// without its last element if the intercept is not regularised.
///
/// For the squared hinge, whose generalised Hessian depends only on which rows lie inside the
/// margin, a full step that leaves this set as it is ends at the optimum, as exactly as the step
/// was computed (Mangasarian 2002, "A finite Newton method for classification"; Keerthi and DeCoste
/// 2005). The Hessian is updated by the blocks of rows whose curvature changed. The gradient is
/// summed anew at each point, so rounding in the Hessian cannot move the result.
///
/// With many columns the Hessian costs more than anything else (rows x columns^2, and columns^3 / 3
/// to factorise). There a step is found by conjugate gradients, which need products with the
/// Hessian only, preconditioned by the factor of the Hessian at another point, and as precisely as
/// the distance from the optimum makes worth while (Dembo, Eisenstat and Steihaug 1982, "Inexact
/// Newton methods"). Only where they take long, or a fit has no factor to start with, is the
/// Hessian made and factorised.
///
/// An object is memory for one fit at a time.
class LinearNewton {
 public:
  using Factor = Eigen::LLT<Eigen::MatrixXd>;

  struct Result {
    double objective = 0.0;
    int iterations = 0;  ///< Newton steps
    int factors = 0;     ///< Hessians that were factorised
    int products = 0;    ///< with the Hessian, of conjugate gradients
  };

  /// What is known of the Hessian at the point where a fit starts.
  struct Start {
    /// Few columns: the lower triangle without R that the parts' start_curvature adds up to, with
    /// c and the scales.
    const Eigen::MatrixXd* hessian = nullptr;
    /// Many columns (LinearLoss::is_wide): the factor of a Hessian that is like it. Must outlive
    /// the fit.
    const Factor* factor = nullptr;
  };

  /// Starts at `point` (width numbers), which then holds the optimum.
  Result minimize(const LinearLoss& loss, double c, std::span<const LinearPart> parts,
                  const Start& start, std::span<double> point);

  /// Adds R.
  static void add_regularizer(const LinearLoss& loss, Eigen::MatrixXd& hessian);
  /// The factor of a Hessian, given as its lower triangle. One that is singular to working
  /// precision (an intercept that is not regularised, far from every row's margin) is damped until
  /// it is not.
  static void factorize(const Eigen::MatrixXd& hessian, Factor& factor);

 private:
  struct PartState {
    std::span<const Lanes>
        current;  // the curvature at point_; with few columns the Hessian holds it
    LanesVector buffers[2];
    int trial = 0;  // the buffer that the next sweep writes to
    std::vector<std::uint32_t> changed;
    std::vector<std::uint32_t> active;
  };

  struct Listed {
    std::size_t changed = 0;
    std::size_t active = 0;
  };

  struct Trial {
    double length = 1.0;
    double objective = 0.0;
    double slope = 0.0;  // derivative of the objective in the length
  };

  Trial try_length(double length);
  std::optional<Trial> search_line(double objective, double decrement);
  double evaluate(const Eigen::VectorXd& point, Eigen::VectorXd& gradient);
  Listed list_blocks();
  void keep_curvature();
  bool update_hessian();
  void solve_by_factor();
  bool solve_by_products(const Factor& factor, double objective);
  void solve_wide(double objective);
  void multiply_by_hessian(const Eigen::VectorXd& vector, Eigen::VectorXd& product);

  LinearLoss loss_;
  Result result_;
  double c_ = 1.0;
  std::span<const LinearPart> parts_;
  std::vector<PartState> states_;
  LanesVector gradient_lanes_;
  Eigen::MatrixXd hessian_;
  Factor factor_;
  const Factor* preconditioner_ = nullptr;
  Eigen::VectorXd point_;
  Eigen::VectorXd gradient_;
  Eigen::VectorXd step_;
  double precision_ = 0.0;  // the relative error of step_, 0 of one by a factor, else as its
                            // preconditioner measures the residual
  Eigen::VectorXd trial_point_;
  Eigen::VectorXd trial_gradient_;
  Eigen::VectorXd residual_;
  Eigen::VectorXd preconditioned_;
  Eigen::VectorXd direction_;
  Eigen::VectorXd product_;
};

template <class Loss>
struct LossKernel {
  // Lanes W * part to W * part + W - 1 of N neighbouring blocks.
  template <std::size_t W, std::size_t N>
  [[gnu::always_inline]] static inline void sweep_part(const LossSweep& s, std::size_t block,
                                                       std::size_t part) {
    using V = typename Vectors<W>::Doubles;
    const double* const x = lanes_of(s.rows + block * s.width) + W * part;
    const double* const weights = lanes_of(s.weights + block) + W * part;
    double* const curvatures = lanes_of(s.curvature + block) + W * part;
    double* const gradient = lanes_of(s.gradient) + W * part;
    double* const total_loss = lanes_of(s.loss) + W * part;
    V z[N] = {};
    for (std::size_t j = 0; j < s.width; ++j) {
      for (std::size_t n = 0; n < N; ++n) {
        z[n] += *Vectors<W>::stored(x + (n * s.width + j) * kLanes) * s.point[j];
      }
    }
    for (std::size_t n = 0; n < N; ++n) z[n] *= s.sign;
    V loss[N];
    V slope[N];
    V curvature[N];
    Loss::apply(z, loss, slope, curvature);
    for (std::size_t n = 0; n < N; ++n) {
      const V weight = *Vectors<W>::stored(weights + n * kLanes);
      *Vectors<W>::stored(total_loss) += weight * loss[n];
      slope[n] = weight * slope[n] * s.sign;
      *Vectors<W>::stored(curvatures + n * kLanes) = weight * curvature[n];
    }
    for (std::size_t j = 0; j < s.width; ++j) {
      V sum = *Vectors<W>::stored(gradient + j * kLanes);
      for (std::size_t n = 0; n < N; ++n) {
        sum += slope[n] * *Vectors<W>::stored(x + (n * s.width + j) * kLanes);
      }
      *Vectors<W>::stored(gradient + j * kLanes) = sum;
    }
  }

  template <std::size_t W>
  [[gnu::always_inline]] static inline void run(const LossSweep& s) {
    constexpr std::size_t kUnroll = 4;
    std::size_t block = 0;
    for (; block + kUnroll <= s.blocks; block += kUnroll) {
      for (std::size_t part = 0; part < kLanes / W; ++part) sweep_part<W, kUnroll>(s, block, part);
    }
    for (; block < s.blocks; ++block) {
      for (std::size_t part = 0; part < kLanes / W; ++part) sweep_part<W, 1>(s, block, part);
    }
  }
};

template <class Loss>
void sweep_loss(const LossSweep& s) {
  run_vector_kernel<LossKernel<Loss>>(s);
}

}  // namespace autosmote
