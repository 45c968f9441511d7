#include "classifiers/ridge.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <numeric>

#include "core/check.h"

namespace autosmote {

std::vector<double> leave_one_out_minority_margins(MatrixView<const double> x,
                                                   std::span<const int> labels, double penalty,
                                                   std::span<const double> weights) {
  AUTOSMOTE_CHECK(x.rows == labels.size() && penalty > 0.0);
  AUTOSMOTE_CHECK(weights.empty() || weights.size() == x.rows);
  const auto d = static_cast<Eigen::Index>(x.cols);
  const double n = weights.empty() ? static_cast<double>(x.rows)
                                   : std::accumulate(weights.begin(), weights.end(), 0.0);
  const auto positives = static_cast<double>(std::count(labels.begin(), labels.end(), 1));
  AUTOSMOTE_CHECK(positives > 0.0 && positives < n);
  const double positive_weight = n / (2.0 * positives);
  const double negative_weight = n / (2.0 * (n - positives));
  Eigen::VectorXd row = Eigen::VectorXd::Ones(d + 1);
  const auto load = [&](std::size_t i) {
    const auto values = x.row(i);
    for (Eigen::Index j = 0; j < d; ++j) row(j) = values[static_cast<std::size_t>(j)];
  };
  Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(d + 1, d + 1);
  Eigen::VectorXd moment = Eigen::VectorXd::Zero(d + 1);
  for (std::size_t i = 0; i < x.rows; ++i) {
    load(i);
    const bool positive = labels[i] == 1;
    const double weight =
        (positive ? positive_weight : negative_weight) * (weights.empty() ? 1.0 : weights[i]);
    normal.selfadjointView<Eigen::Lower>().rankUpdate(row, weight);
    moment += (positive ? weight : -weight) * row;
  }
  normal.diagonal().head(d).array() += penalty;
  const Eigen::LDLT<Eigen::MatrixXd, Eigen::Lower> solver(normal);
  const Eigen::VectorXd coefficients = solver.solve(moment);
  std::vector<double> margins;
  for (std::size_t i = 0; i < x.rows; ++i) {
    if (labels[i] != 1) continue;
    load(i);
    const double leverage = std::min(positive_weight * row.dot(solver.solve(row)), 1.0 - 1e-9);
    margins.push_back((row.dot(coefficients) - leverage) / (1.0 - leverage));
  }
  return margins;
}

}  // namespace autosmote
