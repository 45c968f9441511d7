#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "core/philox.h"

namespace autosmote {

/// What a random draw is for. Part of every stream's key, so that adding a draw for one purpose
/// never shifts those of another. The numbers are part of the results: append, never renumber.
enum class Purpose : std::uint32_t {
  kSplit = 1,
  kCrossInstance = 2,
  kInstanceSpecific = 3,
  kLowLevel = 4,
  kInstanceSample = 5,
  kInitialWeights = 6,
  kRandomOverSampler = 7,
  kSmote = 8,
  kPolicySearch = 9,
  kPlacement = 10,
  kClassifier = 11,
  kTest = 12,
  kBootstrap = 13,
  kUnderSampler = 14,
  kClusters = 15,
  kComparison = 16,
};

/// A stream of random numbers that is a pure function of (seed, purpose, a, b) and the position in
/// it: Philox 4x32 with 10 rounds (core/philox.h). `a` and `b` are usually episode and instance.
/// Two streams with different keys are independent, so the order in which threads draw cannot
/// matter.
class RandomStream {
 public:
  using result_type = std::uint32_t;

  RandomStream(std::uint64_t seed, Purpose purpose, std::uint32_t a = 0, std::uint32_t b = 0)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        counter_{0, b, a, static_cast<std::uint32_t>(purpose)} {}

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xFFFFFFFFU; }

  /// The next 32 random bits.
  result_type operator()() {
    if (used_ == made_) refill();
    return words_[used_++];
  }

  /// A double in [0, 1) with 53 random bits.
  double uniform() {
    const std::uint64_t high = (*this)() >> 5;
    const std::uint64_t low = (*this)() >> 6;
    return static_cast<double>((high << 26) | low) * 0x1.0p-53;
  }

  /// An integer in [0, n), n >= 1, without modulo bias (Lemire 2019, with rejection).
  std::uint32_t below(std::uint32_t n) {
    const std::uint64_t product = std::uint64_t{(*this)()} * n;
    if (static_cast<std::uint32_t>(product) < n) return below_after(product, n);
    return static_cast<std::uint32_t>(product >> 32);
  }

  /// A standard normal draw (Marsaglia's polar method; keeps the second value).
  double normal();

 private:
  void refill();
  /// below(n) after a draw that gave `product` and may have to be rejected.
  std::uint32_t below_after(std::uint64_t product, std::uint32_t n);

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  PhiloxWords words_;  // written up to made_
  std::uint32_t used_ = 0;
  std::uint32_t made_ = 0;
  double spare_normal_ = 0.0;
  bool has_spare_normal_ = false;
};

/// Puts the elements into a uniformly random order (Fisher and Yates). O(n).
template <class T>
void shuffle(std::span<T> items, RandomStream& random) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[random.below(static_cast<std::uint32_t>(i))]);
  }
}

}  // namespace autosmote
