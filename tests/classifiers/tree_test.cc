#include "classifiers/tree.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <vector>

#include "classifiers/refit.h"
#include "classifiers/small_problem.h"
#include "core/random.h"

namespace autosmote {
namespace {

// The slow twin: tries every midpoint of every feature on materialised rows, by the textbook's
// gini, and predicts by walking down.
class NaiveTree {
 public:
  NaiveTree(const MaterializedRows& rows, std::uint64_t seed, int max_depth)
      : rows_(rows), random_(seed, Purpose::kClassifier), max_depth_(max_depth) {
    std::vector<std::size_t> all(rows.x.size());
    std::iota(all.begin(), all.end(), 0U);
    std::vector<std::uint32_t> features(rows.x[0].size());
    std::iota(features.begin(), features.end(), 0U);
    root_ = grow(all, features, 0);
  }

  double score(std::span<const double> row) const {
    const Node* node = root_.get();
    while (node->left)
      node = (row[node->feature] <= node->threshold ? node->left : node->right).get();
    return node->share - 0.5;
  }

 private:
  struct Node {
    std::uint32_t feature = 0;
    double threshold = 0.0;
    double share = 0.0;
    std::unique_ptr<Node> left;
    std::unique_ptr<Node> right;
  };

  long double weighted_gini(const std::vector<std::size_t>& members) const {
    long double by_class[2] = {0.0L, 0.0L};
    for (const std::size_t i : members) by_class[rows_.labels[i]] += rows_.weights[i];
    const long double total = by_class[0] + by_class[1];
    return total - (by_class[0] * by_class[0] + by_class[1] * by_class[1]) / total;
  }

  void divide(const std::vector<std::size_t>& members, std::uint32_t feature, double threshold,
              std::vector<std::size_t>& left, std::vector<std::size_t>& right) const {
    left.clear();
    right.clear();
    for (const std::size_t i : members) {
      (rows_.x[i][feature] <= threshold ? left : right).push_back(i);
    }
  }

  std::vector<double> thresholds(const std::vector<std::size_t>& members,
                                 std::uint32_t feature) const {
    std::vector<double> values;
    for (const std::size_t i : members) values.push_back(rows_.x[i][feature]);
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    for (std::size_t i = 0; i + 1 < values.size(); ++i) values[i] = (values[i] + values[i + 1]) / 2;
    values.pop_back();
    return values;
  }

  std::unique_ptr<Node> grow(const std::vector<std::size_t>& members,
                             std::vector<std::uint32_t> features, int depth) {
    auto node = std::make_unique<Node>();
    double total = 0.0;
    double minority = 0.0;
    for (const std::size_t i : members) {
      total += rows_.weights[i];
      minority += rows_.labels[i] * rows_.weights[i];
    }
    node->share = minority / total;
    if (minority == 0.0 || minority == total || depth == max_depth_) return node;

    shuffle(std::span<std::uint32_t>(features), random_);
    std::erase_if(features, [&](std::uint32_t f) { return thresholds(members, f).empty(); });
    const long double impurity = weighted_gini(members);
    std::vector<std::size_t> left;
    std::vector<std::size_t> right;
    const auto gain_of = [&](std::uint32_t feature, double threshold) {
      divide(members, feature, threshold, left, right);
      const long double gain = impurity - weighted_gini(left) - weighted_gini(right);
      return gain < 1e-14L ? 0.0L : gain;
    };
    long double best = -1.0L;
    for (const std::uint32_t feature : features) {
      long double largest = 0.0L;
      for (const double t : thresholds(members, feature)) {
        largest = std::max(largest, gain_of(feature, t));
      }
      if (largest <= best * (1.0L + 1e-10L)) continue;
      best = largest;
      node->feature = feature;
      for (const double t : thresholds(members, feature)) {
        node->threshold = t;
        if (gain_of(feature, t) >= largest * (1.0L - 1e-10L)) break;
      }
    }
    if (features.empty()) return node;
    divide(members, node->feature, node->threshold, left, right);
    const std::vector<std::size_t> right_members = right;
    node->left = grow(std::vector<std::size_t>(left), features, depth + 1);
    node->right = grow(right_members, features, depth + 1);
    return node;
  }

  const MaterializedRows& rows_;
  RandomStream random_;
  int max_depth_;
  std::unique_ptr<Node> root_;
};

Predictions fit_tree(const ClassifierOptions& options, const RefitData& data,
                     const TrainingWeights& weights) {
  const auto refit = make_tree_refit(options, data, {});
  const auto workspace = refit->make_workspace();
  Predictions out;
  refit->fit_predict(weights, *workspace, out);
  return out;
}

void expect_twin(const ClassifierOptions& options, const RefitData& data,
                 const TrainingWeights& weights) {
  const Predictions out = fit_tree(options, data, weights);
  const MaterializedRows rows = materialize(data, weights);
  const NaiveTree twin(rows, options.seed, options.max_depth > 0 ? options.max_depth : 1000);
  for (std::size_t i = 0; i < data.evaluation.rows; ++i) {
    const double score = twin.score(data.evaluation.row(i));
    RC_ASSERT(std::fabs(out.scores[i] - score) < 1e-12);
    RC_ASSERT(out.labels[i] == (score > 1e-13 ? 1 : 0));
  }
}

RC_GTEST_PROP(Tree, EqualsExhaustiveTreeOnMaterialisedRows, ()) {
  const SmallProblem problem = arbitrary_problem();
  ClassifierOptions options;
  options.seed = *rc::gen::arbitrary<std::uint64_t>();
  options.max_depth = *rc::gen::element(0, 0, 0, 1, 2, 3);
  expect_twin(options, problem.data(), {1.0, 1.0, problem.sample_set});
}

RC_GTEST_PROP(Tree, ClassWeightsAreRowWeights, ()) {
  const SmallProblem problem = arbitrary_problem();
  ClassifierOptions options;
  options.max_depth = *rc::gen::element(0, 1, 2, 3);
  const std::vector<double> weights{0.3, 0.5, 1.0, 1.7, 60.1};
  expect_twin(options, problem.data(),
              {*rc::gen::elementOf(weights), *rc::gen::elementOf(weights), problem.sample_set});
}

RC_GTEST_PROP(Tree, DependsOnNothingButItsArguments, ()) {
  const SmallProblem problem = arbitrary_problem();
  const auto refit = make_tree_refit({}, problem.data(), {});
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

TEST(Tree, ClassOfWeightZeroIsAbsent) {
  Matrix<double> x(4, 1);
  for (std::size_t i = 0; i < 4; ++i) x(i, 0) = static_cast<double>(i);
  const std::vector<int> labels{0, 1, 0, 1};
  const RefitData data{x.view(), labels, {}, {}, x.view()};
  const Predictions out = fit_tree({}, data, {1.0, 0.0, {}});
  EXPECT_EQ(out.labels, (std::vector<int>{0, 0, 0, 0}));
  EXPECT_EQ(out.scores, (std::vector<double>{-0.5, -0.5, -0.5, -0.5}));
}

TEST(Tree, TiedLeafIsMajority) {
  Matrix<double> x(2, 2);
  const std::vector<int> labels{0, 1};
  const RefitData data{x.view(), labels, {}, {}, x.view()};
  const Predictions out = fit_tree({}, data, {});
  EXPECT_EQ(out.labels, (std::vector<int>{0, 0}));
  EXPECT_EQ(out.scores, (std::vector<double>{0.0, 0.0}));
}

// With two equal columns only the seed decides which one is split, and a row that differs in the
// two tells which.
TEST(Tree, SeedDecidesBetweenEquallyGoodFeatures) {
  Matrix<double> x(2, 2);
  x(1, 0) = 1.0;
  x(1, 1) = 1.0;
  Matrix<double> evaluation(1, 2);
  evaluation(0, 0) = 1.0;
  const std::vector<int> labels{0, 1};
  const RefitData data{x.view(), labels, {}, {}, evaluation.view()};
  int minority = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    ClassifierOptions options;
    options.seed = seed;
    minority += fit_tree(options, data, {}).labels[0];
  }
  EXPECT_GT(minority, 30);
  EXPECT_LT(minority, 70);
}

// A candidate between two rows can miss a third row's value by its last bits. No split may use
// them, or synthetic rows would be told by their rounding noise. A chain of close values is one
// value, even where its ends are far enough apart.
TEST(Tree, DoesNotSplitRoundingNoise) {
  for (const std::vector<double>& values :
       {std::vector<double>{0.0, 9e-8}, {1.0, std::nextafter(1.0, 2.0)}, {0.0, 9e-8, 18e-8}}) {
    Matrix<double> x(values.size(), 1);
    std::vector<int> labels;
    for (std::size_t i = 0; i < values.size(); ++i) {
      x(i, 0) = values[i];
      labels.push_back(static_cast<int>(i % 2));
    }
    const RefitData data{x.view(), labels, {}, {}, x.view()};
    EXPECT_EQ(fit_tree({}, data, {}).labels, std::vector<int>(values.size(), 0));
  }
  Matrix<double> x(2, 1);
  x(1, 0) = 1.1e-7;
  const std::vector<int> labels{0, 1};
  EXPECT_EQ(fit_tree({}, {x.view(), labels, {}, {}, x.view()}, {}).labels, labels);
}

}  // namespace
}  // namespace autosmote
