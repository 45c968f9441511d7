#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace autosmote {

enum class MetricKind {
  kMacroF1,
  kMcc,
  kF1,
  kBalancedAccuracy,
  kGMean,
  kAveragePrecision,
  kRocAuc,
  kFBeta,
  kCustom,  ///< of a CustomClassifier, which computes it
};

/// One number that says how good predictions are; larger is better for all of them.
struct Metric {
  MetricKind kind = MetricKind::kMacroF1;
  double beta = 1.0;                   ///< kFBeta only: weight of recall against precision, > 0
  std::string custom_name = "scorer";  ///< kCustom only: what reports call it

  /// "macro-f1", "mcc", "f1", "balanced-accuracy", "g-mean", "average-precision", "roc-auc",
  /// "fbeta:B"; `custom_name` for kCustom.
  std::string name() const;
  /// Whether it is computed from scores (a ranking) instead of labels. True for
  /// kCustom: no threshold can be chosen for it.
  bool uses_scores() const;
};

/// The metric that has this name. Throws ConfigError that lists the names.
Metric parse_metric(std::string_view name);

/// All names, for help texts.
std::vector<std::string> metric_names();

/// The metric of predictions, with scikit-learn's conventions for ties and empty classes.
/// `truth`, `labels`: class numbers below `classes`, of two 0 majority and 1 minority, of more, for
/// metrics of labels alone, 0 the largest class; `scores`: larger = more likely minority, only read
/// when uses_scores(); all of one length >= 1. Of several classes f1 and fbeta are the mean over
/// all but class 0, whether they occur or not (0 where not). O(n), O(n log n) with scores. Throws
/// DataError where the metric is not defined (roc-auc with one class only), or a number is no
/// class.
double evaluate_metric(const Metric& metric, std::span<const int> truth,
                       std::span<const int> labels, std::span<const double> scores,
                       int classes = 2);

}  // namespace autosmote
