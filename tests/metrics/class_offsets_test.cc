#include "metrics/class_offsets.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "metrics/confusion.h"

namespace autosmote {
namespace {

struct Rows {
  std::vector<int> truth;
  Matrix<double> scores;
};

Rows rows_of(std::vector<int> truth, std::size_t classes, const std::vector<double>& scores) {
  Rows rows{std::move(truth), Matrix<double>(scores.size() / classes, classes)};
  std::ranges::copy(scores, rows.scores.data());
  return rows;
}

std::vector<int> slow_labels(const Matrix<double>& scores, const std::vector<double>& offsets) {
  std::vector<int> labels;
  for (std::size_t i = 0; i < scores.rows(); ++i) {
    int best = 0;
    for (int c = 1; c < static_cast<int>(scores.cols()); ++c) {
      const auto sum = [&](int k) {
        return scores(i, static_cast<std::size_t>(k)) + offsets[static_cast<std::size_t>(k)];
      };
      if (sum(c) > sum(best)) best = c;
    }
    labels.push_back(best);
  }
  return labels;
}

// Metric, then mean recall.
using Worth = std::pair<double, double>;

Worth slow_worth(const Metric& metric, const Rows& rows, const std::vector<double>& offsets) {
  const std::vector<int> labels = slow_labels(rows.scores, offsets);
  const int classes = static_cast<int>(rows.scores.cols());
  return {evaluate_metric(metric, rows.truth, labels, {}, classes),
          evaluate_metric(parse_metric("balanced-accuracy"), rows.truth, labels, {}, classes)};
}

// One offset for each set of labels that the offset of class c can give.
std::vector<double> slow_choices(const Rows& rows, const std::vector<double>& offsets,
                                 std::size_t c) {
  std::set<double> values;
  for (std::size_t i = 0; i < rows.scores.rows(); ++i) {
    double other = -1e300;
    for (std::size_t k = 0; k < rows.scores.cols(); ++k) {
      if (k != c) other = std::max(other, rows.scores(i, k) + offsets[k]);
    }
    values.insert(other - rows.scores(i, c));
  }
  const std::vector<double> sorted(values.begin(), values.end());
  double beyond = 1.0;
  if (sorted.size() > 1) {
    const double half =
        (sorted.back() - sorted.front()) / 2.0 / static_cast<double>(sorted.size() - 1);
    beyond = std::exp2(std::floor(std::log2(half)));
  }
  std::vector<double> choices{sorted.front() - beyond, sorted.back() + beyond};
  for (std::size_t i = 0; i + 1 < sorted.size(); ++i) {
    choices.push_back((sorted[i] + sorted[i + 1]) / 2.0);
  }
  return choices;
}

// Labels all rows anew for every choice. O(passes k n^2 k).
ClassOffsets slow_best_offsets(const Metric& metric, const Rows& rows) {
  std::vector<double> offsets(rows.scores.cols(), 0.0);
  Worth best = slow_worth(metric, rows, offsets);
  bool changed = true;
  for (int pass = 0; pass < kOffsetPasses && changed; ++pass) {
    changed = false;
    for (std::size_t c = 1; c < offsets.size(); ++c) {
      std::vector<std::pair<Worth, double>> choices;
      for (const double choice : slow_choices(rows, offsets, c)) {
        std::vector<double> other = offsets;
        other[c] = choice;
        choices.emplace_back(slow_worth(metric, rows, other), choice);
      }
      const auto worse = [](const auto& a, const auto& b) {
        if (a.first != b.first) return a.first < b.first;
        const double closer = std::abs(b.second) - std::abs(a.second);
        return closer != 0.0 ? closer < 0.0 : a.second < b.second;
      };
      const auto found = *std::ranges::max_element(choices, worse);
      if (!(found.first > best)) continue;
      best = found.first;
      offsets[c] = found.second;
      changed = true;
    }
  }
  return {offsets, best.first};
}

// Quarters, so that sums are exact and many are equal.
Rows arbitrary_rows() {
  const auto classes = *rc::gen::inRange<std::size_t>(2, 6);
  const auto n = *rc::gen::inRange<std::size_t>(1, 25);
  Rows rows{
      *rc::gen::container<std::vector<int>>(n, rc::gen::inRange(0, static_cast<int>(classes))),
      Matrix<double>(n, classes)};
  const auto cells = *rc::gen::container<std::vector<int>>(n * classes, rc::gen::inRange(-12, 13));
  for (std::size_t i = 0; i < cells.size(); ++i) rows.scores.data()[i] = 0.25 * cells[i];
  return rows;
}

Metric arbitrary_metric() {
  return parse_metric(*rc::gen::element<std::string>("macro-f1", "mcc", "f1", "balanced-accuracy",
                                                     "g-mean", "fbeta:2"));
}

RC_GTEST_PROP(ClassOffsets, EqualThoseOfALoopOverAllChoices, ()) {
  const Rows rows = arbitrary_rows();
  const Metric metric = arbitrary_metric();
  const ClassOffsets fast = best_offsets(metric, rows.truth, rows.scores.view());
  const ClassOffsets slow = slow_best_offsets(metric, rows);
  RC_ASSERT(fast.offsets == slow.offsets);
  RC_ASSERT(fast.value == slow.value);
}

// Whatever the scores, the value is that of the rule, and no worse than without offsets.
RC_GTEST_PROP(ClassOffsets, AreWorthWhatTheirLabelsAre, ()) {
  Rows rows = arbitrary_rows();
  for (std::size_t i = 0; i < rows.scores.rows(); ++i) {
    for (double& score : rows.scores.row(i)) score = std::sin(score) * 1e3;
  }
  const Metric metric = arbitrary_metric();
  const ClassOffsets found = best_offsets(metric, rows.truth, rows.scores.view());
  const std::vector<int> labels = labels_at_offsets(rows.scores.view(), found.offsets);
  RC_ASSERT(labels == slow_labels(rows.scores, found.offsets));
  const std::vector<double> none(rows.scores.cols(), 0.0);
  RC_ASSERT(found.offsets[0] == 0.0);
  RC_ASSERT(found.value == slow_worth(metric, rows, found.offsets).first);
  RC_ASSERT(found.value >= slow_worth(metric, rows, none).first);
}

// All pairs of offsets that differ in their labels: of quarters, a grid of sixteenths has them all.
RC_GTEST_PROP(ClassOffsets, AreNeverBetterThanTheBestOfAllPairs, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 8);
  Rows rows{*rc::gen::container<std::vector<int>>(n, rc::gen::inRange(0, 3)), Matrix<double>(n, 3)};
  const auto cells = *rc::gen::container<std::vector<int>>(n * 3, rc::gen::inRange(-4, 5));
  for (std::size_t i = 0; i < cells.size(); ++i) rows.scores.data()[i] = 0.25 * cells[i];
  const Metric metric = arbitrary_metric();
  double best = -2.0;
  for (int a = -70; a <= 70; ++a) {
    for (int b = -70; b <= 70; ++b) {
      best = std::max(best, slow_worth(metric, rows, {0.0, a / 16.0, b / 16.0}).first);
    }
  }
  const ClassOffsets found = best_offsets(metric, rows.truth, rows.scores.view());
  RC_ASSERT(found.value <= best);
  RC_CLASSIFY(found.value == best);
}

TEST(ClassOffsets, FindTheRowsOfClassesWhoseScoresAreTooLow) {
  const Rows rows = rows_of({0, 0, 0, 1, 1, 2}, 3,
                            {5, 0, 0,  //
                             5, 1, 0,  //
                             5, 0, 1,  //
                             5, 3, 0,  //
                             5, 4, 0,  //
                             5, 0, 3});
  const ClassOffsets found = best_offsets(parse_metric("macro-f1"), rows.truth, rows.scores.view());
  EXPECT_EQ(found.value, 1.0);
  // Rows change to class 1 above 1 (4 - its row), 2, 4 and 5; to class 2 above 2, 4 and 5.
  EXPECT_EQ(found.offsets, (std::vector<double>{0.0, 3.0, 3.0}));
  EXPECT_EQ(labels_at_offsets(rows.scores.view(), found.offsets), rows.truth);
}

TEST(ClassOffsets, StayAtZeroWhereNothingIsBetter) {
  const Rows rows = rows_of({0, 1, 2}, 3, {1, 0, 0, 0, 1, 0, 0, 0, 1});
  const ClassOffsets found = best_offsets(parse_metric("mcc"), rows.truth, rows.scores.view());
  EXPECT_EQ(found.offsets, (std::vector<double>{0.0, 0.0, 0.0}));
  EXPECT_EQ(found.value, 1.0);
}

TEST(ClassOffsets, OfEqualSumsTheLargerClassWins) {
  const Rows rows = rows_of({0, 1}, 3, {1, 1, 1, 0, 2, 2});
  const std::vector<double> offsets{1.0, 1.0, 1.0};
  EXPECT_EQ(labels_at_offsets(rows.scores.view(), offsets), (std::vector<int>{0, 1}));
}

// G-mean is 0 until both small classes are found.
TEST(ClassOffsets, LiftTwoClassesThatAreNeverFound) {
  const Rows rows = rows_of({0, 0, 1, 2}, 3, {9, 0, 0, 9, 0, 0, 9, 5, 0, 9, 0, 5});
  const ClassOffsets found = best_offsets(parse_metric("g-mean"), rows.truth, rows.scores.view());
  EXPECT_EQ(found.value, 1.0);
}

// The twin of label_metric of totals is that of the matrix.
RC_GTEST_PROP(ClassTotals, HaveTheMetricsOfTheMatrix, ()) {
  const auto classes = *rc::gen::inRange<std::size_t>(2, 6);
  const auto n = *rc::gen::inRange<std::size_t>(1, 40);
  const auto label = rc::gen::inRange(0, static_cast<int>(classes));
  const auto truth = *rc::gen::container<std::vector<int>>(n, label);
  const auto labels = *rc::gen::container<std::vector<int>>(n, label);
  const ConfusionMatrix matrix = count_confusion(truth, labels, classes);
  ClassTotals totals(classes);
  for (std::size_t c = 0; c < classes; ++c) {
    totals.true_sums[c] = matrix.true_sum(c);
    totals.predicted_sums[c] = matrix.predicted_sum(c);
    totals.hits[c] = matrix(c, c);
  }
  const Metric metric = arbitrary_metric();
  RC_ASSERT(label_metric(metric, totals) == label_metric(metric, matrix));
}

}  // namespace
}  // namespace autosmote
