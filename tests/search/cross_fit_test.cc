#include "search/cross_fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/random.h"
#include "metrics/class_offsets.h"
#include "metrics/confusion.h"
#include "metrics/threshold.h"

namespace autosmote {
namespace {

struct Pooled {
  std::vector<int> truth, labels;
  std::vector<double> scores;
  std::vector<std::size_t> sizes;

  PooledPredictions view(std::size_t folds_a_repeat) const {
    return {truth, labels, scores, sizes, folds_a_repeat};
  }
  std::size_t first_of(std::size_t fold) const {
    return std::accumulate(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(fold),
                           std::size_t{0});
  }
};

// `coarse`: scores with many ties.
Pooled draw(std::vector<std::size_t> sizes, bool coarse, std::uint32_t key) {
  Pooled pooled;
  pooled.sizes = std::move(sizes);
  RandomStream random(3, Purpose::kTest, key);
  const std::size_t n = std::accumulate(pooled.sizes.begin(), pooled.sizes.end(), std::size_t{0});
  for (std::size_t i = 0; i < n; ++i) {
    pooled.truth.push_back(random.below(5) == 0 ? 1 : 0);
    const double score = random.normal() + pooled.truth.back();
    pooled.scores.push_back(coarse ? std::round(2.0 * score) / 2.0 : score);
    pooled.labels.push_back(pooled.scores.back() > 0.0 ? 1 : 0);
  }
  return pooled;
}

// The same by choosing rows and asking best_threshold.
FoldOutcome slow(const Pooled& pooled, std::size_t fold, std::size_t first, std::size_t last,
                 const Metric& metric, bool tune) {
  std::vector<int> truth, labels;
  std::vector<double> scores;
  for (std::size_t g = first; g < last; ++g) {
    for (std::size_t i = 0; g != fold && i < pooled.sizes[g]; ++i) {
      truth.push_back(pooled.truth[pooled.first_of(g) + i]);
      labels.push_back(pooled.labels[pooled.first_of(g) + i]);
      scores.push_back(pooled.scores[pooled.first_of(g) + i]);
    }
  }
  FoldOutcome outcome;
  if (tune) {
    const Threshold best = best_threshold(metric, truth, scores);
    outcome.others = best.value;
    outcome.threshold = best.threshold;
  } else {
    outcome.others = evaluate_metric(metric, truth, labels, scores);
  }
  for (std::size_t i = 0; i < pooled.sizes[fold]; ++i) {
    const std::size_t row = pooled.first_of(fold) + i;
    const bool predicted = tune ? pooled.scores[row] > outcome.threshold : pooled.labels[row] == 1;
    ++outcome.counts(pooled.truth[row] == 1 ? 1 : 0, predicted ? 1 : 0);
  }
  return outcome;
}

TEST(CrossFit, EqualsLeavingEachFoldOut) {
  std::uint32_t key = 0;
  for (const bool coarse : {false, true}) {
    for (const bool tune : {false, true}) {
      for (const char* metric : {"macro-f1", "mcc", "balanced-accuracy"}) {
        const Pooled pooled = draw({40, 41, 39, 40, 40, 38}, coarse, ++key);
        for (const std::size_t repeat : {std::size_t{6}, std::size_t{3}}) {
          const auto outcomes = cross_fit(pooled.view(repeat), parse_metric(metric), tune);
          ASSERT_EQ(outcomes.size(), 6U);
          for (std::size_t f = 0; f < 6; ++f) {
            const std::size_t first = f - f % repeat;
            const FoldOutcome expected =
                slow(pooled, f, first, first + repeat, parse_metric(metric), tune);
            EXPECT_EQ(outcomes[f].others, expected.others) << metric << ' ' << f;
            EXPECT_EQ(outcomes[f].threshold, expected.threshold) << metric << ' ' << f;
            EXPECT_TRUE(std::ranges::equal(outcomes[f].counts.counts(), expected.counts.counts()));
          }
        }
      }
    }
  }
}

TEST(CrossFit, CountsSeveralClasses) {
  Pooled pooled = draw({30, 31, 29}, false, 60);
  RandomStream random(5, Purpose::kTest);
  for (std::size_t i = 0; i < pooled.truth.size(); ++i) {
    pooled.truth[i] = static_cast<int>(random.below(3));
    pooled.labels[i] = random.below(2) == 0 ? pooled.truth[i] : static_cast<int>(random.below(3));
  }
  PooledPredictions predictions = pooled.view(3);
  predictions.classes = 3;
  const Metric metric = parse_metric("macro-f1");
  const auto outcomes = cross_fit(predictions, metric, false);
  for (std::size_t f = 0; f < 3; ++f) {
    std::vector<int> truth, labels, other_truth, other_labels;
    for (std::size_t row = 0; row < pooled.truth.size(); ++row) {
      const bool own = row >= pooled.first_of(f) && row < pooled.first_of(f) + pooled.sizes[f];
      (own ? truth : other_truth).push_back(pooled.truth[row]);
      (own ? labels : other_labels).push_back(pooled.labels[row]);
    }
    EXPECT_EQ(outcomes[f].others, evaluate_metric(metric, other_truth, other_labels, {}, 3));
    const ConfusionMatrix expected = count_confusion(truth, labels, 3);
    EXPECT_TRUE(std::ranges::equal(outcomes[f].counts.counts(), expected.counts()));
  }
  // One way alone: nothing is chosen, so its score is that of all rows.
  EXPECT_DOUBLE_EQ(cross_fitted_score(std::span(&outcomes, 1), 1, metric),
                   evaluate_metric(metric, pooled.truth, pooled.labels, {}, 3));
}

TEST(CrossFit, SaysNothingOfAHoldOutOrARanking) {
  const Pooled pooled = draw({40, 40}, false, 50);
  EXPECT_TRUE(cross_fit(pooled.view(1), parse_metric("macro-f1"), true).empty());
  EXPECT_TRUE(cross_fit(pooled.view(2), parse_metric("roc-auc"), false).empty());
}

// Scores that say nothing of the class: the best of many ways looks good on the rows that chose it,
// and must not here.
TEST(CrossFittedScore, IsNotFlatteredByChoosing) {
  const Metric metric = parse_metric("balanced-accuracy");
  double chosen = 0.0, fitted = 0.0;
  constexpr int kTimes = 20;
  for (std::uint32_t time = 0; time < kTimes; ++time) {
    const Pooled truth = draw({30, 30, 30, 30, 30}, false, 100 + time);
    std::vector<std::vector<FoldOutcome>> ways;
    double best = 0.0;
    RandomStream random(4, Purpose::kTest, time);
    for (int w = 0; w < 40; ++w) {
      Pooled way = truth;
      for (double& score : way.scores) score = random.normal();
      best = std::max(best, best_threshold(metric, way.truth, way.scores).value);
      ways.push_back(cross_fit(way.view(5), metric, true));
    }
    chosen += best / kTimes;
    fitted += cross_fitted_score(ways, 5, metric) / kTimes;
  }
  EXPECT_GT(chosen, 0.6);
  EXPECT_NEAR(fitted, 0.5, 0.02);
}

// Of several classes each fold gets the offsets of the others: by choosing rows and asking
// best_offsets.
TEST(CrossFit, GivesEachFoldTheOffsetsOfTheOthers) {
  constexpr std::size_t kClasses = 3;
  RandomStream random(5, Purpose::kTest);
  const std::vector<std::size_t> sizes{30, 25, 31, 28, 30, 28};  // two repeats of three folds
  std::vector<int> truth, labels;
  std::vector<double> scores, class_scores;
  for (std::size_t i = 0; i < 172; ++i) {
    truth.push_back(random.below(6) == 0 ? 2 : static_cast<int>(random.below(2)));
    for (std::size_t c = 0; c < kClasses; ++c) {
      const bool own = static_cast<std::size_t>(truth.back()) == c;
      class_scores.push_back(random.normal() + (own ? 1.5 : 0.0) - static_cast<double>(c));
    }
  }
  labels.assign(truth.size(), 0);
  scores.assign(truth.size(), 0.0);
  const Metric metric = parse_metric("macro-f1");
  const auto outcomes =
      cross_fit({truth, labels, scores, sizes, 3, kClasses, class_scores}, metric, true);
  ASSERT_EQ(outcomes.size(), sizes.size());
  std::size_t begin = 0;
  for (std::size_t f = 0; f < sizes.size(); ++f) {
    const std::size_t repeat = f < 3 ? 0 : 86;
    std::vector<int> others;
    std::vector<double> values;
    for (std::size_t row = repeat; row < repeat + 86; ++row) {
      if (row >= begin && row < begin + sizes[f]) continue;
      others.push_back(truth[row]);
      for (std::size_t c = 0; c < kClasses; ++c) values.push_back(class_scores[row * kClasses + c]);
    }
    const ClassOffsets best =
        best_offsets(metric, others, {values.data(), others.size(), kClasses});
    EXPECT_EQ(outcomes[f].others, best.value);
    const auto own = labels_at_offsets({class_scores.data() + begin * kClasses, sizes[f], kClasses},
                                       best.offsets);
    const auto counts = count_confusion(std::span(truth).subspan(begin, sizes[f]), own, kClasses);
    EXPECT_TRUE(std::ranges::equal(outcomes[f].counts.counts(), counts.counts()));
    begin += sizes[f];
  }
}

}  // namespace
}  // namespace autosmote
