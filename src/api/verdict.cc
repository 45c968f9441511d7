#include "api/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/bootstrap.h"

namespace autosmote {
namespace {

std::string rows_text(std::size_t positives) {
  return fmt::format("{} minority row{}", positives, positives == 1 ? "" : "s");
}

// What is drawn by itself behind an interval: rows of all classes but the largest, or groups that
// have some.
struct Positives {
  std::size_t rows = 0;
  std::size_t fewest = 0;             // rows of the class of which least is drawn
  std::optional<std::size_t> groups;  // that have rows of it

  bool enough() const { return groups.value_or(fewest) >= kFewestPositives; }
  std::string text() const {
    return rows_text(rows) +
           (fewest < rows ? fmt::format(", {} of the smallest class", fewest) : std::string()) +
           (groups ? fmt::format(" in {} groups", *groups) : std::string());
  }
};

Positives count_positives(std::span<const int> truth, RowGroups groups, int classes) {
  std::vector<std::size_t> rows(static_cast<std::size_t>(classes));
  std::vector<std::set<std::uint32_t>> seen(rows.size());
  for (std::size_t row = 0; row < truth.size(); ++row) {
    const auto label = static_cast<std::size_t>(truth[row]);
    ++rows[label];
    if (!groups.empty()) seen[label].insert(groups[row]);
  }
  const auto drawn = [&](std::size_t label) {
    return groups.empty() ? rows[label] : seen[label].size();
  };
  std::size_t least = 1;
  for (std::size_t label = 2; label < rows.size(); ++label) {
    if (drawn(label) < drawn(least)) least = label;
  }
  Positives positives;
  positives.rows = truth.size() - rows[0];
  positives.fewest = rows[least];
  if (!groups.empty()) positives.groups = seen[least].size();
  return positives;
}

std::string claim(const std::string& method, bool none, Outcome outcome) {
  const std::string name = none ? "it" : method;
  const std::string advice = none ? method + " advises not to resample, and " : "";
  if (outcome == Outcome::kHelps) return advice + name + " helps";
  if (outcome == Outcome::kHurts) return advice + name + " hurts";
  return advice + (none ? "there" : "There") + " is no evidence that " + name + " helps";
}

std::string interval_text(const MetricDifference& difference, const Positives& positives) {
  return fmt::format("a difference of {:+.4f} (95 % interval {:+.4f} to {:+.4f}, {}{})",
                     difference.value, difference.lower, difference.upper, positives.text(),
                     positives.enough() ? "" : ", too few for a conclusion");
}

// "SMOTE in 3, tuned threshold in 2 folds", in the order of their first fold.
std::string baselines_text(const OuterScores& outer) {
  std::vector<std::pair<std::string, int>> counts;
  for (const std::string& name : outer.baselines) {
    const auto known = std::ranges::find(counts, name, &std::pair<std::string, int>::first);
    if (known == counts.end()) {
      counts.emplace_back(name, 1);
    } else {
      ++known->second;
    }
  }
  if (counts.size() == 1) return counts.front().first;
  std::string text;
  for (const auto& [name, count] : counts) {
    text += fmt::format("{}{} in {}", text.empty() ? "" : ", ", name, count);
  }
  return text + " folds";
}

// The draws of a bootstrap say how far the difference depends on the rows at hand. What is
// delivered is one more run of the procedure, on other rows and with another choice of baseline,
// amount and threshold, and runs differ: measured over repeated training tables
// (bench/verdict_coverage.py), outer folds miss the truth by some 1.5 times what the draws of one
// repeat say. With several repeats their spread tells how much runs of this very table differ.
constexpr double kOnceWidening = 1.55;
constexpr double kRepeatVariance = 0.5;  // of the variance between repeats

MetricDifference outer_interval(MetricDifference difference, std::span<const double> repeats) {
  double widening = kOnceWidening;
  if (repeats.size() > 1 && difference.deviation > 0.0) {
    double squares = 0.0;
    for (const double value : repeats) {
      squares += (value - difference.value) * (value - difference.value);
    }
    const double between = squares / (static_cast<double>(repeats.size()) - 1.0);
    widening =
        std::sqrt(1.0 + kRepeatVariance * between / (difference.deviation * difference.deviation));
  }
  difference.lower = difference.value + widening * (difference.lower - difference.value);
  difference.upper = difference.value + widening * (difference.upper - difference.value);
  return difference;
}

void conclude(const MetricDifference& difference, const Positives& positives, Verdict& verdict) {
  verdict.difference = difference.value;
  verdict.lower = difference.lower;
  verdict.upper = difference.upper;
  verdict.positives = positives.rows;
  const bool enough = positives.enough();
  verdict.outcome = enough && difference.lower > 0.0   ? Outcome::kHelps
                    : enough && difference.upper < 0.0 ? Outcome::kHurts
                                                       : Outcome::kNoEvidence;
}

// An answer without samples is often that of a cheap method, though not of the one that validation
// would have picked: who reads that it helps should know.
std::string same_answer_text(const MethodScore& method, std::span<const MethodScore> baselines) {
  if (method.synthetic_rows > 0) return "";
  const auto same = std::ranges::find_if(baselines, [&](const MethodScore& baseline) {
    return baseline.synthetic_rows == 0 && baseline.test_labels == method.test_labels &&
           baseline.test_scores == method.test_scores;
  });
  if (same == baselines.end()) return "";
  const bool nothing = same->method == "nothing";
  return fmt::format(" Without samples its answer is that of {}.",
                     nothing ? "the classifier on the rows as they are" : same->method);
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

const MethodScore* best_on_validation(std::span<const MethodScore> baselines) {
  const MethodScore* best = nullptr;
  for (const MethodScore& baseline : baselines) {
    if (!baseline.validation) continue;
    if (best == nullptr || *baseline.validation > *best->validation) best = &baseline;
  }
  return best;
}

Verdict judge(const Metric& metric, const MethodScore& method,
              std::span<const MethodScore> baselines, std::span<const int> test_labels,
              std::size_t validation_positives, const Context& context, int classes) {
  const MethodScore* baseline = best_on_validation(baselines);
  if (test_labels.empty() || baseline == nullptr || !method.test || !baseline->test) {
    return judge_on_validation(metric, method, baseline, validation_positives);
  }
  const MetricDifference difference =
      bootstrap_difference(metric, test_labels, {method.test_labels, method.test_scores},
                           {baseline->test_labels, baseline->test_scores}, context, classes);
  Verdict verdict;
  verdict.method = method.method;
  verdict.against = baseline->method;
  verdict.evidence = "test rows";
  if (method.validation) verdict.optimism = *method.validation - *method.test;
  const Positives positives = count_positives(test_labels, {}, classes);
  conclude(difference, positives, verdict);
  verdict.sentence =
      fmt::format("{}: {} on the test rows is {:.4f} against {:.4f} of {}, {}.{}",
                  claim(method.method, method.synthetic_rows == 0, verdict.outcome), metric.name(),
                  *method.test, *baseline->test, baseline->method,
                  interval_text(difference, positives), same_answer_text(method, baselines));
  return verdict;
}

Verdict judge(const Metric& metric, const std::string& method, const OuterScores& outer,
              const Context& context) {
  std::vector<ScoredLabels> ours;
  std::vector<ScoredLabels> theirs;
  std::vector<double> differences;
  double score = 0.0;
  for (const OuterRepeat& repeat : outer.repeats) {
    ours.push_back({repeat.method_labels, repeat.method_scores});
    theirs.push_back({repeat.baseline_labels, repeat.baseline_scores});
    const double own = evaluate_metric(metric, outer.truth, repeat.method_labels,
                                       repeat.method_scores, outer.classes);
    differences.push_back(own - evaluate_metric(metric, outer.truth, repeat.baseline_labels,
                                                repeat.baseline_scores, outer.classes));
    score += own;
  }
  score /= static_cast<double>(outer.repeats.size());
  const MetricDifference difference = outer_interval(
      bootstrap_difference(metric, outer.truth, outer.groups, ours, theirs, context, outer.classes),
      differences);
  const Positives positives = count_positives(outer.truth, outer.groups, outer.classes);
  Verdict verdict;
  verdict.evidence = "outer folds";
  verdict.method = method;
  verdict.against = baselines_text(outer);
  conclude(difference, positives, verdict);
  verdict.optimism = outer.method_validation - score;
  const std::string times =
      outer.repeats.size() > 1 ? fmt::format(", {} times", outer.repeats.size()) : std::string();
  verdict.sentence = fmt::format(
      "{}: {} on rows that no search saw ({} outer folds{}) is {:.4f} against {:.4f} of the best "
      "cheap alternative ({}), {}. The search's own validation scores were {:.4f} {}.",
      claim(method, false, verdict.outcome), metric.name(), outer.folds, times, score,
      score - difference.value, verdict.against, interval_text(difference, positives),
      std::fabs(*verdict.optimism), *verdict.optimism >= 0.0 ? "too high" : "too low");
  return verdict;
}

}  // namespace autosmote
