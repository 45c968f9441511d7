#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/sampler.h"

namespace autosmote {

struct PartitioningFilterOptions {
  std::size_t partitions = 9;    ///< n: parts, and so trees, of a round
  std::size_t quiet_rounds = 3;  ///< k: rounds in a row that remove little, until the end
  double quiet_share = 0.01;     ///< p: little is less than this share of the first rows
  bool consensus = false;        ///< all trees must be wrong, not just more than half
  int max_depth = 0;             ///< of a tree; 0: until its leaves are pure
};

/// The iterative-partitioning filter (Khoshgoftaar, Rebours 2007, "Improving software quality
/// prediction by noise filtering techniques") as Saez, Luengo, Stefanowski and Herrera (2015)
/// describe it. In each round the rows are split into n parts of all classes, a decision tree is
/// fitted on each part alone, and the rows that most trees (or all) put into another class are
/// removed. With more than two classes a part has one tree a class, which tells it from all others
/// and judges its rows. Gives the rows that stay, ascending.
///
/// Where the smallest class has fewer than n rows, there are as many parts as it has rows; where a
/// round would remove all rows of a class, they stay for that round; both are told to context.log.
/// A round without removals counts as quiet even where p is 0. The paper's trees (C4.5) are pruned;
/// ours are not, so that a tree is right about its own rows and a consensus removes only rows that
/// equal one of another class in each feature, unless max_depth is given.
/// A round is O(n d log n + n parts depth) for n rows.
std::vector<std::uint32_t> iterative_partitioning_filter(const SamplerData& data,
                                                         const PartitioningFilterOptions& options,
                                                         const Context& context);

/// For each row its part in a round, below `parts`: each class is dealt out in random order, the
/// next class going on where the last one stopped.
std::vector<std::uint32_t> deal_parts(const SamplerData& data, std::size_t parts,
                                      std::uint32_t round, const Context& context);

/// One round's votes: for each row how many of the trees fitted on the parts put it into another
/// class. `part_of_row`: n numbers below `parts`; each part must have rows of every class.
std::vector<std::uint32_t> count_wrong_votes(const SamplerData& data,
                                             std::span<const std::uint32_t> part_of_row,
                                             std::size_t parts, int max_depth,
                                             const Context& context);

}  // namespace autosmote
