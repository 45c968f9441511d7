#include "classifiers/adaboost.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "classifiers/boosted_columns.h"
#include "classifiers/boosting.h"
#include "classifiers/frequent_values.h"
#include "classifiers/refit.h"
#include "classifiers/sorted_columns.h"
#include "classifiers/split.h"
#include "core/check.h"
#include "core/portable_math.h"
#include "core/random.h"
#include "core/simd.h"

namespace autosmote {
namespace {

// scikit-learn keeps every normalised weight above the spacing of doubles at 1.
constexpr double kSmallestWeight = std::numeric_limits<double>::epsilon();

struct Stump {
  StumpRule rule;
  double threshold = 0.0;
  double left_vote = 0.0;   // -1 or 1
  double right_vote = 0.0;  // -1 or 1
  double total = 0.0;       // the weight of all rows
};

struct AdaboostWorkspace : RefitClassifier::Workspace {
  TrainingRows rows;
  BoostedColumns columns;
  std::vector<std::uint32_t> order;
};

AUTOSMOTE_SIMD_CLONES
void add_votes(const float* values, std::size_t count, double threshold, double left, double right,
               double* scores) {
  for (std::size_t i = 0; i < count; ++i) scores[i] += values[i] <= threshold ? left : right;
}

class AdaboostRefit final : public RefitClassifier {
 public:
  /// `columns` and `evaluation`: of the rows of `data`, whatever its labels.
  AdaboostRefit(const ClassifierOptions& options, const RefitData& data,
                std::shared_ptr<const SortedColumns> columns,
                std::shared_ptr<const FrequentValues> frequent,
                std::shared_ptr<const Matrix<float>> evaluation)
      : data_(data),
        columns_(std::move(columns)),
        frequent_(std::move(frequent)),
        estimators_(options.estimators),
        seed_(options.seed),
        evaluation_(std::move(evaluation)) {
    AUTOSMOTE_CHECK(data.base_labels.size() == data.base.rows);
  }

  std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<AdaboostWorkspace>();
  }

  void fit_predict(const TrainingWeights& weights, Workspace& workspace,
                   Predictions& out) const override {
    auto& ws = static_cast<AdaboostWorkspace&>(workspace);
    ws.rows.assign(data_, weights);
    ws.columns.assign(*columns_, *frequent_, ws.rows);
    out.scores.assign(data_.evaluation.rows, 0.0);
    if (ws.columns.features().empty()) {
      vote_without_split(ws.rows, out);
    } else {
      boost(ws, out);
    }
    out.labels.resize(out.scores.size());
    for (std::size_t row = 0; row < out.scores.size(); ++row) {
      double& score = out.scores[row];
      if (std::fabs(score) <= kSplitTie) score = 0.0;
      out.labels[row] = score > 0.0 ? 1 : 0;
    }
  }

 private:
  void vote_without_split(const TrainingRows& rows, Predictions& out) const;
  void boost(AdaboostWorkspace& ws, Predictions& out) const;
  Stump find_stump(RandomStream& random, AdaboostWorkspace& ws) const;

  RefitData data_;
  std::shared_ptr<const SortedColumns> columns_;
  std::shared_ptr<const FrequentValues> frequent_;
  int estimators_;
  std::uint64_t seed_;
  std::shared_ptr<const Matrix<float>> evaluation_;  // one feature a row
};

/// One class, or nothing to split by: the first stump tells the heavier class, and the rest, on
/// weights that are then balanced, are no better than chance.
void AdaboostRefit::vote_without_split(const TrainingRows& rows, Predictions& out) const {
  double l = 0.0;
  double m = 0.0;
  for (const double weight : rows.signed_weights()) {
    l += std::fabs(weight);
    m += weight;
  }
  const double lead = leaf_score(l, m);
  const double score = lead > 0.0 ? 2.0 : lead < 0.0 ? -2.0 : 0.0;
  out.scores.assign(out.scores.size(), score);
}

/// The stump of the round that has been begun.
Stump AdaboostRefit::find_stump(RandomStream& random, AdaboostWorkspace& ws) const {
  ws.order.assign(ws.columns.features().begin(), ws.columns.features().end());
  shuffle(std::span<std::uint32_t>(ws.order), random);
  Stump best;
  double best_gain = -1.0;
  for (const std::uint32_t feature : ws.order) {
    const ColumnSplits splits = ws.columns.advance(feature);
    const double total_l = splits.total_l;
    const double total_m = splits.total_m;
    const std::size_t count = splits.l.size();
    const double gain = best_split_gain(splits.l.data(), splits.m.data(), count, total_l, total_m);
    if (gain <= best_gain * (1.0 + kSplitTie)) continue;
    best_gain = gain;
    const std::size_t boundary =
        first_split_with_gain(splits.l.data(), splits.m.data(), count, total_l, total_m, gain);
    const double l = splits.l[boundary];
    const double m = splits.m[boundary];
    const bool left_label = leaf_score(l, m) > 0.0;
    const bool right_label = leaf_score(total_l - l, total_m - m) > 0.0;
    const float low = ws.columns.low(feature, boundary);
    best.threshold = split_threshold(low, ws.columns.high(feature, boundary));
    best.left_vote = left_label ? 1.0 : -1.0;
    best.right_vote = right_label ? 1.0 : -1.0;
    best.total = total_l;
    best.rule = {feature, left_label == right_label ? std::numeric_limits<float>::infinity() : low,
                 left_label ? 1 : 0};
  }
  return best;
}

void AdaboostRefit::boost(AdaboostWorkspace& ws, Predictions& out) const {
  RandomStream random(seed_, Purpose::kClassifier);
  StumpRule rule;
  StumpFactors factors;
  double smallest = ws.columns.smallest_weight();  // a lower bound of all weights
  double sum_of_votes = 0.0;
  for (int round = 0; round < estimators_; ++round) {
    // The bound carries the rounding of a product a round, hence the distance.
    const double floor = smallest < 2.0 * kSmallestWeight ? kSmallestWeight : 0.0;
    ws.columns.begin_round(rule, factors, floor);
    const Stump stump = find_stump(random, ws);
    rule = stump.rule;
    const double error = ws.columns.wrong_weight(rule) / stump.total;
    if (error >= 0.5 * (1.0 - kSplitTie)) break;
    const double vote = error <= 0.0 ? 1.0 : portable_log((1.0 - error) / error);
    sum_of_votes += vote;
    add_votes(evaluation_->row(rule.feature).data(), out.scores.size(), stump.threshold,
              stump.left_vote * vote, stump.right_vote * vote, out.scores.data());
    if (error <= 0.0) break;
    // Wrong rows times (1 - e) / e, and all divided by the new sum: both halves weigh 1/2.
    factors.right = 0.5 / ((1.0 - error) * stump.total);
    factors.wrong = 0.5 / (error * stump.total);
    smallest *= factors.right;
  }
  if (sum_of_votes == 0.0) return;
  for (double& score : out.scores) score = 2.0 * (score / sum_of_votes);
}

// The transposed tree_value of the rows.
Matrix<float> values_by_feature(MatrixView<const double> rows) {
  Matrix<float> values(rows.cols, rows.rows);
  for (std::size_t row = 0; row < rows.rows; ++row) {
    for (std::size_t feature = 0; feature < rows.cols; ++feature) {
      values(feature, row) = tree_value(rows(row, feature));
    }
  }
  return values;
}

}  // namespace

std::vector<std::unique_ptr<RefitClassifier>> make_adaboost_refits(const ClassifierOptions& options,
                                                                   std::span<const RefitData> data,
                                                                   const Context& context) {
  const auto columns = std::make_shared<const SortedColumns>(data.front(), context);
  const auto frequent = std::make_shared<const FrequentValues>(*columns, data.front().base.rows);
  const auto evaluation =
      std::make_shared<const Matrix<float>>(values_by_feature(data.front().evaluation));
  std::vector<std::unique_ptr<RefitClassifier>> refits;
  for (const RefitData& one : data) {
    refits.push_back(std::make_unique<AdaboostRefit>(options, one, columns, frequent, evaluation));
  }
  return refits;
}

std::unique_ptr<RefitClassifier> make_adaboost_refit(const ClassifierOptions& options,
                                                     const RefitData& data,
                                                     const Context& context) {
  return std::move(make_adaboost_refits(options, std::span(&data, 1), context).front());
}

}  // namespace autosmote
