#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace autosmote {

class RandomStream;

/// Rows to learn from and rows to look at, both ascending, without a row in common.
struct Split {
  std::vector<std::size_t> train;
  std::vector<std::size_t> held_out;
};

/// The group of each row, numbers from 0; rows of one group stay together. Empty: no groups.
using RowGroups = std::span<const std::uint32_t>;

/// Holds out `fraction` of each class, rounded to the nearest row but at least one and leaving at
/// least one. `labels` count from 0; `fraction` is in (0, 1). The draw depends on `seed` alone.
/// Groups are kept whole, and the fraction is met as nearly as they allow (deal_groups). Throws
/// ConfigError for a fraction out of range, DataError where a class has fewer than two rows or a
/// part would have none of it. O(n), with groups O(n + groups log groups).
Split stratified_holdout(std::span<const int> labels, double fraction, std::uint64_t seed,
                         RowGroups groups = {});

/// `repeats` times `folds` splits, each repeat a new partition in which the held-out parts differ
/// by at most one row, in each class and in all. Repeat r is splits [r * folds, (r + 1) * folds).
/// Groups are kept whole, and the parts are as alike as they allow (deal_groups). Throws
/// ConfigError for folds < 2 or repeats < 1, DataError where a class has fewer rows than `folds` or
/// a fold would have none of it. O(n * folds * repeats).
std::vector<Split> stratified_folds(std::span<const int> labels, int folds, int repeats,
                                    std::uint64_t seed, RowGroups groups = {});

/// "the minority class", "class 3 of 7 by descending size": a class for a message, where only its
/// number is known.
std::string class_words(std::size_t label, std::size_t classes);

/// How many folds these rows allow: the rows of the smallest class, or the groups that have some.
int most_folds(std::span<const int> labels, RowGroups groups);

/// The part of each row, where part p is to get `shares[p]` (sum 1) of the rows of each class and
/// no group is cut. The largest group comes first, those of one size in random order, each to the
/// part where the sum over classes of the squared distances from the shares is least afterwards,
/// in the manner of scikit-learn's StratifiedGroupKFold; but where a class has no more groups left
/// than there are parts without it, to one of those. O(n + groups * (log groups + parts)).
std::vector<std::uint32_t> deal_groups(std::span<const int> labels, RowGroups groups,
                                       std::span<const double> shares, RandomStream& random);

/// The parts of the paper's protocol, each ascending.
struct ProtocolSplit {
  std::vector<std::size_t> train;
  std::vector<std::size_t> validation;
  std::vector<std::size_t> test;
  /// The minority rows of the test part that undersampling left out: no method has seen them.
  std::vector<std::size_t> test_unused;
};

/// The AutoSMOTE paper's protocol: rows are split at random 60/20/20, without regard to class; then
/// the minority of each part is undersampled at random to 1/`ratio` of its majority (integer
/// division). Where a part has fewer minority rows than that, it keeps them all. Throws ConfigError
/// for a ratio below 1, DataError where a part would have fewer than two minority rows. O(n).
ProtocolSplit paper_protocol_split(std::span<const int> labels, double ratio, std::uint64_t seed);

}  // namespace autosmote
