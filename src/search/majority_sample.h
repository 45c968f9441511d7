#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "autosmote/classifier.h"
#include "autosmote/matrix_view.h"
#include "search/fold.h"

namespace autosmote {

/// From so many encoded numbers of a fold's training rows on (128 MB), equal rows are kept once for
/// the classifiers to which it saves most, `tree` and `xgboost`: see merge_equal_rows.
inline constexpr std::size_t kMergeNumbers = std::size_t{1} << 24;
bool merges_equal_rows(const Fold& fold, ClassifierKind kind);

/// XGBoost reads every training row in every fit. Where a fold's training rows are more than
/// kMostFitNumbers encoded numbers (64 MB), a search fits it on all minority rows and on a sample
/// of the majority rows of kSampleNumbers. What is delivered is made for all rows, and the test
/// rows are predicted by a classifier that has seen them all.
inline constexpr std::size_t kMostFitNumbers = std::size_t{1} << 23;
inline constexpr std::size_t kSampleNumbers = std::size_t{1} << 20;

/// Training rows that stand for others: all minority rows, and some majority rows.
struct SampledRows {
  Matrix<double> train;
  std::vector<int> labels;
  std::vector<double> weights;
};

/// `majority` of the rows of the largest class, or a few fewer, in their order. A row is kept with
/// a probability proportional to its weight w, or surely where that makes it 1 or more, and then
/// weighs w / probability: sums over the sample estimate those over all rows without bias
/// ("threshold sampling", Duffield, Lund, Thorup 2005). Rows that weigh little are taken at even
/// distances in the fold's order, so nothing is random. Needs 1 <= `majority`.
SampledRows sample_majority(const Fold& fold, std::size_t majority);

/// The rows that a search fits the classifier on: empty where it is all of the fold's.
std::optional<SampledRows> rows_to_fit(const Fold& fold, ClassifierKind kind);

/// How many they are at most.
std::size_t fitted_rows(const Fold& fold, ClassifierKind kind);

/// What a user should know of it: empty where nothing is sampled.
std::optional<std::string> sampling_note(const Fold& fold, ClassifierKind kind);

}  // namespace autosmote
