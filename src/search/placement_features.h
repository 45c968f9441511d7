#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"
#include "search/fold.h"

namespace autosmote {

/// What places a synthetic sample well, on one scale for all data sets: each column has mean 0 and
/// deviation 1 over the instances (or pairs) of a class and fold, or is 0 where all are alike. Each
/// class is looked at against all others together, which are its majority; with two classes these
/// are the minority and the majority. Distances are Euclidean between encoded rows; a logarithm of
/// one has 1e-12 added to it, so that equal rows have one.
struct PlacementFeatures {
  static constexpr std::size_t kInstance = 4;
  static constexpr std::size_t kPair = 3;
  static constexpr std::array<std::string_view, kInstance> kInstanceNames = {
      "majority_share", "border", "sparsity", "margin"};
  static constexpr std::array<std::string_view, kPair> kPairNames = {"rank", "majority",
                                                                     "hardness"};

  /// m x kInstance, of minority instance i:
  /// - majority_share: share of majority rows among the ten nearest training rows;
  /// - border: log of the distance to the nearest majority row, minus sparsity;
  /// - sparsity: log of the mean distance to the five nearest minority rows;
  /// - margin: leave-one-out margin of a class-balanced ridge classifier (classifiers/ridge.h).
  Matrix<double> instance;
  /// (m * (K - 1)) x kPair, of instance i and neighbour slot s >= 1 at row i * (K - 1) + s - 1; 0
  /// where a class has no more neighbours:
  /// - rank: s;
  /// - majority: log of the distance from the segment's midpoint to the nearest majority row,
  ///   minus the sparsity of i;
  /// - hardness: the neighbour's majority share.
  Matrix<double> pair;
};

/// The features of a fold, from its training rows alone. `neighbors`: see minority_neighbors
/// (pool.h). All distances are exact: the midpoint of (i, j) is that of
/// (j, i) and asked for once, at most m (K - 1) queries among the majority rows. O(n d^2) a class
/// for the margin; memory for m (K - 1) pairs and blocks of midpoints. The same bytes for any
/// number of threads.
PlacementFeatures placement_features(const Fold& fold, const Matrix<std::uint32_t>& neighbors,
                                     const Context& context);

}  // namespace autosmote
