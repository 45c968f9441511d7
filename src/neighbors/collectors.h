#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace autosmote {

/// In place of a row number: none.
inline constexpr std::uint32_t kNoRow = std::numeric_limits<std::uint32_t>::max();
inline constexpr double kInfiniteDistance = std::numeric_limits<double>::infinity();

// What a scan over rows is asked to keep. All collectors have: wants(bound, min_row), whether a
// row that is at least so far and has at least this number could be kept; bound(), the squared
// distance above which nothing is; add(distance, row); finish().

struct Found {
  double distance;
  std::uint32_t row;
};

inline bool operator<(const Found& a, const Found& b) {
  return a.distance < b.distance || (a.distance == b.distance && a.row < b.row);
}

/// The k smallest of the pairs (distance, row) it is given.
class KNearest {
 public:
  /// Whether the distances it is shown, and their bounds, are negative: the farthest row has the
  /// smallest.
  static constexpr bool kNegative = false;

  explicit KNearest(std::size_t k) : found_(k) {}

  void start(std::uint32_t excluded) {
    std::fill(found_.begin(), found_.end(), Found{kInfiniteDistance, kNoRow});
    excluded_ = excluded;
    worst_ = found_.front();
  }
  bool wants(double bound, std::uint32_t min_row) const { return Found{bound, min_row} < worst_; }
  double bound() const { return worst_.distance; }
  void add(double distance, std::uint32_t row) {
    const Found found{distance, row};
    if (row == excluded_ || !(found < worst_)) return;
    if (found_.size() <= kMaxSorted) {
      std::size_t place = found_.size() - 1;
      for (; place > 0 && found < found_[place - 1]; --place) found_[place] = found_[place - 1];
      found_[place] = found;
      worst_ = found_.back();
    } else {
      std::pop_heap(found_.begin(), found_.end());
      found_.back() = found;
      std::push_heap(found_.begin(), found_.end());
      worst_ = found_.front();
    }
  }
  std::span<const Found> finish() {
    if (found_.size() > kMaxSorted) std::sort_heap(found_.begin(), found_.end());
    return found_;
  }

 private:
  /// Up to this k the neighbours found so far are kept in order, above it in a heap.
  static constexpr std::size_t kMaxSorted = 64;

  std::vector<Found> found_;
  Found worst_{};
  std::uint32_t excluded_ = kNoRow;
};

/// The k farthest rows: the k smallest of the pairs (negative distance, row).
class KFarthest : public KNearest {
 public:
  static constexpr bool kNegative = true;
  using KNearest::KNearest;
};

/// All pairs (distance, row) nearer than a radius.
class WithinRadius {
 public:
  static constexpr bool kNegative = false;

  void start(double squared_radius) {
    found_.clear();
    radius_ = squared_radius;
  }
  bool wants(double bound, std::uint32_t) const { return bound < radius_; }
  double bound() const { return radius_; }
  void add(double distance, std::uint32_t row) {
    if (distance < radius_) found_.push_back({distance, row});
  }
  std::span<const Found> finish() {
    std::sort(found_.begin(), found_.end(),
              [](const Found& a, const Found& b) { return a.row < b.row; });
    return found_;
  }

 private:
  std::vector<Found> found_;
  double radius_ = 0.0;
};

}  // namespace autosmote
