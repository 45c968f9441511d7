#include "autosmote/metric.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <charconv>
#include <utility>

#include "autosmote/error.h"
#include "core/check.h"
#include "metrics/confusion.h"
#include "metrics/ranking.h"
#include "metrics/weighted_metric.h"

namespace autosmote {
namespace {

constexpr std::array<std::pair<MetricKind, std::string_view>, 7> kNames{{
    {MetricKind::kMacroF1, "macro-f1"},
    {MetricKind::kMcc, "mcc"},
    {MetricKind::kF1, "f1"},
    {MetricKind::kBalancedAccuracy, "balanced-accuracy"},
    {MetricKind::kGMean, "g-mean"},
    {MetricKind::kAveragePrecision, "average-precision"},
    {MetricKind::kRocAuc, "roc-auc"},
}};
constexpr std::string_view kFBetaPrefix = "fbeta:";
/// Beyond it F-beta is recall to more digits than there are, and beta^2 could overflow.
constexpr double kMaxBeta = 1e6;

Metric parse_f_beta(std::string_view name) {
  const std::string_view text = name.substr(kFBetaPrefix.size());
  Metric metric{MetricKind::kFBeta, 0.0};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), metric.beta);
  if (error != std::errc() || end != text.data() + text.size() || !(metric.beta > 0.0) ||
      metric.beta > kMaxBeta) {
    throw ConfigError(
        fmt::format("metric '{}': beta must be a number above 0 and at most {:.0f}, as in fbeta:2",
                    name, kMaxBeta));
  }
  return metric;
}

}  // namespace

std::string Metric::name() const {
  if (kind == MetricKind::kFBeta) return fmt::format("{}{}", kFBetaPrefix, beta);
  for (const auto& [known, text] : kNames) {
    if (known == kind) return std::string(text);
  }
  return custom_name;
}

bool Metric::uses_scores() const {
  return kind == MetricKind::kAveragePrecision || kind == MetricKind::kRocAuc ||
         kind == MetricKind::kCustom;
}

Metric parse_metric(std::string_view name) {
  for (const auto& [kind, text] : kNames) {
    if (text == name) return {kind, 1.0};
  }
  if (name.starts_with(kFBetaPrefix)) return parse_f_beta(name);
  throw ConfigError(
      fmt::format("no metric '{}'; choose one of {}", name, fmt::join(metric_names(), ", ")));
}

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  names.reserve(kNames.size() + 1);
  for (const auto& [kind, text] : kNames) names.emplace_back(text);
  names.emplace_back("fbeta:B");
  return names;
}

double evaluate_weighted_metric(const Metric& metric, std::span<const int> truth,
                                std::span<const int> labels, std::span<const double> scores,
                                const ClassWeights& weights) {
  AUTOSMOTE_CHECK(weights.majority > 0 && weights.minority > 0);
  AUTOSMOTE_CHECK(metric.kind != MetricKind::kCustom);
  if (!metric.uses_scores()) {
    ConfusionMatrix matrix = count_confusion(truth, labels, 2);
    for (std::size_t predicted = 0; predicted < 2; ++predicted) {
      matrix(0, predicted) *= weights.majority;
      matrix(1, predicted) *= weights.minority;
    }
    return label_metric(metric, matrix);
  }
  std::vector<ScoreGroup> groups = group_between_positives(truth, scores);
  std::uint64_t positives = 0;
  for (const ScoreGroup& group : groups) positives += group.positives;
  if (metric.kind == MetricKind::kAveragePrecision) {
    for (ScoreGroup& group : groups) {
      group.positives *= weights.minority;
      group.negatives *= weights.majority;
    }
    return average_precision(groups);
  }
  if (positives == 0 || positives == truth.size()) {
    throw DataError(fmt::format(
        "roc-auc is not defined: all {} rows are of class {}; rows of both classes are needed",
        truth.size(), positives == 0 ? 0 : 1));
  }
  return roc_auc(groups);  // a share of pairs, each of one row of either class: weights cancel
}

double evaluate_metric(const Metric& metric, std::span<const int> truth,
                       std::span<const int> labels, std::span<const double> scores, int classes) {
  AUTOSMOTE_CHECK(classes >= 2 && (classes == 2 || !metric.uses_scores()));
  if (metric.uses_scores()) return evaluate_weighted_metric(metric, truth, labels, scores, {});
  return label_metric(metric, count_confusion(truth, labels, static_cast<std::size_t>(classes)));
}

}  // namespace autosmote
