#include "metrics/confusion.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "autosmote/error.h"
#include "core/check.h"

namespace autosmote {
namespace {

[[noreturn]] void fail_class(std::string_view what, std::span<const int> values,
                             std::size_t classes) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0 || static_cast<std::size_t>(values[i]) >= classes) {
      throw DataError(fmt::format("{}: row {} has class number {}; expected 0 to {}", what, i + 1,
                                  values[i], classes - 1));
    }
  }
  fail_check("a class number is out of range", __FILE__, __LINE__);
}

bool in_range(std::span<const int> values, std::size_t classes) {
  bool outside = false;
  const auto limit = static_cast<unsigned>(classes);
  for (const int value : values) outside |= static_cast<unsigned>(value) >= limit;
  return !outside;
}

// What the metrics below read: of a matrix, and of totals.
struct OfMatrix {
  const ConfusionMatrix& matrix;
  std::size_t classes() const { return matrix.classes(); }
  std::uint64_t true_sum(std::size_t c) const { return matrix.true_sum(c); }
  std::uint64_t predicted_sum(std::size_t c) const { return matrix.predicted_sum(c); }
  std::uint64_t hits(std::size_t c) const { return matrix(c, c); }
};

struct OfTotals {
  const ClassTotals& totals;
  std::size_t classes() const { return totals.hits.size(); }
  std::uint64_t true_sum(std::size_t c) const { return totals.true_sums[c]; }
  std::uint64_t predicted_sum(std::size_t c) const { return totals.predicted_sums[c]; }
  std::uint64_t hits(std::size_t c) const { return totals.hits[c]; }
};

template <class Counts>
double recall(const Counts& counts, std::size_t c) {
  const std::uint64_t rows = counts.true_sum(c);
  return rows == 0 ? 0.0 : static_cast<double>(counts.hits(c)) / static_cast<double>(rows);
}

template <class Counts>
bool present(const Counts& counts, std::size_t c) {
  return counts.true_sum(c) + counts.predicted_sum(c) > 0;
}

template <class Counts>
double f_beta_of(const Counts& counts, std::size_t positive, double beta) {
  const double beta2 = beta * beta;
  const double denominator = beta2 * static_cast<double>(counts.true_sum(positive)) +
                             static_cast<double>(counts.predicted_sum(positive));
  if (denominator == 0.0) return 0.0;
  return (1.0 + beta2) * static_cast<double>(counts.hits(positive)) / denominator;
}

template <class Counts>
double minority_f_beta(const Counts& counts, double beta) {
  double sum = 0.0;
  for (std::size_t c = 1; c < counts.classes(); ++c) sum += f_beta_of(counts, c, beta);
  return sum / static_cast<double>(counts.classes() - 1);
}

template <class Counts>
double macro_f1_of(const Counts& counts) {
  double sum = 0.0;
  double classes = 0.0;
  for (std::size_t c = 0; c < counts.classes(); ++c) {
    if (!present(counts, c)) continue;
    sum += f_beta_of(counts, c, 1.0);
    classes += 1.0;
  }
  return sum / classes;
}

template <class Counts>
double matthews_correlation_of(const Counts& counts) {
  double rows = 0.0, correct = 0.0, true_predicted = 0.0, true_true = 0.0, pred_pred = 0.0;
  for (std::size_t c = 0; c < counts.classes(); ++c) {
    const auto t = static_cast<double>(counts.true_sum(c));
    const auto p = static_cast<double>(counts.predicted_sum(c));
    rows += t;
    correct += static_cast<double>(counts.hits(c));
    true_predicted += t * p;
    true_true += t * t;
    pred_pred += p * p;
  }
  const double covariance = correct * rows - true_predicted;
  const double variances = (rows * rows - pred_pred) * (rows * rows - true_true);
  return variances == 0.0 ? 0.0 : covariance / std::sqrt(variances);
}

template <class Counts>
double balanced_accuracy_of(const Counts& counts) {
  double sum = 0.0;
  double classes = 0.0;
  for (std::size_t c = 0; c < counts.classes(); ++c) {
    if (counts.true_sum(c) == 0) continue;
    sum += recall(counts, c);
    classes += 1.0;
  }
  return sum / classes;
}

template <class Counts>
double geometric_mean_of(const Counts& counts) {
  double product = 1.0;
  double classes = 0.0;
  for (std::size_t c = 0; c < counts.classes(); ++c) {
    if (!present(counts, c)) continue;
    product *= recall(counts, c);
    classes += 1.0;
  }
  // sqrt is correctly rounded on every machine, pow is not; two classes are the common case.
  return classes == 2.0 ? std::sqrt(product) : std::pow(product, 1.0 / classes);
}

template <class Counts>
double label_metric_of(const Metric& metric, const Counts& counts) {
  switch (metric.kind) {
    case MetricKind::kMacroF1:
      return macro_f1_of(counts);
    case MetricKind::kMcc:
      return matthews_correlation_of(counts);
    case MetricKind::kF1:
      return minority_f_beta(counts, 1.0);
    case MetricKind::kFBeta:
      return minority_f_beta(counts, metric.beta);
    case MetricKind::kBalancedAccuracy:
      return balanced_accuracy_of(counts);
    case MetricKind::kGMean:
      return geometric_mean_of(counts);
    case MetricKind::kAveragePrecision:
    case MetricKind::kRocAuc:
    case MetricKind::kCustom:
      break;
  }
  fail_check("the metric is one of labels", __FILE__, __LINE__);
}

}  // namespace

ConfusionMatrix& ConfusionMatrix::operator+=(const ConfusionMatrix& other) {
  AUTOSMOTE_CHECK(classes_ == other.classes_);
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  return *this;
}

std::uint64_t ConfusionMatrix::true_sum(std::size_t c) const {
  std::uint64_t sum = 0;
  for (std::size_t p = 0; p < classes_; ++p) sum += (*this)(c, p);
  return sum;
}

std::uint64_t ConfusionMatrix::predicted_sum(std::size_t c) const {
  std::uint64_t sum = 0;
  for (std::size_t t = 0; t < classes_; ++t) sum += (*this)(t, c);
  return sum;
}

ConfusionMatrix count_confusion(std::span<const int> truth, std::span<const int> labels,
                                std::size_t classes) {
  AUTOSMOTE_CHECK(classes >= 2 && truth.size() <= std::numeric_limits<std::uint32_t>::max());
  if (truth.size() != labels.size()) {
    throw DataError(
        fmt::format("metric: {} true labels but {} predicted ones; give one of each a row",
                    truth.size(), labels.size()));
  }
  if (truth.empty()) throw DataError("metric: no rows; at least one is needed");
  if (!in_range(truth, classes)) fail_class("true labels", truth, classes);
  if (!in_range(labels, classes)) fail_class("predicted labels", labels, classes);
  ConfusionMatrix matrix(classes);
  if (classes == 2) {
    // Three sums that vectorise instead of one store a row: a reward is mostly this loop.
    unsigned positives = 0, predicted = 0, both = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      positives += static_cast<unsigned>(truth[i]);
      predicted += static_cast<unsigned>(labels[i]);
      both += static_cast<unsigned>(truth[i] & labels[i]);
    }
    matrix(1, 1) = both;
    matrix(1, 0) = positives - both;
    matrix(0, 1) = predicted - both;
    matrix(0, 0) = truth.size() - positives - (predicted - both);
    return matrix;
  }
  for (std::size_t i = 0; i < truth.size(); ++i) {
    ++matrix(static_cast<std::size_t>(truth[i]), static_cast<std::size_t>(labels[i]));
  }
  return matrix;
}

double f_beta(const ConfusionMatrix& matrix, std::size_t positive, double beta) {
  return f_beta_of(OfMatrix{matrix}, positive, beta);
}

double macro_f1(const ConfusionMatrix& matrix) { return macro_f1_of(OfMatrix{matrix}); }

double matthews_correlation(const ConfusionMatrix& matrix) {
  return matthews_correlation_of(OfMatrix{matrix});
}

double balanced_accuracy(const ConfusionMatrix& matrix) {
  return balanced_accuracy_of(OfMatrix{matrix});
}

double balanced_accuracy(const ClassTotals& totals) {
  return balanced_accuracy_of(OfTotals{totals});
}

double geometric_mean(const ConfusionMatrix& matrix) { return geometric_mean_of(OfMatrix{matrix}); }

double label_metric(const Metric& metric, const ConfusionMatrix& matrix) {
  return label_metric_of(metric, OfMatrix{matrix});
}

double label_metric(const Metric& metric, const ClassTotals& totals) {
  return label_metric_of(metric, OfTotals{totals});
}

}  // namespace autosmote
