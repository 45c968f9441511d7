#include "api/bootstrap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
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
                (b.empty() ? 0U : static_cast<std::uint32_t>(b[k].labels[i]));
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

// The mean over predictions of metric of a, less that of b where there is one.
double resample_labels(const Metric& metric, const std::array<PatternedRows, 2>& rows,
                       std::size_t predictions, bool paired, RandomStream& random) {
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
    sum += label_metric(metric, a) - (paired ? label_metric(metric, b) : 0.0);
  }
  return sum / static_cast<double>(predictions);
}

using ClassRows = std::vector<std::vector<std::uint32_t>>;

ClassRows class_rows(std::span<const int> truth, int classes) {
  ClassRows rows(static_cast<std::size_t>(classes));
  for (std::size_t i = 0; i < truth.size(); ++i) {
    rows[static_cast<std::size_t>(truth[i])].push_back(static_cast<std::uint32_t>(i));
  }
  return rows;
}

std::vector<std::uint32_t> draw_rows(const ClassRows& rows, RandomStream& random) {
  std::vector<std::uint32_t> drawn;
  for (const std::vector<std::uint32_t>& own : rows) {
    for (std::size_t i = 0; i < own.size(); ++i) {
      drawn.push_back(own[random.below(static_cast<std::uint32_t>(own.size()))]);
    }
  }
  return drawn;
}

// The rows of each group: of the groups without the minority, and of those with it.
using GroupRows = std::array<std::vector<std::vector<std::uint32_t>>, 2>;

GroupRows group_rows(std::span<const int> truth, RowGroups groups) {
  std::vector<std::vector<std::uint32_t>> all(groups.empty() ? 0 : std::ranges::max(groups) + 1);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    all[groups[i]].push_back(static_cast<std::uint32_t>(i));
  }
  GroupRows result;
  for (std::vector<std::uint32_t>& rows : all) {
    if (rows.empty()) continue;
    const bool minority = std::ranges::any_of(rows, [&](std::uint32_t i) { return truth[i] != 0; });
    result[minority ? 1 : 0].push_back(std::move(rows));
  }
  return result;
}

std::vector<std::uint32_t> draw_groups(const GroupRows& groups, RandomStream& random) {
  std::vector<std::uint32_t> drawn;
  for (const std::vector<std::vector<std::uint32_t>>& own : groups) {
    for (std::size_t i = 0; i < own.size(); ++i) {
      const auto& rows = own[random.below(static_cast<std::uint32_t>(own.size()))];
      drawn.insert(drawn.end(), rows.begin(), rows.end());
    }
  }
  return drawn;
}

double evaluate_rows(const Metric& metric, std::span<const std::uint32_t> rows,
                     std::span<const int> truth, std::span<const ScoredLabels> a,
                     std::span<const ScoredLabels> b, int classes) {
  std::vector<int> own_truth(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) own_truth[i] = truth[rows[i]];
  std::vector<int> labels(metric.uses_scores() ? 0 : rows.size());
  std::vector<double> scores(metric.uses_scores() ? rows.size() : 0);
  const auto value = [&](const ScoredLabels& predictions) {
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = predictions.labels[rows[i]];
    for (std::size_t i = 0; i < scores.size(); ++i) scores[i] = predictions.scores[rows[i]];
    return evaluate_metric(metric, own_truth, labels, scores, classes);
  };
  double sum = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    sum += value(a[k]) - (b.empty() ? 0.0 : value(b[k]));
  }
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

// The value on the rows at hand, and its draws. b: empty, or one for each a.
MetricDifference bootstrap(const Metric& metric, std::span<const int> truth, RowGroups groups,
                           std::span<const ScoredLabels> a, std::span<const ScoredLabels> b,
                           const Context& context, int classes) {
  AUTOSMOTE_CHECK(!truth.empty() && !a.empty() && (b.empty() || a.size() == b.size()) &&
                  a.size() <= kMostPredictions);
  AUTOSMOTE_CHECK(groups.empty() || groups.size() == truth.size());
  const bool by_pattern = groups.empty() && !metric.uses_scores() && classes == 2;
  const auto patterns = by_pattern ? patterned_rows(truth, a, b) : std::array<PatternedRows, 2>();
  const ClassRows rows = groups.empty() && !by_pattern ? class_rows(truth, classes) : ClassRows();
  const GroupRows members = group_rows(truth, groups);
  std::vector<double> draws(bootstrap_resamples(truth.size() * a.size()));
  parallel_for(context, draws.size(), [&](std::size_t i) {
    RandomStream random(context.seed, Purpose::kBootstrap, static_cast<std::uint32_t>(i));
    if (by_pattern) {
      draws[i] = resample_labels(metric, patterns, a.size(), !b.empty(), random);
      return;
    }
    const std::vector<std::uint32_t> drawn =
        groups.empty() ? draw_rows(rows, random) : draw_groups(members, random);
    draws[i] = evaluate_rows(metric, drawn, truth, a, b, classes);
  });
  std::sort(draws.begin(), draws.end());
  const std::size_t cut = draws.size() / 40;  // 2.5 % on either side
  MetricDifference result;
  for (std::size_t k = 0; k < a.size(); ++k) {
    result.value += evaluate_metric(metric, truth, a[k].labels, a[k].scores, classes);
    if (b.empty()) continue;
    result.value -= evaluate_metric(metric, truth, b[k].labels, b[k].scores, classes);
  }
  result.value /= static_cast<double>(a.size());
  result.lower = draws[cut];
  result.upper = draws[draws.size() - 1 - cut];
  result.deviation = deviation_of(draws);
  return result;
}

}  // namespace

std::size_t bootstrap_resamples(std::size_t predictions) {
  return std::clamp<std::size_t>(200'000'000 / std::max<std::size_t>(predictions, 1), 200, 2000);
}

MetricDifference bootstrap_difference(const Metric& metric, std::span<const int> truth,
                                      const ScoredLabels& a, const ScoredLabels& b,
                                      const Context& context, int classes) {
  return bootstrap_difference(metric, truth, {}, std::span(&a, 1), std::span(&b, 1), context,
                              classes);
}

MetricDifference bootstrap_difference(const Metric& metric, std::span<const int> truth,
                                      RowGroups groups, std::span<const ScoredLabels> a,
                                      std::span<const ScoredLabels> b, const Context& context,
                                      int classes) {
  AUTOSMOTE_CHECK(!b.empty());
  return bootstrap(metric, truth, groups, a, b, context, classes);
}

MetricDifference bootstrap_score(const Metric& metric, std::span<const int> truth, RowGroups groups,
                                 std::span<const ScoredLabels> predictions, const Context& context,
                                 int classes) {
  return bootstrap(metric, truth, groups, predictions, {}, context, classes);
}

}  // namespace autosmote
