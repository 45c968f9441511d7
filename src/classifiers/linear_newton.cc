#include "classifiers/linear_newton.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/check.h"
#include "core/vector_kernel.h"

namespace autosmote {
namespace {

// More than any problem with rounding errors of ordinary size needs; a bound for the others.
constexpr int kMaxIterations = 1000;
// Half the Newton decrement estimates how far the objective lies above its minimum. Below this
// fraction of the objective the last step is taken without a look at where it leads.
constexpr double kDecrementTolerance = 1e-18;
constexpr double kArmijo = 1e-4;
// A step's length is good enough where the slope is at most this part of that at the start.
constexpr double kSlopeRatio = 0.1;
constexpr double kMaxLength = 8.0;
constexpr int kMaxEvaluations = 60;
// Near the optimum two objectives differ by less than their rounding errors. There a step is taken
// on the word of the gradient alone, as long as the decrement keeps falling.
constexpr double kObjectiveRounding = 1e-13;
// Of a step by conjugate gradients: the coarsest relative precision, the distance from the optimum
// (root of decrement over objective) that is as good as none, and for how many columns one product
// with the Hessian is tried before it is made and factorised.
constexpr double kMaxPrecision = 1e-2;
constexpr double kNoDistance = 1e-10;
constexpr Eigen::Index kColumnsPerProduct = 16;

struct BlockLists {
  std::uint32_t* changed;
  std::uint32_t* active;
  std::size_t changed_count = 0;
  std::size_t active_count = 0;
};

/// Which blocks' curvatures differ in any bit, and which are not all +0.
struct ListBlocks {
  template <std::size_t W>
  [[gnu::always_inline]] static inline void run(const Lanes* after, const Lanes* before,
                                                std::size_t blocks, BlockLists& lists) {
    using Masks = typename Vectors<W>::Masks;
    std::size_t changed = 0;
    std::size_t active = 0;
    for (std::size_t b = 0; b < blocks; ++b) {
      Masks differing{};
      Masks set{};
      for (std::size_t first = 0; first < kLanes; first += W) {
        Masks bits;
        Masks bits_before;
        std::memcpy(&bits, lanes_of(after + b) + first, sizeof bits);
        std::memcpy(&bits_before, lanes_of(before + b) + first, sizeof bits_before);
        differing |= bits ^ bits_before;
        set |= bits;
      }
      lists.changed[changed] = static_cast<std::uint32_t>(b);
      lists.active[active] = static_cast<std::uint32_t>(b);
      changed += any_of<W>(differing) != 0 ? 1 : 0;
      active += any_of<W>(set) != 0 ? 1 : 0;
    }
    lists.changed_count = changed;
    lists.active_count = active;
  }
};

}  // namespace

LinearNewton::Result LinearNewton::minimize(const LinearLoss& loss, double c,
                                            std::span<const LinearPart> parts, const Start& start,
                                            std::span<double> point) {
  loss_ = loss;
  c_ = c;
  parts_ = parts;
  const auto width = static_cast<Eigen::Index>(point.size());
  const bool wide = loss.is_wide(point.size());
  point_ = Eigen::Map<const Eigen::VectorXd>(point.data(), width);
  gradient_.resize(width);
  trial_gradient_.resize(width);
  gradient_lanes_.resize(point.size());
  preconditioner_ = start.factor;
  if (!wide) {
    if (start.hessian != nullptr) {
      hessian_ = *start.hessian;
    } else {
      hessian_.setZero(width, width);
    }
    add_regularizer(loss, hessian_);
  }

  states_.resize(parts.size());
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const std::size_t blocks = parts[p].rows->blocks();
    AUTOSMOTE_CHECK(parts[p].rows->width() == point.size());
    PartState& state = states_[p];
    for (LanesVector& buffer : state.buffers) buffer.assign(blocks, Lanes{});
    state.current = parts[p].start_curvature == nullptr
                        ? std::span<const Lanes>(state.buffers[1])
                        : std::span<const Lanes>(parts[p].start_curvature, blocks);
    state.trial = 0;
  }

  result_ = {};
  double objective = evaluate(point_, gradient_);
  double last_decrement = std::numeric_limits<double>::infinity();
  const auto arrive = [&] {
    if (!wide) return update_hessian();
    const bool changed = list_blocks().changed > 0;
    keep_curvature();
    return changed;
  };
  arrive();
  while (result_.iterations < kMaxIterations) {
    if (wide) {
      solve_wide(objective);
    } else {
      solve_by_factor();
    }
    const double decrement = -gradient_.dot(step_);
    if (!(decrement > kDecrementTolerance * objective)) {
      if (decrement > 0.0) point_ += step_;
      break;
    }
    if (decrement <= kObjectiveRounding * objective && decrement > 0.25 * last_decrement) break;
    last_decrement = decrement;
    const std::optional<Trial> trial = search_line(objective, decrement);
    if (!trial) break;
    ++result_.iterations;
    objective = trial->objective;
    point_.swap(trial_point_);
    gradient_.swap(trial_gradient_);
    const bool changed = arrive();
    const bool exact = precision_ * precision_ * decrement <= kDecrementTolerance * objective;
    if (!changed && trial->length == 1.0 && exact) break;
  }
  Eigen::Map<Eigen::VectorXd>(point.data(), width) = point_;
  result_.objective = objective;
  return result_;
}

// Evaluates point_ + length * step_.
LinearNewton::Trial LinearNewton::try_length(double length) {
  trial_point_ = point_ + length * step_;
  Trial trial{.length = length, .objective = evaluate(trial_point_, trial_gradient_), .slope = 0.0};
  trial.slope = trial_gradient_.dot(step_);
  return trial;
}

// A length at which the objective has fallen and its slope is small beside the slope at 0, which
// is -decrement. The last trial evaluated is the one returned. A full step is such a length unless
// many rows enter or leave the margin on the way. Then the zero of the slope, which grows with the
// length, is sought: beyond 1 by one secant step (it saves a third of the iterations), below 1 by
// regula falsi with the Illinois rule (Dowell and Jarratt 1971), which keeps the zero bracketed.
std::optional<LinearNewton::Trial> LinearNewton::search_line(double objective, double decrement) {
  const double small = kSlopeRatio * decrement;
  const double rounding = kObjectiveRounding * objective;
  const auto falls = [&](const Trial& trial) {
    return trial.objective <= objective - kArmijo * trial.length * decrement ||
           (decrement <= rounding && std::abs(trial.objective - objective) <= rounding);
  };
  const Trial full = try_length(1.0);
  if (falls(full) && (decrement <= rounding || std::abs(full.slope) <= small)) return full;
  if (full.slope < 0.0 && falls(full)) {
    const Trial beyond =
        try_length(std::min(kMaxLength, decrement / std::max(decrement + full.slope, small)));
    return beyond.objective < full.objective ? beyond : try_length(1.0);
  }
  double low = 0.0;
  double low_slope = -decrement;
  double high = 1.0;
  double high_slope = full.slope;
  for (int evaluations = 1; evaluations < kMaxEvaluations; ++evaluations) {
    const double zero = (low * high_slope - high * low_slope) / (high_slope - low_slope);
    const Trial trial = try_length(zero > low && zero < high ? zero : 0.5 * (low + high));
    const bool last = evaluations + 1 == kMaxEvaluations;
    if (falls(trial) && (std::abs(trial.slope) <= small || last)) return trial;
    if (trial.slope < 0.0 && falls(trial)) {
      low = trial.length;
      low_slope = trial.slope;
      high_slope *= 0.5;
    } else {
      high = trial.length;
      high_slope = trial.slope;
      low_slope *= 0.5;
    }
  }
  return std::nullopt;
}

// The objective at `point` and its gradient; each part's curvature goes to its trial buffer.
double LinearNewton::evaluate(const Eigen::VectorXd& point, Eigen::VectorXd& gradient) {
  const Eigen::Index last = point.size() - 1;
  gradient = point;
  if (!loss_.regularized_intercept) gradient[last] = 0.0;
  double objective = 0.5 * gradient.dot(point);
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    const LinearPart& part = parts_[p];
    PartState& state = states_[p];
    std::fill(gradient_lanes_.begin(), gradient_lanes_.end(), Lanes{});
    Lanes loss = {};
    loss_.sweep({.rows = part.rows->data(),
                 .weights = part.weights,
                 .blocks = part.rows->blocks(),
                 .width = part.rows->width(),
                 .sign = part.sign,
                 .point = point.data(),
                 .curvature = state.buffers[state.trial].data(),
                 .gradient = gradient_lanes_.data(),
                 .loss = &loss});
    const double factor = c_ * part.scale;
    objective += factor * sum_lanes(lanes_of(&loss));
    for (Eigen::Index j = 0; j <= last; ++j)
      gradient[j] += factor * sum_lanes(lanes_of(&gradient_lanes_[j]));
  }
  return objective;
}

// Lists each part's blocks whose curvature at the last evaluated point differs from the current
// one, and those where it is not 0; how many there are.
LinearNewton::Listed LinearNewton::list_blocks() {
  Listed listed;
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    PartState& state = states_[p];
    const std::size_t blocks = parts_[p].rows->blocks();
    state.changed.resize(blocks);
    state.active.resize(blocks);
    BlockLists lists{state.changed.data(), state.active.data()};
    run_vector_kernel<ListBlocks>(state.buffers[state.trial].data(), state.current.data(), blocks,
                                  lists);
    state.changed.resize(lists.changed_count);
    state.active.resize(lists.active_count);
    listed.changed += lists.changed_count;
    listed.active += lists.active_count;
  }
  return listed;
}

// The curvature at the last evaluated point becomes the current one.
void LinearNewton::keep_curvature() {
  for (PartState& state : states_) {
    state.current = state.buffers[state.trial];
    state.trial = 1 - state.trial;
  }
}

// Makes the Hessian that of the last evaluated point, by the blocks that changed or from nothing,
// whichever are fewer blocks. Returns whether any block changed.
bool LinearNewton::update_hessian() {
  const Listed listed = list_blocks();
  const bool afresh = listed.changed > 0 && listed.active <= listed.changed;
  if (afresh) {
    hessian_.setZero();
    add_regularizer(loss_, hessian_);
  }
  const LowerTriangle out{hessian_.data(), static_cast<std::size_t>(hessian_.rows())};
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    const PartState& state = states_[p];
    add_outer_products(*parts_[p].rows, afresh ? state.active : state.changed,
                       state.buffers[state.trial].data(), afresh ? nullptr : state.current.data(),
                       c_ * parts_[p].scale, out);
  }
  keep_curvature();
  return listed.changed > 0;
}

void LinearNewton::add_regularizer(const LinearLoss& loss, Eigen::MatrixXd& hessian) {
  hessian.diagonal().array() += 1.0;
  if (!loss.regularized_intercept) hessian.diagonal().tail<1>()[0] -= 1.0;
}

void LinearNewton::factorize(const Eigen::MatrixXd& hessian, Factor& factor) {
  factor.compute(hessian);
  if (factor.info() == Eigen::Success) return;
  const double mean = hessian.trace() / static_cast<double>(hessian.rows());
  for (double damping = 1e-14; factor.info() != Eigen::Success && damping < 1.0; damping *= 100) {
    Eigen::MatrixXd damped = hessian;
    damped.diagonal().array() += damping * mean;
    factor.compute(damped);
  }
}

// step_ = -Hessian^-1 gradient.
void LinearNewton::solve_by_factor() {
  precision_ = 0.0;
  factorize(hessian_, factor_);
  ++result_.factors;
  step_ = factor_.solve(-gradient_);
}

// The same where there are many columns, within the precision that is worth while.
void LinearNewton::solve_wide(double objective) {
  if (preconditioner_ != nullptr && solve_by_products(*preconditioner_, objective)) return;
  const Eigen::Index width = point_.size();
  hessian_.setZero(width, width);
  add_regularizer(loss_, hessian_);
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    add_outer_products(*parts_[p].rows, states_[p].active, states_[p].current.data(), nullptr,
                       c_ * parts_[p].scale, {hessian_.data(), static_cast<std::size_t>(width)});
  }
  solve_by_factor();
  preconditioner_ = &factor_;
}

// The same by conjugate gradients, preconditioned by `factor`. False, and nothing of use in step_,
// where that takes so many products that a factor of this Hessian would be cheaper, or where
// rounding makes a matrix look indefinite.
bool LinearNewton::solve_by_products(const Factor& factor, double objective) {
  step_.setZero(point_.size());
  residual_ = -gradient_;
  preconditioned_ = factor.solve(residual_);
  direction_ = preconditioned_;
  double rho = residual_.dot(preconditioned_);
  if (!(rho >= 0.0)) return false;
  // rho is about the decrement, so its root beside that of the objective is the distance to the
  // optimum. A step squares it at best, so it need not be more precise than that, nor more than
  // brings the distance to as good as none.
  const double distance = std::sqrt(rho / objective);
  precision_ = std::min(std::max(distance, kNoDistance / distance), kMaxPrecision);
  const double enough = precision_ * precision_ * rho;
  const Eigen::Index most = point_.size() / kColumnsPerProduct;
  for (Eigen::Index product = 0; rho > enough; ++product) {
    if (product == most) return false;
    multiply_by_hessian(direction_, product_);
    ++result_.products;
    const double curvature = direction_.dot(product_);
    if (!(curvature > 0.0)) return false;
    const double length = rho / curvature;
    step_ += length * direction_;
    residual_ -= length * product_;
    preconditioned_ = factor.solve(residual_);
    const double next = residual_.dot(preconditioned_);
    if (!(next >= 0.0)) return false;
    direction_ = preconditioned_ + next / rho * direction_;
    rho = next;
  }
  return true;
}

void LinearNewton::multiply_by_hessian(const Eigen::VectorXd& vector, Eigen::VectorXd& product) {
  const Eigen::Index last = vector.size() - 1;
  product = vector;
  if (!loss_.regularized_intercept) product[last] = 0.0;
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    std::fill(gradient_lanes_.begin(), gradient_lanes_.end(), Lanes{});
    add_outer_products_times(*parts_[p].rows, states_[p].active, states_[p].current.data(),
                             {vector.data(), static_cast<std::size_t>(vector.size())},
                             gradient_lanes_.data());
    const double factor = c_ * parts_[p].scale;
    for (Eigen::Index j = 0; j <= last; ++j) {
      product[j] += factor * sum_lanes(lanes_of(&gradient_lanes_[static_cast<std::size_t>(j)]));
    }
  }
}

}  // namespace autosmote
