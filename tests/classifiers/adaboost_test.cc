#include "classifiers/adaboost.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <set>
#include <span>
#include <vector>

#include "classifiers/refit.h"
#include "classifiers/small_problem.h"
#include "classifiers/split.h"
#include "core/random.h"

namespace autosmote {
namespace {

using Real = long double;

// The slow twin: SAMME by the paper on materialised rows. Each round weighs every midpoint of
// every feature anew by the textbook's gini.
class NaiveAdaboost {
 public:
  NaiveAdaboost(const MaterializedRows& rows, std::uint64_t seed, int estimators)
      : rows_(rows), random_(seed, Purpose::kClassifier) {
    const Real sum = std::accumulate(rows.weights.begin(), rows.weights.end(), Real{0});
    for (const double weight : rows.weights) weights_.push_back(weight / sum);
    for (int round = 0; round < estimators; ++round) {
      for (Real& weight : weights_) weight = std::max(weight, Real{0x1p-52});
      const Stump stump = best_stump();
      Real wrong = 0;
      Real total = 0;
      for (std::size_t i = 0; i < rows.x.size(); ++i) {
        total += weights_[i];
        if (stump.label(rows.x[i]) != rows.labels[i]) wrong += weights_[i];
      }
      const Real error = wrong / total;
      if (error >= 0.5L - 1e-10L) break;
      stumps_.push_back(stump);
      votes_.push_back(error == 0 ? Real{1} : std::log((1 - error) / error));
      if (error == 0) break;
      Real updated = 0;
      for (std::size_t i = 0; i < rows.x.size(); ++i) {
        if (stump.label(rows.x[i]) != rows.labels[i]) weights_[i] *= std::exp(votes_.back());
        updated += weights_[i];
      }
      for (Real& weight : weights_) weight /= updated;
    }
  }

  double score(std::span<const double> row) const {
    Real sum = 0;
    Real votes = 0;
    for (std::size_t i = 0; i < stumps_.size(); ++i) {
      sum += stumps_[i].label(row) == 1 ? votes_[i] : -votes_[i];
      votes += votes_[i];
    }
    return votes == 0 ? 0.0 : static_cast<double>(2 * sum / votes);
  }

  std::size_t rounds() const { return stumps_.size(); }

 private:
  struct Stump {
    std::size_t feature = 0;
    double threshold = std::numeric_limits<double>::infinity();
    int left = 0;
    int right = 0;
    int label(std::span<const double> row) const {
      return row[feature] <= threshold ? left : right;
    }
  };

  struct Sides {
    Real weight[2][2] = {};  // side, class

    Real gini(int side) const {
      const Real* w = weight[side];
      return w[0] + w[1] == 0 ? 0 : 2 * w[0] * w[1] / (w[0] + w[1]);
    }
    int label(int side) const {
      const Real* w = weight[side];
      return w[1] - w[0] > 1e-10L * (w[0] + w[1]) ? 1 : 0;
    }
  };

  Sides sides_of(std::size_t feature, double threshold) const {
    Sides sides;
    for (std::size_t i = 0; i < rows_.x.size(); ++i) {
      sides.weight[rows_.x[i][feature] <= threshold ? 0 : 1][rows_.labels[i]] += weights_[i];
    }
    return sides;
  }

  Real gain_of(std::size_t feature, double threshold) const {
    const Real before = sides_of(feature, std::numeric_limits<double>::infinity()).gini(0);
    const Sides sides = sides_of(feature, threshold);
    return std::max(Real{0}, before - sides.gini(0) - sides.gini(1));
  }

  // Whether the rows of two values are all of one class, so that no best split lies between.
  bool dull(std::size_t feature, double low, double high) const {
    std::set<int> classes;
    for (std::size_t i = 0; i < rows_.x.size(); ++i) {
      if (rows_.x[i][feature] == low || rows_.x[i][feature] == high)
        classes.insert(rows_.labels[i]);
    }
    return classes.size() == 1;
  }

  std::vector<double> thresholds(std::size_t feature) const {
    std::set<double> values;
    for (const auto& row : rows_.x) values.insert(row[feature]);
    std::vector<double> midpoints;
    for (auto next = std::next(values.begin()); next != values.end(); ++next) {
      const double low = *std::prev(next);
      if (!dull(feature, low, *next)) midpoints.push_back((low + *next) / 2);
    }
    return midpoints;
  }

  Stump best_stump() {
    std::vector<std::uint32_t> order;
    for (std::uint32_t feature = 0; feature < rows_.x[0].size(); ++feature) {
      if (!thresholds(feature).empty()) order.push_back(feature);
    }
    shuffle(std::span<std::uint32_t>(order), random_);
    Stump best;
    Real best_gain = -1;
    for (const std::uint32_t feature : order) {
      Real largest = 0;
      for (const double t : thresholds(feature)) largest = std::max(largest, gain_of(feature, t));
      if (largest <= best_gain * (1 + 1e-10L)) continue;
      best_gain = largest;
      best.feature = feature;
      for (const double t : thresholds(feature)) {
        best.threshold = t;
        if (gain_of(feature, t) >= largest * (1 - 1e-10L)) break;
      }
    }
    const Sides sides = sides_of(best.feature, best.threshold);
    best.left = sides.label(0);
    best.right = sides.label(1);
    return best;
  }

  const MaterializedRows& rows_;
  RandomStream random_;
  std::vector<Real> weights_;
  std::vector<Stump> stumps_;
  std::vector<Real> votes_;
};

Predictions fit_adaboost(const ClassifierOptions& options, const RefitData& data,
                         const TrainingWeights& weights) {
  const auto refit = make_adaboost_refit(options, data, {});
  const auto workspace = refit->make_workspace();
  Predictions out;
  refit->fit_predict(weights, *workspace, out);
  return out;
}

void expect_twin(const ClassifierOptions& options, const RefitData& data,
                 const TrainingWeights& weights) {
  const Predictions out = fit_adaboost(options, data, weights);
  const MaterializedRows rows = materialize(data, weights);
  const NaiveAdaboost twin(rows, options.seed, options.estimators);
  RC_CLASSIFY(twin.rounds() <= 1);
  RC_CLASSIFY(twin.rounds() >= 10);
  for (std::size_t i = 0; i < data.evaluation.rows; ++i) {
    const double score = twin.score(data.evaluation.row(i));
    RC_ASSERT(std::fabs(out.scores[i] - score) < 1e-8);
    // In between it depends on rounding whether votes cancel.
    if (std::fabs(score) > 1e-8) RC_ASSERT(out.labels[i] == (score > 0.0 ? 1 : 0));
    if (std::fabs(score) < 1e-13) RC_ASSERT(out.labels[i] == 0);
  }
}

RC_GTEST_PROP(Adaboost, EqualsNaiveAdaboostOnMaterialisedRows, ()) {
  const SmallProblem problem = arbitrary_problem();
  ClassifierOptions options;
  options.seed = *rc::gen::arbitrary<std::uint64_t>();
  options.estimators = *rc::gen::element(1, 2, 10, 50);
  expect_twin(options, problem.data(), {1.0, 1.0, problem.sample_set});
}

RC_GTEST_PROP(Adaboost, ClassWeightsAreRowWeights, ()) {
  const SmallProblem problem = arbitrary_problem();
  ClassifierOptions options;
  options.estimators = 10;
  const std::vector<double> weights{0.3, 0.5, 1.0, 1.7, 60.1};
  expect_twin(options, problem.data(),
              {*rc::gen::elementOf(weights), *rc::gen::elementOf(weights), problem.sample_set});
}

// With this many columns their ranks by each other are looked up in every round, not kept.
TEST(Adaboost, ManyColumnsEqualNaiveAdaboost) {
  RandomStream random(3, Purpose::kTest);
  Matrix<double> x(61, 300);
  for (double& value : std::span<double>(x.data(), 61 * 300)) value = random.below(20);
  std::vector<int> labels(61);
  for (int& label : labels) label = static_cast<int>(random.below(2));
  const RefitData data{x.view(), labels, {}, {}, x.view()};
  ClassifierOptions options;
  options.estimators = 5;
  const Predictions out = fit_adaboost(options, data, {});
  const MaterializedRows rows = materialize(data, {});
  const NaiveAdaboost twin(rows, options.seed, options.estimators);
  EXPECT_EQ(twin.rounds(), 5U);
  for (std::size_t i = 0; i < x.rows(); ++i) {
    EXPECT_NEAR(out.scores[i], twin.score(x.row(i)), 1e-9);
  }
}

// scikit-learn refuses to fit these; a search has to go on.
TEST(Adaboost, NoBetterThanChanceScoresZero) {
  Matrix<double> x(4, 1);
  x(1, 0) = 1.0;
  x(3, 0) = 1.0;
  const std::vector<int> labels{0, 0, 1, 1};
  const Predictions out = fit_adaboost({}, {x.view(), labels, {}, {}, x.view()}, {});
  EXPECT_EQ(out.scores, (std::vector<double>{0.0, 0.0, 0.0, 0.0}));
  EXPECT_EQ(out.labels, (std::vector<int>{0, 0, 0, 0}));
}

TEST(Adaboost, DoesNotSplitRoundingNoise) {
  Matrix<double> x(3, 1);
  x(1, 0) = 9e-8;
  x(2, 0) = 18e-8;
  const std::vector<int> labels{0, 1, 0};
  const Predictions out = fit_adaboost({}, {x.view(), labels, {}, {}, x.view()}, {});
  EXPECT_EQ(out.scores, (std::vector<double>{-2.0, -2.0, -2.0}));
}

TEST(Adaboost, OneClassIsTold) {
  Matrix<double> x(2, 1);
  x(1, 0) = 1.0;
  const std::vector<int> labels{0, 1};
  const RefitData data{x.view(), labels, {}, {}, x.view()};
  EXPECT_EQ(fit_adaboost({}, data, {1.0, 0.0, {}}).scores, (std::vector<double>{-2.0, -2.0}));
  EXPECT_EQ(fit_adaboost({}, data, {0.0, 1.0, {}}).scores, (std::vector<double>{2.0, 2.0}));
}

RC_GTEST_PROP(Adaboost, DependsOnNothingButItsArguments, ()) {
  const SmallProblem problem = arbitrary_problem();
  const auto refit = make_adaboost_refit({}, problem.data(), {});
  const auto used = refit->make_workspace();
  const auto fresh = refit->make_workspace();
  Predictions first;
  Predictions other;
  Predictions again;
  refit->fit_predict({0.5, 2.0, problem.sample_set}, *used, other);
  refit->fit_predict({1.0, 1.0, {}}, *used, other);
  refit->fit_predict({1.0, 1.0, problem.sample_set}, *used, again);
  refit->fit_predict({1.0, 1.0, problem.sample_set}, *fresh, first);
  RC_ASSERT(first.labels == again.labels);
  RC_ASSERT(first.scores == again.scores);
}

}  // namespace
}  // namespace autosmote
