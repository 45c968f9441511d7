#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "autosmote/classifier.h"
#include "samplers/registry.h"

namespace autosmote {

/// For each row a number in [0, folds): the rows of each class, shuffled, are dealt out in turn,
/// the next class going on where the last one stopped.
std::vector<int> deal_folds(const SamplerData& data, int folds, std::uint64_t seed);

/// How easy a row is (Smith, Martinez, Giraud-Carrier 2014, "An instance level analysis of data
/// complexity"): the score for its own class that the classifier gives it when fitted without its
/// fold; larger is easier, comparable within a class. With more than two classes the classifier
/// tells each class from all others; two classes are told apart directly. Rows of classes that are
/// not in `wanted` get 0. Throws DataError where a fold's training rows lack a class. One fit a
/// fold for two classes, one a fold and wanted class for more.
std::vector<double> instance_ease(const SamplerData& data, const std::vector<bool>& wanted,
                                  std::span<const int> fold_of_row, int folds,
                                  const ClassifierOptions& classifier, const Context& context);

/// The rows that stay: of each class in `kept` those whose ease is at least the quantile that
/// leaves the wanted number, as numpy's percentile gives it; of the others all. Rows of equal ease
/// stay together, so that with coarse scores (knn, tree) more may stay than asked for.
std::vector<std::uint32_t> easiest_rows(const SamplerData& data,
                                        const std::map<int, std::uint64_t>& kept,
                                        std::span<const double> ease);

/// "instance-hardness-threshold": imbalanced-learn's InstanceHardnessThreshold with one of our base
/// classifiers as estimator. Its default there, a random forest, is not among them: here it is
/// logistic regression, which is deterministic and has fine scores.
SamplerEntry instance_hardness_threshold_entry();

}  // namespace autosmote
