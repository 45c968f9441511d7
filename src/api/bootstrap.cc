#include "api/bootstrap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/check.h"
#include "core/parallel.h"
#include "core/random.h"
#include "metrics/confusion.h"

namespace autosmote {
namespace {

constexpr std::size_t kMostPredictions = 16;  // two labels each in a 32-bit pattern

// A metric of labels needs only how many drawn rows have each pattern of labels. Rows of a class
// are put in the order of their patterns; nearly all share one.
struct PatternedRows {
  std::vector<std::uint32_t> patterns;  // distinct, ascending: 2 bits (a, b) for each prediction
  std::vector<std::uint32_t> of_rows;   // index into `patterns`, ascending
};

std::array<PatternedRows, 2> patterned_rows(std::span<const int> truth,
                                            std::span<const ScoredLabels> a,
                                            std::span<const ScoredLabels> b) {
  std::array<PatternedRows, 2> rows;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    std::uint32_t pattern = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
      pattern = 4 * pattern + 2 * static_cast<std::uint32_t>(a[k].labels[i]) +
                static_cast<std::uint32_t>(b[k].labels[i]);
    }
    rows[static_cast<std::size_t>(truth[i])].of_rows.push_back(pattern);
  }
  for (PatternedRows& own : rows) {
    std::ranges::sort(own.of_rows);
    for (std::uint32_t& pattern : own.of_rows) {
      if (own.patterns.empty() || own.patterns.back() != pattern) own.patterns.push_back(pattern);
      pattern = static_cast<std::uint32_t>(own.patterns.size() - 1);
    }
  }
  return rows;
}

double resample_labels(const Metric& metric, const std::array<PatternedRows, 2>& rows,
                       std::size_t predictions, RandomStream& random) {
  std::array<std::vector<std::uint64_t>, 2> drawn;
  for (std::size_t truth = 0; truth < 2; ++truth) {
    const PatternedRows& own = rows[truth];
    drawn[truth].resize(own.patterns.size());
    const auto n = static_cast<std::uint32_t>(own.of_rows.size());
    for (std::uint32_t i = 0; i < n; ++i) ++drawn[truth][own.of_rows[random.below(n)]];
  }
  double sum = 0.0;
  for (std::size_t k = 0; k < predictions; ++k) {
    const std::size_t shift = 2 * (predictions - 1 - k);
    ConfusionMatrix a(2);
    ConfusionMatrix b(2);
    for (std::size_t truth = 0; truth < 2; ++truth) {
      for (std::size_t p = 0; p < drawn[truth].size(); ++p) {
        const std::uint32_t pair = (rows[truth].patterns[p] >> shift) & 3U;
        a(truth, pair / 2) += drawn[truth][p];
        b(truth, pair % 2) += drawn[truth][p];
      }
    }
    sum += label_metric(metric, a) - label_metric(metric, b);
  }
  return sum / static_cast<double>(predictions);
}

using ClassRows = std::array<std::vector<std::uint32_t>, 2>;

ClassRows class_rows(std::span<const int> truth) {
  ClassRows rows;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    rows[static_cast<std::size_t>(truth[i])].push_back(static_cast<std::uint32_t>(i));
  }
  return rows;
}

double resample_scores(const Metric& metric, const ClassRows& rows, std::span<const ScoredLabels> a,
                       std::span<const ScoredLabels> b, RandomStream& random) {
  std::vector<int> truth;
  std::vector<std::uint32_t> drawn;
  for (int label = 0; label < 2; ++label) {
    const std::vector<std::uint32_t>& own = rows[static_cast<std::size_t>(label)];
    truth.insert(truth.end(), own.size(), label);
    for (std::size_t i = 0; i < own.size(); ++i) {
      drawn.push_back(own[random.below(static_cast<std::uint32_t>(own.size()))]);
    }
  }
  std::vector<double> scores(drawn.size());
  const auto value = [&](const ScoredLabels& predictions) {
    for (std::size_t i = 0; i < drawn.size(); ++i) scores[i] = predictions.scores[drawn[i]];
    return evaluate_metric(metric, truth, {}, scores);
  };
  double sum = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += value(a[k]) - value(b[k]);
  return sum / static_cast<double>(a.size());
}

double deviation_of(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double mean = 0.0;
  for (const double value : values) mean += value;
  mean /= n;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (n - 1.0));
}

}  // namespace

std::size_t bootstrap_resamples(std::size_t predictions) {
  return std::clamp<std::size_t>(200'000'000 / std::max<std::size_t>(predictions, 1), 200, 2000);
}

MetricDifference bootstrap_difference(const Metric& metric, std::span<const int> truth,
                                      const ScoredLabels& a, const ScoredLabels& b,
                                      const Context& context) {
  return bootstrap_difference(metric, truth, std::span(&a, 1), std::span(&b, 1), context);
}

MetricDifference bootstrap_difference(const Metric& metric, std::span<const int> truth,
                                      std::span<const ScoredLabels> a,
                                      std::span<const ScoredLabels> b, const Context& context) {
  AUTOSMOTE_CHECK(!truth.empty() && !a.empty() && a.size() == b.size() &&
                  a.size() <= kMostPredictions);
  const bool by_score = metric.uses_scores();
  const ClassRows rows = by_score ? class_rows(truth) : ClassRows();
  const auto patterns = by_score ? std::array<PatternedRows, 2>() : patterned_rows(truth, a, b);
  std::vector<double> differences(bootstrap_resamples(truth.size() * a.size()));
  parallel_for(context, differences.size(), [&](std::size_t i) {
    RandomStream random(context.seed, Purpose::kBootstrap, static_cast<std::uint32_t>(i));
    differences[i] = by_score ? resample_scores(metric, rows, a, b, random)
                              : resample_labels(metric, patterns, a.size(), random);
  });
  std::sort(differences.begin(), differences.end());
  const std::size_t cut = differences.size() / 40;  // 2.5 % on either side
  MetricDifference result;
  for (std::size_t k = 0; k < a.size(); ++k) {
    result.value += evaluate_metric(metric, truth, a[k].labels, a[k].scores) -
                    evaluate_metric(metric, truth, b[k].labels, b[k].scores);
  }
  result.value /= static_cast<double>(a.size());
  result.lower = differences[cut];
  result.upper = differences[differences.size() - 1 - cut];
  result.deviation = deviation_of(differences);
  return result;
}

MetricDifference bootstrap_score(const Metric& metric, std::span<const int> truth,
                                 std::span<const ScoredLabels> predictions,
                                 const Context& context) {
  const std::vector<double> truth_scores(truth.begin(), truth.end());
  const std::vector<ScoredLabels> right(predictions.size(), {truth, truth_scores});
  MetricDifference score = bootstrap_difference(metric, truth, predictions, right, context);
  score.value += 1.0;
  score.lower += 1.0;
  score.upper += 1.0;
  return score;
}

}  // namespace autosmote
