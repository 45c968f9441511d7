#include "classifiers/kernel_svm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "classifiers/lane_blocks.h"
#include "classifiers/rbf_rows.h"
#include "core/abandon.h"
#include "core/check.h"
#include "core/vector_kernel.h"

namespace autosmote {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Stands for the curvature between two equal points.
constexpr double kTau = 1e-12;
/// Steps between two looks at which points can be left out.
constexpr std::size_t kShrinkSteps = 1000;
constexpr std::size_t kStepsBetweenChecks = 256;  // of the cancellation

/// The largest value of each lane and the last position that has it; -1: none.
struct LaneBests {
  double value[kLanes];
  std::int64_t position[kLanes];
};

/// The largest of all values, the last position that has it, and the other lanes' positions, which
/// are likely to come next.
struct Ranking {
  double value = -kInfinity;
  std::vector<std::size_t> positions;  ///< the largest first; empty: none
};

void rank(const LaneBests& bests, Ranking& ranking) {
  std::array<std::pair<double, std::int64_t>, kLanes> lanes;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    lanes[lane] = {bests.value[lane], bests.position[lane]};
  }
  std::ranges::sort(lanes, std::ranges::greater{});
  ranking.value = lanes[0].first;
  ranking.positions.clear();
  for (const auto& [value, position] : lanes) {
    if (value == -kInfinity || position < 0) break;
    ranking.positions.push_back(static_cast<std::size_t>(position));
  }
}

/// What the passes below read: f (see Solver), and 0 or infinity for points whose s alpha may go up
/// or not, and may go down or not.
struct Points {
  double* f;
  const double* up_bar;
  const double* down_bar;
  std::size_t count;  ///< a multiple of kLanes
};

/// The best of each lane so far, and where: of equal ones the last.
template <std::size_t W>
struct RunningBests {
  using Doubles = typename Vectors<W>::Doubles;
  using Masks = typename Vectors<W>::Masks;

  [[gnu::always_inline]] inline explicit RunningBests(double start) {
    constexpr std::int64_t kFirst[kLanes] = {0, 1, 2, 3, 4, 5, 6, 7};
    std::memcpy(current, kFirst, sizeof current);
    for (std::size_t part = 0; part < kLanes / W; ++part) {
      best[part] = Doubles{} + start;
      where[part] = Masks{} - 1;
    }
  }
  [[gnu::always_inline]] inline void offer(const Doubles& value, std::size_t part) {
    where[part] = value >= best[part] ? current[part] : where[part];
    best[part] = value >= best[part] ? value : best[part];
    current[part] += static_cast<std::int64_t>(kLanes);
  }
  [[gnu::always_inline]] inline void store(LaneBests& out) const {
    std::memcpy(out.value, best, sizeof best);
    std::memcpy(out.position, where, sizeof where);
  }

  Doubles best[kLanes / W];
  Masks where[kLanes / W];
  Masks current[kLanes / W];
};

/// f += ki * step_i + kj * step_j for active points.
struct AddRows {
  template <std::size_t W>
  [[gnu::always_inline]] static inline void run(const Points& points, const float* ki,
                                                const float* kj, double step_i, double step_j) {
    for (std::size_t k = 0; k < points.count; k += W) {
      typename Vectors<W>::Doubles a, b;
      widen<W>(ki + k, a);
      widen<W>(kj + k, b);
      *Vectors<W>::stored(points.f + k) += a * step_i + b * step_j;
    }
  }
};

/// The largest -f of the points that may go up and, returned, the largest f of those that may go
/// down.
struct FindUp {
  template <std::size_t W>
  [[gnu::always_inline]] static inline double run(const Points& points, LaneBests& bests) {
    using Doubles = typename Vectors<W>::Doubles;
    RunningBests<W> running(-kInfinity);
    Doubles down = Doubles{} - kInfinity;
    for (std::size_t k = 0; k < points.count; k += kLanes) {
      for (std::size_t part = 0; part < kLanes / W; ++part) {
        const std::size_t at = k + part * W;
        const Doubles f = *Vectors<W>::stored(points.f + at);
        const Doubles low = f - *Vectors<W>::stored(points.down_bar + at);
        running.offer(-f - *Vectors<W>::stored(points.up_bar + at), part);
        down = low > down ? low : down;
      }
    }
    running.store(bests);
    double most = -kInfinity;
    for (std::size_t lane = 0; lane < W; ++lane) most = down[lane] > most ? down[lane] : most;
    return most;
  }
};

/// Of the points that may go down and have f > -up, the one whose pair with a point of kernel row
/// `ki` and -f = up promises the largest decrease of the objective.
struct FindDown {
  template <std::size_t W>
  [[gnu::always_inline]] static inline void run(const Points& points, const float* ki, double up,
                                                LaneBests& bests) {
    using Doubles = typename Vectors<W>::Doubles;
    const Doubles nothing = Doubles{} - 1.0, tau = Doubles{} + kTau;
    RunningBests<W> running(0.0);
    for (std::size_t k = 0; k < points.count; k += kLanes) {
      for (std::size_t part = 0; part < kLanes / W; ++part) {
        const std::size_t at = k + part * W;
        const Doubles slope =
            up + (*Vectors<W>::stored(points.f + at) - *Vectors<W>::stored(points.down_bar + at));
        Doubles curvature;
        widen<W>(ki + at, curvature);
        curvature = 2.0 - 2.0 * curvature;
        curvature = curvature > 0.0 ? curvature : tau;
        running.offer(slope > 0.0 ? slope * slope / curvature : nothing, part);
      }
    }
    running.store(bests);
  }
};

/// out += kernel row * step.
struct AddRow {
  template <std::size_t W>
  [[gnu::always_inline]] static inline void run(double* out, std::size_t count, const float* row,
                                                double step) {
    for (std::size_t k = 0; k < count; k += W) {
      typename Vectors<W>::Doubles values;
      widen<W>(row + k, values);
      *Vectors<W>::stored(out + k) += values * step;
    }
  }
};

/// The state of the minimisation. Points are known by positions, those in [0, active_) take part.
/// For each it keeps f_k = s_k * gradient_k = sum_j s_j alpha_j K_kj - s_k, current for active
/// points, and the part of f that comes from points with alpha = c, current for all.
class Solver {
 public:
  Solver(MatrixView<const double> x, std::span<const int> signs, const KernelSvmOptions& options,
         const Context& context)
      : n_(signs.size()),
        options_(options),
        context_(context),
        order_(n_),
        alpha_(n_, 0.0),
        sign_(signs.begin(), signs.end()),
        kernel_(x, iota(order_), options.gamma, options.cache_bytes),
        active_(n_) {
    const std::size_t vectors = (n_ + kLanes - 1) / kLanes;
    f_.resize(vectors);
    bound_f_.resize(vectors);
    up_bar_.assign(vectors, Lanes{} + kInfinity);
    down_bar_.assign(vectors, Lanes{} + kInfinity);
    for (std::size_t k = 0; k < n_; ++k) {
      at(f_, k) = -sign_[k];
      set_bars(k);
    }
  }

  KernelSvm solve() {
    KernelSvm result;
    std::size_t until_shrinking = std::min(n_, kShrinkSteps) + 1;
    find_first();
    while (true) {
      if (result.steps % kStepsBetweenChecks == 0) stop_if_abandoned(context_);
      if (options_.shrinking && --until_shrinking == 0) {
        until_shrinking = std::min(n_, kShrinkSteps);
        shrink();
      }
      if (!find_pair()) {
        if (active_ == n_) break;
        restore();
        if (!find_pair()) break;
        until_shrinking = 1;
      }
      step(up_.positions[0], down_.positions[0]);
      ++result.steps;
    }
    result.alpha.resize(n_);
    for (std::size_t k = 0; k < n_; ++k) {
      result.alpha[order_[k]] = alpha_[k];
      // sum_j s_j alpha_j K_kj = f + s
      result.objective += 0.5 * alpha_[k] * (sign_[k] * at(f_, k) - 1.0);
    }
    result.kernel_rows = kernel_.rows_computed();
    return result;
  }

 private:
  static std::span<const std::uint32_t> iota(std::vector<std::uint32_t>& order) {
    std::iota(order.begin(), order.end(), 0U);
    return order;
  }
  static double& at(LanesVector& vectors, std::size_t k) {
    return reinterpret_cast<double*>(vectors.data())[k];
  }
  Points points() {
    return {.f = lanes_of(f_.data()),
            .up_bar = lanes_of(up_bar_.data()),
            .down_bar = lanes_of(down_bar_.data()),
            .count = (active_ + kLanes - 1) / kLanes * kLanes};
  }

  /// Past the active points all are barred, so that the passes may take whole vectors.
  void set_bars(std::size_t k) {
    const bool below = alpha_[k] < options_.c;
    const bool above = alpha_[k] > 0.0;
    const bool up = sign_[k] > 0 ? below : above;
    const bool down = sign_[k] > 0 ? above : below;
    at(up_bar_, k) = k < active_ && up ? 0.0 : kInfinity;
    at(down_bar_, k) = k < active_ && down ? 0.0 : kInfinity;
  }

  void find_first() {
    LaneBests bests;
    largest_down_ = run_vector_kernel<FindUp>(points(), bests);
    rank(bests, up_);
  }

  /// If the kernel row of the first position has to be computed, and takes long, computes with it
  /// those of others that are likely to come next.
  void prepare(const Ranking& ranking) {
    if (!kernel_.is_worth_batches(active_)) return;
    if (kernel_.is_kept(ranking.positions[0], active_)) return;
    std::array<std::size_t, RbfRows::kBatch> batch;
    std::size_t size = 0;
    for (const std::size_t k : ranking.positions) {
      if (size < batch.size() && !kernel_.is_kept(k, active_)) batch[size++] = k;
    }
    kernel_.prepare({batch.data(), size}, active_, context_);
  }

  /// Finds the pair for a step; false where the active points are optimal.
  bool find_pair() {
    if (up_.value + largest_down_ < options_.tolerance) return false;
    prepare(up_);
    LaneBests bests;
    run_vector_kernel<FindDown>(points(), kernel_.row(up_.positions[0], active_, context_),
                                up_.value, bests);
    rank(bests, down_);
    if (down_.positions.empty()) return false;
    prepare(down_);
    return true;
  }

  void step(std::size_t i, std::size_t j);
  void move_within_box(std::size_t i, std::size_t j, double curvature);
  void shrink();
  void restore();

  std::size_t n_;
  KernelSvmOptions options_;
  const Context& context_;
  std::vector<std::uint32_t> order_;  ///< by position: the row
  std::vector<double> alpha_;
  std::vector<int> sign_;
  RbfRows kernel_;
  std::size_t active_;
  bool restored_ = false;  ///< all points were looked at once more when nearly done
  LanesVector f_, bound_f_, up_bar_, down_bar_;
  Ranking up_;                        ///< by -f, of the points that may go up
  Ranking down_;                      ///< by gain, of those that may go down with the first of up_
  double largest_down_ = -kInfinity;  ///< f of the points that may go down
};

/// Goes to the minimum along the line on which sum s alpha is kept, at most to the sides of the
/// box. Written by the conserved quantity (the difference of the two, or their sum), so that a
/// variable at a bound has exactly its value.
void Solver::move_within_box(std::size_t i, std::size_t j, double curvature) {
  const double c = options_.c;
  const double length = (at(f_, j) - at(f_, i)) / (curvature > 0.0 ? curvature : kTau);
  double& a = alpha_[i];
  double& b = alpha_[j];
  if (sign_[i] != sign_[j]) {
    const double difference = a - b;
    a += sign_[i] * length;
    b += sign_[i] * length;
    if (difference > 0.0 && b < 0.0) {
      b = 0.0;
      a = difference;
    } else if (difference <= 0.0 && a < 0.0) {
      a = 0.0;
      b = -difference;
    }
    if (difference > 0.0 && a > c) {
      a = c;
      b = c - difference;
    } else if (difference <= 0.0 && b > c) {
      b = c;
      a = c + difference;
    }
    return;
  }
  const double sum = a + b;
  a += sign_[i] * length;
  b -= sign_[i] * length;
  if (sum > c && a > c) {
    a = c;
    b = sum - c;
  } else if (sum <= c && b < 0.0) {
    b = 0.0;
    a = sum;
  }
  if (sum > c && b > c) {
    b = c;
    a = sum - c;
  } else if (sum <= c && a < 0.0) {
    a = 0.0;
    b = sum;
  }
}

void Solver::step(std::size_t i, std::size_t j) {
  const float* ki = kernel_.row(i, active_, context_);
  const float* kj = kernel_.row(j, active_, context_);
  const double old_i = alpha_[i], old_j = alpha_[j];
  move_within_box(i, j, 2.0 - 2.0 * static_cast<double>(ki[j]));
  set_bars(i);
  set_bars(j);
  run_vector_kernel<AddRows>(points(), ki, kj, sign_[i] * (alpha_[i] - old_i),
                             sign_[j] * (alpha_[j] - old_j));
  find_first();
  for (const auto& [k, old] : {std::pair(i, old_i), std::pair(j, old_j)}) {
    const bool was = old >= options_.c, is = alpha_[k] >= options_.c;
    if (was == is) continue;
    run_vector_kernel<AddRow>(lanes_of(bound_f_.data()), f_.size() * kLanes,
                              kernel_.row(k, n_, context_),
                              (is ? 1.0 : -1.0) * sign_[k] * options_.c);
  }
}

/// Leaves out points at a bound that want to go further than any other could make up for.
void Solver::shrink() {
  if (!restored_ && up_.value + largest_down_ <= 10.0 * options_.tolerance) {
    restored_ = true;
    restore();
  }
  const auto stays = [&](std::size_t k) {
    const bool up = at(up_bar_, k) == 0.0, down = at(down_bar_, k) == 0.0;
    const double f = at(f_, k);
    return (up && down) || (down ? -f <= up_.value : f <= largest_down_);
  };
  std::vector<RbfRows::Exchange> exchanges;
  std::size_t end = active_;
  for (std::size_t k = 0; k < end; ++k) {
    if (stays(k)) continue;
    --end;
    while (end > k && !stays(end)) --end;
    if (end > k) exchanges.emplace_back(k, end);
  }
  if (end == active_) return;
  kernel_.exchange(exchanges, context_);
  for (const auto& [k, q] : exchanges) {
    std::swap(order_[k], order_[q]);
    std::swap(alpha_[k], alpha_[q]);
    std::swap(sign_[k], sign_[q]);
    std::swap(at(f_, k), at(f_, q));
    std::swap(at(bound_f_, k), at(bound_f_, q));
  }
  const std::size_t before = active_;
  active_ = end;
  for (const auto& [k, q] : exchanges) set_bars(k);
  for (std::size_t k = active_; k < before; ++k) set_bars(k);
  find_first();
}

/// Brings f of the points that were left out up to date, and makes all active.
void Solver::restore() {
  if (active_ == n_) return;
  const std::size_t first = active_ / kLanes;
  LanesVector fresh(bound_f_.begin() + static_cast<std::ptrdiff_t>(first), bound_f_.end());
  std::vector<std::size_t> free;
  for (std::size_t k = 0; k < active_; ++k) {
    if (alpha_[k] > 0.0 && alpha_[k] < options_.c) free.push_back(k);
  }
  for (std::size_t begin = 0; begin < free.size(); begin += RbfRows::kBatch) {
    const std::span<const std::size_t> batch =
        std::span(free).subspan(begin, std::min(RbfRows::kBatch, free.size() - begin));
    kernel_.prepare(batch, n_, context_);
    for (const std::size_t k : batch) {
      run_vector_kernel<AddRow>(lanes_of(fresh.data()), fresh.size() * kLanes,
                                kernel_.row(k, n_, context_) + first * kLanes,
                                sign_[k] * alpha_[k]);
    }
  }
  for (std::size_t k = active_; k < n_; ++k) {
    at(f_, k) = at(fresh, k - first * kLanes) - sign_[k];
  }
  const std::size_t before = active_;
  active_ = n_;
  for (std::size_t k = before; k < n_; ++k) set_bars(k);
  find_first();
}

}  // namespace

KernelSvm fit_kernel_svm(MatrixView<const double> x, std::span<const int> signs,
                         const KernelSvmOptions& options, const Context& context) {
  AUTOSMOTE_CHECK(signs.size() == x.rows && options.c > 0.0 && options.gamma > 0.0);
  AUTOSMOTE_CHECK(std::ranges::count(signs, 1) > 0 && std::ranges::count(signs, -1) > 0);
  return Solver(x, signs, options, context).solve();
}

double scale_gamma(MatrixView<const double> x) {
  const double count = static_cast<double>(x.rows) * static_cast<double>(x.cols);
  double mean = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (const double value : x.row(i)) mean += value;
  }
  mean /= count;
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (const double value : x.row(i)) squares += (value - mean) * (value - mean);
  }
  const double variance = squares / count;
  return variance > 0.0 ? 1.0 / (static_cast<double>(x.cols) * variance) : 1.0;
}

}  // namespace autosmote
