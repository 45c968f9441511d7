#include "classifiers/linear_refit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "autosmote/error.h"
#include "core/check.h"

namespace autosmote {
namespace {

void check_c(std::string_view name, double c) {
  if (!(c > 0.0) || !std::isfinite(c)) {
    throw ConfigError(fmt::format("{}: C must be a number above 0, but it is {}", name, c));
  }
}

// The rows of each class, packed, with their weights (ones where `weights` is empty).
struct ClassRows {
  std::array<std::vector<std::size_t>, 2> indices;
  std::array<LaneBlocks, 2> rows;
  std::array<LanesVector, 2> weights;

  void pack(MatrixView<const double> x, std::span<const double> row_weights) {
    for (int k = 0; k < 2; ++k) {
      rows[k].reset(indices[k].size(), x.cols);
      std::vector<double> class_weights(indices[k].size(), 1.0);
      for (std::size_t i = 0; i < indices[k].size(); ++i) {
        rows[k].set_row(i, x.row(indices[k][i]));
        if (!row_weights.empty()) class_weights[i] = row_weights[indices[k][i]];
      }
      weights[k] = pack_weights(class_weights);
    }
  }

  LinearPart part(int k, double scale) const {
    return {&rows[k], weights[k].data(), k == 1 ? 1.0 : -1.0, scale, nullptr};
  }
};

ClassRows split_classes(std::string_view name, MatrixView<const double> x,
                        std::span<const int> labels, std::span<const double> weights) {
  AUTOSMOTE_CHECK(labels.size() == x.rows && (weights.empty() || weights.size() == x.rows));
  ClassRows classes;
  std::array<double, 2> total{};
  for (std::size_t i = 0; i < x.rows; ++i) {
    AUTOSMOTE_CHECK(labels[i] == 0 || labels[i] == 1);
    const double weight = weights.empty() ? 1.0 : weights[i];
    AUTOSMOTE_CHECK(weight >= 0.0);
    if (weight == 0.0) continue;
    total[labels[i]] += weight;
    classes.indices[labels[i]].push_back(i);
  }
  if (!(total[0] > 0.0) || !(total[1] > 0.0)) {
    throw DataError(fmt::format(
        "{}: needs training rows of both classes, but the {} class has none; check the target "
        "column and the weights",
        name, total[1] > 0.0 ? "majority" : "minority"));
  }
  classes.pack(x, weights);
  return classes;
}

class LinearRefit final : public RefitClassifier {
 public:
  LinearRefit(const LinearLoss& loss, std::string_view name, double c, const RefitData& data);

  std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<LinearWorkspace>();
  }
  void fit_predict(const TrainingWeights& weights, Workspace& workspace,
                   Predictions& out) const override;

 private:
  struct LinearWorkspace final : Workspace {
    LinearNewton newton;
    std::array<LaneBlocks, 2> candidates;  // of each class
    std::array<LanesVector, 2> candidate_weights;
    Eigen::MatrixXd hessian;
    std::vector<double> point;
  };

  // Those of class k; how many there are.
  std::size_t pack_candidates(std::span<const WeightedRow> selected, int k,
                              LinearWorkspace& work) const;

  LinearLoss loss_;
  double c_;
  RefitData data_;
  ClassRows base_;
  LaneBlocks evaluation_;
  std::vector<double> start_;
  // At the start, of each class: curvature of its rows, and the Hessian they add up to.
  std::array<LanesVector, 2> start_curvature_;
  std::array<Eigen::MatrixXd, 2> start_hessian_;
  // With many columns instead: the factor of both Hessians' sum with R.
  bool wide_;
  LinearNewton::Factor start_factor_;
};

LinearRefit::LinearRefit(const LinearLoss& loss, std::string_view name, double c,
                         const RefitData& data)
    : loss_(loss),
      c_(c),
      data_(data),
      base_(split_classes(name, data.base, data.base_labels, data.base_weights)),
      start_(data.base.cols + 1, 0.0),
      wide_(loss.is_wide(start_.size())) {
  check_c(name, c);
  AUTOSMOTE_CHECK(data.candidates.rows == 0 || data.candidates.cols == data.base.cols);
  AUTOSMOTE_CHECK(data.evaluation.rows == 0 || data.evaluation.cols == data.base.cols);
  evaluation_.reset(data.evaluation.rows, data.base.cols);
  for (std::size_t i = 0; i < data.evaluation.rows; ++i) {
    evaluation_.set_row(i, data.evaluation.row(i));
  }

  LinearNewton newton;
  std::array<LinearPart, 2> parts{base_.part(0, 1.0), base_.part(1, 1.0)};
  newton.minimize(loss, c, parts, {}, start_);
  for (int k = 0; k < 2; ++k) {
    std::vector<double> values(base_.rows[k].rows());
    decision_values(base_.rows[k], start_, values);
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    for (std::size_t& index : order) index = base_.indices[k][index];
    base_.indices[k] = std::move(order);
  }
  base_.pack(data.base, data.base_weights);

  for (int k = 0; k < 2; ++k) {
    const std::size_t blocks = base_.rows[k].blocks();
    const auto width = static_cast<Eigen::Index>(start_.size());
    start_curvature_[k].resize(blocks);
    LanesVector gradient(start_.size());
    Lanes sum = {};
    loss.sweep({.rows = base_.rows[k].data(),
                .weights = base_.weights[k].data(),
                .blocks = blocks,
                .width = start_.size(),
                .sign = k == 1 ? 1.0 : -1.0,
                .point = start_.data(),
                .curvature = start_curvature_[k].data(),
                .gradient = gradient.data(),
                .loss = &sum});
    std::vector<std::uint32_t> all(blocks);
    std::iota(all.begin(), all.end(), 0U);
    start_hessian_[k].setZero(width, width);
    add_outer_products(base_.rows[k], all, start_curvature_[k].data(), nullptr, c,
                       {start_hessian_[k].data(), start_.size()});
  }
  if (!wide_) return;
  start_hessian_[0] += start_hessian_[1];
  LinearNewton::add_regularizer(loss, start_hessian_[0]);
  LinearNewton::factorize(start_hessian_[0], start_factor_);
  for (int k = 0; k < 2; ++k) {
    start_curvature_[k] = LanesVector();
    start_hessian_[k].resize(0, 0);
  }
}

std::size_t LinearRefit::pack_candidates(std::span<const WeightedRow> selected, int k,
                                         LinearWorkspace& work) const {
  const bool all_of_one = data_.candidate_labels.empty();
  if (all_of_one && k == 0) return 0;
  const auto of_class = [&](const WeightedRow& row) {
    AUTOSMOTE_CHECK(row.row < data_.candidates.rows);
    return all_of_one || data_.candidate_labels[row.row] == k;
  };
  const std::size_t count =
      all_of_one ? selected.size()
                 : static_cast<std::size_t>(std::ranges::count_if(selected, of_class));
  LaneBlocks& rows = work.candidates[k];
  LanesVector& weights = work.candidate_weights[k];
  rows.reset(count, data_.candidates.cols);
  weights.assign(rows.blocks(), Lanes{});
  std::size_t next = 0;
  for (const WeightedRow& row : selected) {
    if (!of_class(row)) continue;
    rows.set_row(next, data_.candidates.row(row.row));
    weights[next / kLanes][next % kLanes] = row.weight;
    ++next;
  }
  return count;
}

void LinearRefit::fit_predict(const TrainingWeights& weights, Workspace& workspace,
                              Predictions& out) const {
  auto& work = static_cast<LinearWorkspace&>(workspace);
  AUTOSMOTE_CHECK(weights.majority_weight > 0.0 && weights.minority_weight > 0.0);
  const std::array<double, 2> scales{weights.majority_weight, weights.minority_weight};
  std::array<LinearPart, 4> parts{base_.part(0, scales[0]), base_.part(1, scales[1])};
  LinearNewton::Start start;
  if (wide_) {
    start.factor = &start_factor_;
  } else {
    for (int k = 0; k < 2; ++k) parts[k].start_curvature = start_curvature_[k].data();
    work.hessian = scales[0] * start_hessian_[0] + scales[1] * start_hessian_[1];
    start.hessian = &work.hessian;
  }
  std::size_t part_count = 2;
  for (int k = 1; k >= 0; --k) {
    if (pack_candidates(weights.candidates, k, work) == 0) continue;
    parts[part_count++] = {&work.candidates[k], work.candidate_weights[k].data(),
                           k == 1 ? 1.0 : -1.0, 1.0, nullptr};
  }
  work.point = start_;
  work.newton.minimize(loss_, c_, {parts.data(), part_count}, start, work.point);

  out.scores.resize(evaluation_.rows());
  out.labels.resize(evaluation_.rows());
  decision_values(evaluation_, work.point, out.scores);
  for (std::size_t i = 0; i < out.scores.size(); ++i) out.labels[i] = out.scores[i] > 0.0 ? 1 : 0;
}

}  // namespace

LinearModel fit_linear(const LinearLoss& loss, std::string_view name, MatrixView<const double> x,
                       std::span<const int> labels, std::span<const double> weights, double c) {
  check_c(name, c);
  const ClassRows classes = split_classes(name, x, labels, weights);
  std::vector<double> point(x.cols + 1, 0.0);
  LinearNewton newton;
  const std::array<LinearPart, 2> parts{classes.part(0, 1.0), classes.part(1, 1.0)};
  const LinearNewton::Result result = newton.minimize(loss, c, parts, {}, point);
  LinearModel model;
  model.intercept = point.back();
  point.pop_back();
  model.coefficients = std::move(point);
  model.objective = result.objective;
  model.iterations = result.iterations;
  return model;
}

std::unique_ptr<RefitClassifier> make_linear_refit(const LinearLoss& loss, std::string_view name,
                                                   double c, const RefitData& data) {
  return std::make_unique<LinearRefit>(loss, name, c, data);
}

}  // namespace autosmote
