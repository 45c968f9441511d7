#include "samplers/average_linkage.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>

#include "core/abandon.h"
#include "core/check.h"
#include "core/parallel.h"
#include "core/simd.h"

namespace autosmote {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
/// By how much rounding may put a bound on the wrong side of a distance, as a share of it and of
/// the largest coordinate; both far above what is possible.
constexpr double kRelativeSlack = 1e-9;
constexpr double kAbsoluteSlack = 1e-13;
/// Slots that one task bounds, and work below which tasks are not worth it.
constexpr std::size_t kBlock = 2048;
constexpr std::size_t kWorthTasks = std::size_t{1} << 19;
/// Clusters whose distances to all others are always kept.
constexpr std::size_t kFewestRows = 8;

/// out[s] = squared distance of centroid s to `point`, for s in [first, last); `centroids` holds
/// for each feature `stride` numbers.
AUTOSMOTE_SIMD_CLONES
void squared_distances(const double* centroids, std::size_t stride, std::size_t d,
                       const double* point, std::size_t first, std::size_t last, double* out) {
  for (std::size_t s = first; s < last; ++s) out[s] = 0.0;
  for (std::size_t j = 0; j < d; ++j) {
    const double* column = centroids + j * stride;
    const double value = point[j];
    for (std::size_t s = first; s < last; ++s) {
      const double difference = column[s] - value;
      out[s] += difference * difference;
    }
  }
}

/// The mean distance of two clusters lies in [lower[s], upper[s]]. It is at least that of the
/// centroids and at most the root of the mean square, which is the squared distance of the
/// centroids plus both spreads (the parallel axis theorem); and as no distance exceeds the largest
/// one, it is at least the mean square over that. `lower` holds the squared distances before.
AUTOSMOTE_SIMD_CLONES
void bounds_from_squares(const double* spread, const double* radius, double own_spread,
                         double own_radius, std::size_t first, std::size_t last, double* lower,
                         double* upper) {
  for (std::size_t s = first; s < last; ++s) {
    const double square = lower[s] + (spread[s] + own_spread);
    const double between = std::sqrt(lower[s]);
    const double largest = between + (radius[s] + own_radius);
    const double by_square = largest > 0.0 ? square / largest : 0.0;
    lower[s] = by_square > between ? by_square : between;
    upper[s] = std::sqrt(square);
  }
}

/// Sum of the distances from `point` to `count` rows, which `lanes` holds feature by feature.
/// `squares` is scratch. The sum is taken in eight running parts.
AUTOSMOTE_SIMD_CLONES
double sum_of_distances(const double* lanes, std::size_t count, std::size_t d, const double* point,
                        double* squares) {
  for (std::size_t a = 0; a < count; ++a) squares[a] = 0.0;
  for (std::size_t j = 0; j < d; ++j) {
    const double* column = lanes + j * count;
    for (std::size_t a = 0; a < count; ++a) {
      const double difference = column[a] - point[j];
      squares[a] += difference * difference;
    }
  }
  for (std::size_t a = 0; a < count; ++a) squares[a] = std::sqrt(squares[a]);
  double parts[8] = {};
  std::size_t a = 0;
  for (; a + 8 <= count; a += 8) {
    for (std::size_t l = 0; l < 8; ++l) parts[l] += squares[a + l];
  }
  for (std::size_t l = 0; a < count; ++a, ++l) parts[l] += squares[a];
  return ((parts[0] + parts[1]) + (parts[2] + parts[3])) +
         ((parts[4] + parts[5]) + (parts[6] + parts[7]));
}

/// Two clusters, named by a row of each.
struct Join {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  double distance = 0.0;
};

/// A cluster of a chain and its distance to the one before.
struct Link {
  std::size_t slot = 0;
  double distance = kInfinity;
};

/// Finds all joins up to a distance. A cluster lives in a slot; slots are in the order of the
/// lowest rows of their clusters. A cluster that is joined to another or can never be joined leaves
/// an empty slot, whose centroid is infinitely far away.
class Joiner {
 public:
  Joiner(MatrixView<const double> rows, const LinkageCut& cut, const Context& context)
      : context_(context),
        rows_(rows),
        centered_(rows.rows, rows.cols),
        largest_distance_(cut.largest_distance),
        kept_distances_(cut.kept_distances),
        slots_(rows.rows),
        live_(rows.rows) {
    center();
    members_.resize(slots_);
    centroids_.resize(slots_ * rows.cols);
    for (std::uint32_t i = 0; i < slots_; ++i) {
      members_[i] = {i};
      for (std::size_t j = 0; j < rows.cols; ++j) centroids_[j * slots_ + i] = centered_(i, j);
    }
    spread_.assign(slots_, 0.0);
    radius_.assign(slots_, 0.0);
    lower_.resize(slots_);
    upper_.resize(slots_);
    kept_.resize(slots_);
    most_rows_ = std::max(kFewestRows, kept_distances_ / slots_);
  }

  std::vector<Join> run() {
    std::vector<Link> chain;
    while (live_ > 1) {
      stop_if_abandoned(context_);
      if (chain.empty()) {
        compact();
        std::size_t first = 0;
        while (members_[first].empty()) ++first;
        chain.push_back({first, kInfinity});
      }
      const std::optional<Link> nearer = nearest(chain);
      if (nearer) {
        chain.push_back(*nearer);
      } else if (chain.size() == 1) {
        // All others are too far away, and joins among them bring none of them nearer.
        empty_slot(chain.back().slot);
        chain.pop_back();
      } else {
        const Link last = chain.back();
        chain.pop_back();
        join(chain.back().slot, last.slot, last.distance);
        chain.pop_back();
      }
    }
    return std::move(joins_);
  }

 private:
  /// Copies the rows without their mean, which keeps the bounds' rounding small.
  void center() {
    double largest = 0.0;
    for (std::size_t j = 0; j < rows_.cols; ++j) {
      double mean = 0.0;
      for (std::size_t i = 0; i < rows_.rows; ++i) {
        mean += rows_(i, j) / static_cast<double>(rows_.rows);
      }
      for (std::size_t i = 0; i < rows_.rows; ++i) {
        centered_(i, j) = rows_(i, j) - mean;
        largest = std::max(largest, std::abs(centered_(i, j)));
      }
    }
    slack_ = kAbsoluteSlack * largest * std::sqrt(static_cast<double>(rows_.cols));
  }

  bool below(double lower, double bound) const {
    return lower <= bound + (kRelativeSlack * bound + slack_);
  }

  /// Fills the bounds on the distances to the chain's end; gives the smallest upper one. Clusters
  /// of the chain are left out: none of them can be nearer than the last but one, whatever the
  /// last bits of equal distances say.
  double bound_all(const std::vector<Link>& chain) {
    const std::size_t top = chain.back().slot;
    const std::size_t d = rows_.cols;
    point_.resize(d);
    for (std::size_t j = 0; j < d; ++j) point_[j] = centroids_[j * slots_ + top];
    const auto bound_block = [&](std::size_t first, std::size_t last) {
      squared_distances(centroids_.data(), slots_, d, point_.data(), first, last, lower_.data());
      bounds_from_squares(spread_.data(), radius_.data(), spread_[top], radius_[top], first, last,
                          lower_.data(), upper_.data());
    };
    if (slots_ * d < kWorthTasks) {
      bound_block(0, slots_);
    } else {
      parallel_for(context_, (slots_ + kBlock - 1) / kBlock, [&](std::size_t block) {
        bound_block(block * kBlock, std::min(slots_, (block + 1) * kBlock));
      });
    }
    for (const Link& link : chain) lower_[link.slot] = upper_[link.slot] = kInfinity;
    return *std::min_element(upper_.begin(), upper_.end());
  }

  /// The cluster nearest to the chain's end, if it is nearer than the one before in the chain and
  /// not too far to be joined; among equals the first.
  std::optional<Link> nearest(const std::vector<Link>& chain) {
    const std::size_t top = chain.back().slot;
    Link best{slots_, chain.back().distance};
    if (best.distance == 0.0) return std::nullopt;
    const double bound = std::min({best.distance, largest_distance_, bound_all(chain)});
    const auto later = [this](std::size_t a, std::size_t b) {
      return lower_[a] > lower_[b] || (lower_[a] == lower_[b] && a > b);
    };
    candidates_.clear();
    for (std::size_t s = 0; s < slots_; ++s) {
      if (lower_[s] < kInfinity && below(lower_[s], bound)) candidates_.push_back(s);
    }
    std::make_heap(candidates_.begin(), candidates_.end(), later);
    keep_row(top);
    gathered_ = slots_;
    while (!candidates_.empty() && best.distance > 0.0) {
      const std::size_t slot = candidates_.front();
      std::pop_heap(candidates_.begin(), candidates_.end(), later);
      candidates_.pop_back();
      if (!below(lower_[slot], best.distance)) break;
      const double distance = distance_between(top, slot);
      if (distance > largest_distance_) continue;
      const bool tie = distance == best.distance && best.slot < slots_ && slot < best.slot;
      if (distance < best.distance || tie) best = {slot, distance};
    }
    if (best.slot == slots_) return std::nullopt;
    return best;
  }

  /// The distance of two clusters if it has been kept.
  double kept_distance(std::size_t a, std::size_t b) const {
    const double value = kept_[a].empty() ? kUnknown : kept_[a][b];
    return std::isnan(value) && !kept_[b].empty() ? kept_[b][a] : value;
  }

  double distance_between(std::size_t a, std::size_t b) {
    double distance = kept_distance(a, b);
    if (!std::isnan(distance)) return distance;
    distance = mean_distance(a, b);
    if (!kept_[a].empty()) kept_[a][b] = distance;
    return distance;
  }

  /// Makes room for the distances of a cluster, if need be in place of those of a smaller one:
  /// the work that they save grows with its rows.
  void keep_row(std::size_t slot) {
    if (!kept_[slot].empty()) return;
    if (with_row_.size() >= most_rows_) {
      const auto smaller = [this](std::size_t a, std::size_t b) {
        return members_[a].size() < members_[b].size();
      };
      const std::size_t smallest = *std::ranges::min_element(with_row_, smaller);
      if (!smaller(smallest, slot)) return;
      drop_row(smallest);
    }
    kept_[slot].assign(slots_, kUnknown);
    with_row_.push_back(slot);
  }

  void drop_row(std::size_t slot) {
    if (kept_[slot].empty()) return;
    std::vector<double>().swap(kept_[slot]);  // an assignment would keep the memory
    std::erase(with_row_, slot);
  }

  /// The distances of the cluster that `a` and `b` become (Lance, Williams 1967). Where only one of
  /// the two is known, the other is computed if it is that of the smaller cluster: so a cluster
  /// that grows row by row is not compared as a whole again each time.
  std::vector<double> joined_row(std::size_t a, std::size_t b) {
    if (members_[a].size() < members_[b].size()) std::swap(a, b);
    const auto n = static_cast<double>(members_[a].size());
    const auto more = static_cast<double>(members_[b].size());
    std::vector<double> row(slots_, kUnknown);
    gathered_ = slots_;
    for (std::size_t s = 0; s < slots_; ++s) {
      if (s == a || s == b || members_[s].empty()) continue;
      const double larger = kept_distance(a, s);
      if (std::isnan(larger)) continue;
      row[s] = (n * larger + more * distance_between(b, s)) / (n + more);
    }
    return row;
  }

  /// Brings the kept distances up to date with a join.
  void join_rows(std::size_t kept, std::size_t gone) {
    const bool has_row = !kept_[kept].empty() || !kept_[gone].empty();
    std::vector<double> row;
    if (has_row) row = joined_row(kept, gone);
    const auto n = static_cast<double>(members_[kept].size());
    const auto more = static_cast<double>(members_[gone].size());
    for (const std::size_t s : with_row_) {
      std::vector<double>& other = kept_[s];
      other[kept] = has_row ? row[s] : (n * other[kept] + more * other[gone]) / (n + more);
    }
    if (!has_row) return;
    if (kept_[kept].empty()) with_row_.push_back(kept);
    drop_row(gone);
    kept_[kept] = std::move(row);
  }

  /// Puts the rows of a cluster into lanes_, feature by feature.
  void gather(std::size_t slot) {
    if (gathered_ == slot) return;
    gathered_ = slot;
    const std::vector<std::uint32_t>& members = members_[slot];
    lanes_.resize(members.size() * rows_.cols);
    for (std::size_t a = 0; a < members.size(); ++a) {
      for (std::size_t j = 0; j < rows_.cols; ++j) {
        lanes_[j * members.size() + a] = rows_(members[a], j);
      }
    }
  }

  double mean_distance(std::size_t top, std::size_t slot) {
    gather(top);
    const std::size_t count = members_[top].size();
    const std::vector<std::uint32_t>& others = members_[slot];
    sums_.resize(others.size());
    const auto sum_range = [&](std::size_t first, std::size_t last, std::vector<double>& squares) {
      squares.resize(count);
      for (std::size_t b = first; b < last; ++b) {
        sums_[b] = sum_of_distances(lanes_.data(), count, rows_.cols, rows_.row(others[b]).data(),
                                    squares.data());
      }
    };
    if (count * others.size() * rows_.cols < kWorthTasks) {
      sum_range(0, others.size(), squares_);
    } else {
      constexpr std::size_t kRows = 64;
      parallel_for(context_, (others.size() + kRows - 1) / kRows, [&](std::size_t block) {
        std::vector<double> squares;
        sum_range(block * kRows, std::min(others.size(), (block + 1) * kRows), squares);
      });
    }
    const double sum = std::accumulate(sums_.begin(), sums_.end(), 0.0);
    return sum / static_cast<double>(count) / static_cast<double>(others.size());
  }

  void join(std::size_t a, std::size_t b, double distance) {
    const std::size_t kept = std::min(a, b), gone = std::max(a, b);
    std::vector<std::uint32_t>& members = members_[kept];
    joins_.push_back({members.front(), members_[gone].front(), distance});
    join_rows(kept, gone);
    const auto n = static_cast<double>(members.size());
    const auto more = static_cast<double>(members_[gone].size());
    members.insert(members.end(), members_[gone].begin(), members_[gone].end());
    const std::size_t d = rows_.cols;
    for (std::size_t j = 0; j < d; ++j) {
      double& mean = centroids_[j * slots_ + kept];
      mean = (n * mean + more * centroids_[j * slots_ + gone]) / (n + more);
    }
    double sum = 0.0, largest = 0.0;
    for (const std::uint32_t row : members) {
      double square = 0.0;
      for (std::size_t j = 0; j < d; ++j) {
        const double off = centered_(row, j) - centroids_[j * slots_ + kept];
        square += off * off;
      }
      sum += square;
      largest = std::max(largest, square);
    }
    spread_[kept] = sum / (n + more);
    radius_[kept] = std::sqrt(largest);
    empty_slot(gone);
  }

  void empty_slot(std::size_t slot) {
    drop_row(slot);
    std::vector<std::uint32_t>().swap(members_[slot]);
    for (std::size_t j = 0; j < rows_.cols; ++j) centroids_[j * slots_ + slot] = kInfinity;
    --live_;
  }

  /// Removes the empty slots once they are half of all.
  void compact() {
    if (2 * live_ > slots_) return;
    compact_rows();
    std::size_t to = 0;
    std::vector<double> centroids(live_ * rows_.cols);
    for (std::size_t s = 0; s < slots_; ++s) {
      if (members_[s].empty()) continue;
      for (std::size_t j = 0; j < rows_.cols; ++j) {
        centroids[j * live_ + to] = centroids_[j * slots_ + s];
      }
      if (to != s) members_[to] = std::move(members_[s]);
      spread_[to] = spread_[s];
      radius_[to] = radius_[s];
      if (to != s) kept_[to] = std::move(kept_[s]);
      ++to;
    }
    AUTOSMOTE_CHECK(to == live_);
    slots_ = live_;
    centroids_ = std::move(centroids);
    members_.resize(slots_);
    spread_.resize(slots_);
    radius_.resize(slots_);
    lower_.resize(slots_);
    upper_.resize(slots_);
    kept_.resize(slots_);
    with_row_.clear();
    for (std::size_t s = 0; s < slots_; ++s) {
      if (!kept_[s].empty()) with_row_.push_back(s);
    }
    most_rows_ = std::max(kFewestRows, kept_distances_ / slots_);
  }

  /// Removes the distances to empty slots from the rows of distances.
  void compact_rows() {
    for (const std::size_t slot : with_row_) {
      std::size_t to = 0;
      for (std::size_t s = 0; s < slots_; ++s) {
        if (!members_[s].empty()) kept_[slot][to++] = kept_[slot][s];
      }
      kept_[slot].resize(to);
      kept_[slot].shrink_to_fit();
    }
  }

  const Context& context_;
  MatrixView<const double> rows_;
  Matrix<double> centered_;  ///< for centroids; distances are those of rows_
  double largest_distance_;
  std::size_t kept_distances_;
  double slack_ = 0.0;
  std::size_t slots_;
  std::size_t live_;
  std::vector<std::vector<std::uint32_t>> members_;
  std::vector<double> centroids_;  ///< for each feature the slots' values
  std::vector<double> spread_;     ///< mean squared distance of the rows to the centroid
  std::vector<double> radius_;     ///< their largest distance to it
  std::vector<double> lower_, upper_, point_, lanes_, sums_, squares_;
  std::size_t gathered_ = 0;               ///< whose rows lanes_ holds
  std::vector<std::vector<double>> kept_;  ///< by slot: distances to the slots, or empty
  std::vector<std::size_t> with_row_;      ///< slots of which kept_ is not empty
  std::size_t most_rows_;
  std::vector<std::size_t> candidates_;
  std::vector<Join> joins_;
};

std::uint32_t root_of(std::vector<std::uint32_t>& parent, std::uint32_t row) {
  while (parent[row] != row) {
    parent[row] = parent[parent[row]];
    row = parent[row];
  }
  return row;
}

}  // namespace

std::vector<std::uint32_t> average_linkage(MatrixView<const double> rows, const LinkageCut& cut,
                                           const Context& context) {
  AUTOSMOTE_CHECK(rows.rows >= 1);
  std::vector<Join> joins = Joiner(rows, cut, context).run();
  std::ranges::stable_sort(joins, {}, &Join::distance);
  const std::size_t wanted = rows.rows - std::clamp<std::size_t>(cut.clusters, 1, rows.rows);
  joins.resize(std::min(joins.size(), wanted));
  std::vector<std::uint32_t> parent(rows.rows);
  std::iota(parent.begin(), parent.end(), 0U);
  for (const Join& join : joins) {
    const std::uint32_t a = root_of(parent, join.first), b = root_of(parent, join.second);
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::vector<std::uint32_t> cluster(rows.rows);
  std::uint32_t clusters = 0;
  for (std::uint32_t i = 0; i < rows.rows; ++i) {
    const std::uint32_t root = root_of(parent, i);
    cluster[i] = root == i ? clusters++ : cluster[root];
  }
  return cluster;
}

}  // namespace autosmote
