#include "api/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "api/bootstrap.h"

namespace autosmote {
namespace {

const MethodScore* best_baseline(std::span<const MethodScore> baselines) {
  const MethodScore* best = nullptr;
  for (const MethodScore& baseline : baselines) {
    if (!baseline.validation) continue;
    if (best == nullptr || *baseline.validation > *best->validation) best = &baseline;
  }
  return best;
}

std::string rows_text(std::size_t positives) {
  return fmt::format("{} minority row{}", positives, positives == 1 ? "" : "s");
}

std::string claim(const MethodScore& method, Outcome outcome) {
  const bool none = method.synthetic_rows == 0;
  const std::string name = none ? "it" : method.method;
  const std::string advice = none ? method.method + " advises not to resample, and " : "";
  if (outcome == Outcome::kHelps) return advice + name + " helps";
  if (outcome == Outcome::kHurts) return advice + name + " hurts";
  return advice + (none ? "there" : "There") + " is no evidence that " + name + " helps";
}

Verdict judge_on_validation(const Metric& metric, const MethodScore& method,
                            const MethodScore* baseline, std::size_t positives) {
  Verdict verdict;
  verdict.method = method.method;
  verdict.positives = positives;
  const double score = method.validation.value_or(0.0);
  std::string against;
  if (baseline != nullptr) {
    verdict.against = baseline->method;
    verdict.difference = score - *baseline->validation;
    against = fmt::format(" against {:.4f} of {}", *baseline->validation, baseline->method);
  }
  verdict.sentence = fmt::format(
      "Without test rows there is no unbiased answer: on the validation rows {} has {} {:.4f}{} "
      "({}), and that is optimistic, because the search has chosen the best of many by these rows.",
      method.method, metric.name(), score, against, rows_text(positives));
  return verdict;
}

}  // namespace

Verdict judge(const Metric& metric, const MethodScore& method,
              std::span<const MethodScore> baselines, std::span<const int> test_labels,
              std::size_t validation_positives, const Context& context) {
  const MethodScore* baseline = best_baseline(baselines);
  if (test_labels.empty() || baseline == nullptr || !method.test || !baseline->test) {
    return judge_on_validation(metric, method, baseline, validation_positives);
  }
  const MetricDifference difference =
      bootstrap_difference(metric, test_labels, {method.test_labels, method.test_scores},
                           {baseline->test_labels, baseline->test_scores}, context);
  Verdict verdict;
  verdict.method = method.method;
  verdict.against = baseline->method;
  verdict.difference = difference.value;
  verdict.lower = difference.lower;
  verdict.upper = difference.upper;
  verdict.positives =
      static_cast<std::size_t>(std::count(test_labels.begin(), test_labels.end(), 1));
  verdict.outcome = difference.lower > 0.0   ? Outcome::kHelps
                    : difference.upper < 0.0 ? Outcome::kHurts
                                             : Outcome::kNoEvidence;
  verdict.sentence = fmt::format(
      "{}: {} on the test rows is {:.4f} against {:.4f} of {}, a difference of {:+.4f} (95 % "
      "interval {:+.4f} to {:+.4f}, {}).",
      claim(method, verdict.outcome), metric.name(), *method.test, *baseline->test,
      baseline->method, difference.value, difference.lower, difference.upper,
      rows_text(verdict.positives));
  return verdict;
}

}  // namespace autosmote
