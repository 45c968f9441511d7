#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "autosmote/context.h"
#include "autosmote/matrix_view.h"

namespace autosmote {

/// The density structure of some rows. Infinity stands for an undefined distance.
struct Optics {
  std::vector<std::uint32_t> order;        ///< rows in the order in which they were reached
  std::vector<double> core_distance;       ///< by row: to the min_samples-th nearest row
  std::vector<double> reachability;        ///< by row
  std::vector<std::uint32_t> rows_within;  ///< by row: how many rows lie within max_eps
};

/// OPTICS (Ankerst, Breunig, Kriegel, Sander 1999, "OPTICS: ordering points to identify the
/// clustering structure"), equal to scikit-learn's order and distances.
///
/// A row counts among its own neighbours. Its core distance is undefined where fewer than
/// min_samples rows lie within max_eps. Each step takes the row with the smallest reachability
/// (among equals, and where no row is reachable, the lowest row number); if its core distance is
/// defined, each row q within max_eps that was not yet taken becomes reachable at
/// max(core distance, distance to q), if that is less than before.
///
/// `rows`: m x d, m >= 1; 1 <= min_samples <= m; max_eps > 0, may be infinite. Exact, without an
/// m x m matrix: candidates wait in a heap, and the distances from one row at a time are streamed
/// or, where max_eps leaves few, asked of a NeighborIndex; both give the same bytes.
/// O(m log m + pairs within max_eps * log m) with few such pairs, at worst O(m^2 d): m = 20,000,
/// d = 10 and no limit take seconds. Memory O(m d), and an entry of the heap for each time that a
/// row is reached anew, about m log m.
Optics optics(MatrixView<const double> rows, std::size_t min_samples, double max_eps,
              const Context& context);

}  // namespace autosmote
