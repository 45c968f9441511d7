#include "api/bootstrap.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/check.h"
#include "core/parallel.h"
#include "core/random.h"
#include "metrics/confusion.h"

namespace autosmote {
namespace {

using ClassRows = std::array<std::vector<std::uint32_t>, 2>;

// A metric of labels needs only how many drawn rows have each (truth, label of a, label of b), so
// the rows of a class are put in order of their pair of labels and a draw is a few comparisons.
double resample_labels(const Metric& metric,
                       const std::array<std::array<std::uint32_t, 4>, 2>& ends,
                       RandomStream& random) {
  ConfusionMatrix a(2);
  ConfusionMatrix b(2);
  for (std::size_t truth = 0; truth < 2; ++truth) {
    const auto& end = ends[truth];
    std::array<std::uint64_t, 4> drawn{};
    for (std::uint32_t i = 0; i < end[3]; ++i) {
      const std::uint32_t row = random.below(end[3]);
      ++drawn[static_cast<std::size_t>(row >= end[0]) + (row >= end[1]) + (row >= end[2])];
    }
    for (std::size_t pair = 0; pair < 4; ++pair) {
      a(truth, pair / 2) += drawn[pair];
      b(truth, pair % 2) += drawn[pair];
    }
  }
  return label_metric(metric, a) - label_metric(metric, b);
}

double resample_scores(const Metric& metric, const ClassRows& rows, const ScoredLabels& a,
                       const ScoredLabels& b, RandomStream& random) {
  std::vector<int> truth;
  std::vector<double> scores_a;
  std::vector<double> scores_b;
  for (int label = 0; label < 2; ++label) {
    const std::vector<std::uint32_t>& own = rows[static_cast<std::size_t>(label)];
    for (std::size_t i = 0; i < own.size(); ++i) {
      const std::uint32_t row = own[random.below(static_cast<std::uint32_t>(own.size()))];
      truth.push_back(label);
      scores_a.push_back(a.scores[row]);
      scores_b.push_back(b.scores[row]);
    }
  }
  return evaluate_metric(metric, truth, {}, scores_a) -
         evaluate_metric(metric, truth, {}, scores_b);
}

}  // namespace

std::size_t bootstrap_resamples(std::size_t rows) {
  return std::clamp<std::size_t>(200'000'000 / std::max<std::size_t>(rows, 1), 200, 2000);
}

MetricDifference bootstrap_difference(const Metric& metric, std::span<const int> truth,
                                      const ScoredLabels& a, const ScoredLabels& b,
                                      const Context& context) {
  AUTOSMOTE_CHECK(!truth.empty());
  const bool by_score = metric.uses_scores();
  ClassRows rows;
  std::array<std::array<std::uint32_t, 4>, 2> ends{};
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto label = static_cast<std::size_t>(truth[i]);
    rows[label].push_back(static_cast<std::uint32_t>(i));
    if (by_score) continue;
    const auto pair =
        2 * static_cast<std::size_t>(a.labels[i]) + static_cast<std::size_t>(b.labels[i]);
    for (std::size_t later = pair; later < 4; ++later) ++ends[label][later];
  }
  std::vector<double> differences(bootstrap_resamples(truth.size()));
  parallel_for(context, differences.size(), [&](std::size_t i) {
    RandomStream random(context.seed, Purpose::kBootstrap, static_cast<std::uint32_t>(i));
    differences[i] = by_score ? resample_scores(metric, rows, a, b, random)
                              : resample_labels(metric, ends, random);
  });
  std::sort(differences.begin(), differences.end());
  const std::size_t cut = differences.size() / 40;  // 2.5 % on either side
  const double value = evaluate_metric(metric, truth, a.labels, a.scores) -
                       evaluate_metric(metric, truth, b.labels, b.scores);
  return {value, differences[cut], differences[differences.size() - 1 - cut]};
}

}  // namespace autosmote
