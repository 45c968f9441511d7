#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "api/inputs.h"
#include "api/problem.h"
#include "autosmote/error.h"
#include "core/random.h"
#include "preprocess/split.h"

namespace autosmote::lab {

/// Which rows of a table to learn from and to test on, and what a test row of the minority counts.
struct Part {
  std::vector<std::size_t> learn;
  std::vector<std::size_t> test;
  double minority_weight = 1.0;
};

struct PartOptions {
  double ratio = 0.0;            ///< 0: the table's own
  std::uint64_t split = 0;       ///< number of the split
  std::size_t most_rows = 8000;  ///< of the majority, in either part
};

inline void keep_some(std::vector<std::size_t>& rows, std::size_t most, RandomStream& random) {
  shuffle(std::span<std::size_t>(rows), random);
  if (rows.size() > most) rows.resize(most);
}

inline std::vector<std::size_t> merged(std::vector<std::size_t> a,
                                       const std::vector<std::size_t>& b) {
  a.insert(a.end(), b.begin(), b.end());
  std::sort(a.begin(), a.end());
  return a;
}

/// A test with little noise. With a ratio: four fifths of the rows to learn from, the minority
/// undersampled to the ratio; all other rows to test on, the minority that was left out, too,
/// weighted so that it stands in the ratio. Without: split s is fold s mod 5 of partition s / 5 of
/// a stratified 5-fold cross-validation.
inline Part make_part(std::span<const int> labels, const PartOptions& options) {
  const std::uint64_t partition = options.ratio > 0.0 ? options.split : options.split / 5;
  const std::size_t fold = options.ratio > 0.0 ? 0 : options.split % 5;
  const Split split = stratified_folds(labels, 5, 1, 1000 + partition)[fold];
  std::vector<std::size_t> learn[2];
  std::vector<std::size_t> test[2];
  for (const std::size_t row : split.train) learn[labels[row]].push_back(row);
  for (const std::size_t row : split.held_out) test[labels[row]].push_back(row);
  RandomStream random(options.split, Purpose::kTest, 77);
  keep_some(learn[0], options.most_rows, random);
  keep_some(test[0], options.most_rows, random);
  Part part;
  if (options.ratio > 0.0) {
    const auto minority =
        static_cast<std::size_t>(static_cast<double>(learn[0].size()) / options.ratio);
    shuffle(std::span<std::size_t>(learn[1]), random);
    if (learn[1].size() > minority) {
      test[1].insert(test[1].end(), learn[1].begin() + static_cast<std::ptrdiff_t>(minority),
                     learn[1].end());
      learn[1].resize(minority);
    }
    keep_some(test[1], options.most_rows, random);
    part.minority_weight =
        static_cast<double>(test[0].size()) / (options.ratio * static_cast<double>(test[1].size()));
  }
  part.learn = merged(learn[0], learn[1]);
  part.test = merged(test[0], test[1]);
  return part;
}

/// Tables have the label in their last column.
inline Inputs read_lab_table(const std::filesystem::path& file) {
  FitOptions options;
  options.train = file.string();
  const Table header = read_table(options.train);
  options.target = header.columns().back().name;
  options.output = "none";
  return read_inputs(options);
}

/// The search problem of a part: `folds` folds of its learning rows, or as many as the minority
/// has rows.
inline SearchProblem make_problem(const Inputs& inputs, const Part& part, int folds,
                                  std::uint64_t seed) {
  std::vector<int> labels;
  for (const std::size_t row : part.learn) labels.push_back(inputs.train.target.labels[row]);
  const auto minority = static_cast<int>(std::count(labels.begin(), labels.end(), 1));
  RowPlan plan;
  plan.folds = stratified_folds(labels, std::min(folds, minority), 1, seed);
  for (Split& split : plan.folds) {
    for (std::size_t& row : split.train) row = part.learn[row];
    for (std::size_t& row : split.held_out) row = part.learn[row];
  }
  plan.final_train = part.learn;
  plan.test = part.test;
  return prepare_problem(inputs, plan, FitOptions{}).search;
}

/// How test rows were predicted, the minority weighted.
struct TestCounts {
  double tp = 0.0, fp = 0.0, fn = 0.0, tn = 0.0;
  double average_precision = 0.0;
};

inline double weighted_average_precision(std::span<const int> truth, std::span<const double> scores,
                                         double weight) {
  std::vector<std::size_t> order(truth.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [scores](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  double positives = 0.0;
  for (const int label : truth) positives += label == 1 ? weight : 0.0;
  double sum = 0.0, tp = 0.0, fp = 0.0;
  for (std::size_t i = 0; i < order.size();) {
    const double score = scores[order[i]];
    const double before = tp;
    for (; i < order.size() && scores[order[i]] == score; ++i) {
      (truth[order[i]] == 1 ? tp : fp) += truth[order[i]] == 1 ? weight : 1.0;
    }
    sum += (tp - before) / positives * tp / (tp + fp);
  }
  return sum;
}

inline TestCounts count_test(std::span<const int> truth, const MethodScore& score, double weight) {
  TestCounts counts;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const bool predicted = score.test_labels[i] == 1;
    if (truth[i] == 1) {
      (predicted ? counts.tp : counts.fn) += weight;
    } else {
      (predicted ? counts.fp : counts.tn) += 1.0;
    }
  }
  counts.average_precision = weighted_average_precision(truth, score.test_scores, weight);
  return counts;
}

}  // namespace autosmote::lab
