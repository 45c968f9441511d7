#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "samplers/registry.h"

namespace autosmote {

/// The paper's parameters by its names; where 0 is allowed it stands for the paper's rule.
struct MwmoteOptions {
  std::size_t k1 = 5;        ///< neighbours of any class that tell noise
  std::size_t k2 = 3;        ///< majority neighbours of a row: the border
  std::size_t k3 = 0;        ///< minority neighbours of a border row; 0: half the class
  std::size_t clusters = 0;  ///< M; 0: as many as the distance cp times d_avg leaves
  double cp = 3.0;
  double cf_th = 5.0;
  double cmax = 2.0;
};

/// What MWMOTE finds out about a class before it draws.
struct MwmoteSets {
  std::vector<std::uint32_t> filtered;  ///< S_minf: positions in the class, without noise
  std::vector<std::uint32_t> border;    ///< S_bmaj: rows of the data
  std::vector<double> weights;          ///< S_w of each row of the class; 0 outside S_imin
};

/// Steps 1 to 8 of the paper's algorithm for class `c`, whose rows are `members`. The weight of a
/// row x is the sum over the border rows y that have it among their k3 nearest of
/// C_f(y, x) D_f(y, x) (equations 3 to 6). O(m k2 (m d + k3 log k3)); memory O(m k2).
MwmoteSets mwmote_sets(const SamplerData& data, std::span<const std::uint32_t> members, int c,
                       const MwmoteOptions& options, const Context& context);

/// Step 10: the cluster of each row of the class, by average linkage of their Euclidean distances
/// (average_linkage(): the paper's linkage, computed exactly without a matrix of distances).
/// Joining stops at cp times the mean distance of a row of S_minf to the nearest other one, or, if
/// options.clusters is given, at that number.
std::vector<std::uint32_t> mwmote_clusters(MatrixView<const double> rows,
                                           std::span<const std::uint32_t> filtered,
                                           const MwmoteOptions& options, const Context& context);

/// MWMOTE (Barua, Islam, Yao, Murase 2014, "MWMOTE: majority weighted minority oversampling
/// technique for imbalanced data set learning"), with the paper's defaults.
///
/// A new row starts at a row drawn by the weights of mwmote_sets() and lies at a uniform place on
/// the way to a random row of its cluster, which may be itself. The rows near the border are sought
/// and clustered among all rows of the class, noise included, as the paper's steps 5 and 10 say.
/// cmax scales all weights alike and so changes nothing; it is there because the paper has it.
/// smote_variants differs: k-means with a fixed number of clusters, a distance of at least 0.1, and
/// closeness to all border rows.
///
/// A class of noise only gets no rows, and context.log is told. Besides mwmote_sets() the time is
/// that of average_linkage(), at least quadratic in the rows m of the class; memory is O(m (d +
/// k2)).
SamplerEntry mwmote_entry();

}  // namespace autosmote
