#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "api/inputs.h"
#include "autosmote/compare.h"
#include "evaluation/run_method.h"
#include "preprocess/split.h"

namespace autosmote {

/// Rows of a table by their part, each ascending.
struct SplitRows {
  std::vector<std::size_t> train;
  std::vector<std::size_t> validation;
  std::vector<std::size_t> test;
  /// Minority rows of the test part that the protocol's undersampling left out: only scored.
  std::vector<std::size_t> test_unused;
};

/// 60/20/20: by the paper's protocol for `ratio` > 0, which knows no groups, else stratified with
/// all rows and no group cut. Depends on labels, groups, ratio and seed alone. Throws DataError
/// where a class is too small.
SplitRows split_rows(std::span<const int> labels, double ratio, std::uint64_t seed,
                     RowGroups groups = {});

/// The rows that are not tested, split 75/25 with all classes in the same shares. `test` must be
/// ascending. Depends on labels, test rows and seed alone. Throws DataError where a class is too
/// small.
SplitRows split_rest(std::span<const int> labels, std::vector<std::size_t> test, std::uint64_t seed,
                     RowGroups groups = {});

/// The folds of training and validation rows that the methods of the default profile tune by, no
/// group cut; at most as many as the smallest class has rows, or groups that have some. Throws
/// DataError and ConfigError where that is fewer than two, or groups cannot be dealt.
std::vector<Split> folds_of_split(const Inputs& inputs, const SplitRows& rows, int folds,
                                  std::uint64_t seed);

/// What all methods are given of a split. Encoders are fitted on training rows alone (in folds: of
/// the fold), so neither validation nor test rows leak into anything but their own scores.
/// `inputs` (a table alone) must outlive the result. Throws as folds_of_split.
SplitProblem prepare_split(const Inputs& inputs, const SplitRows& rows, int folds,
                           std::uint64_t seed);

}  // namespace autosmote
