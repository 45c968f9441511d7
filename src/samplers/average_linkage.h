#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"

namespace autosmote {

/// Where joining stops, and how much memory it may take.
struct LinkageCut {
  /// Clusters farther apart than this are not joined.
  double largest_distance = std::numeric_limits<double>::infinity();
  /// Nor are so few.
  std::size_t clusters = 1;
  /// Distances between clusters that may be kept, 8 bytes each: time, not the result.
  std::size_t kept_distances = std::size_t{1} << 23;
};

/// Agglomerative clustering by average linkage (Sokal, Michener 1958; UPGMA): each row starts as a
/// cluster, and the two whose rows have the smallest mean Euclidean distance are joined until
/// `cut`. This is the linkage itself, no stand-in: the cut of SciPy's linkage(rows, "average"),
/// where no two distances are equal. Gives each row its cluster, numbered by their first rows.
///
/// Clusters are found along chains of nearest neighbours (Murtagh 1983, "A survey of recent
/// advances in hierarchical clustering algorithms"), which average linkage allows. No matrix of
/// distances is needed: centroids, mean squared distances to them and radii bound the mean distance
/// of two clusters from both sides, and only clusters that the bounds cannot tell apart are
/// compared row by row. Of the distances so found those of the largest clusters are kept, as many
/// as `cut` allows. Memory is O(m d) and the kept distances. Time is O(m^2 d) where the bounds
/// decide or the distances can be kept; else each comparison of two clusters costs the product of
/// their sizes, times d. The result does not depend on the number of threads. rows: m x d, m >= 1,
/// all finite.
std::vector<std::uint32_t> average_linkage(MatrixView<const double> rows, const LinkageCut& cut,
                                           const Context& context);

}  // namespace autosmote
