#pragma once

#include <cstdint>

#include "classifiers/lane_blocks.h"

namespace autosmote {

/// exp(-t) for 0 <= t; t above 708 counts as 708. Relative error below 4e-16.
///
/// t = k ln 2 + r with |r| <= ln 2 / 2, exp(-r) by its Taylor polynomial of degree 13 (remainder
/// below 5e-18), times 2^-k by exponent bits. Plain additions and multiplications: unlike a
/// library's exp, the same bytes on every machine.
[[gnu::always_inline]] inline void exp_negative(const Lanes& t, Lanes& out) {
  using Bits = std::uint64_t __attribute__((vector_size(kLanes * sizeof(double))));
  // Added to a number below 2^51, it leaves the nearest integer in the low bits.
  constexpr double kShift = 0x1.8p52;
  constexpr double kLog2E = 0x1.71547652b82fep+0;
  // ln 2 in two parts; the first has 21 trailing zero bits, so k times it is exact.
  constexpr double kLn2High = 0x1.62e42feep-1;
  constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  constexpr double kTaylor[] = {1.0 / 479001600.0,
                                1.0 / 39916800.0,
                                1.0 / 3628800.0,
                                1.0 / 362880.0,
                                1.0 / 40320.0,
                                1.0 / 5040.0,
                                1.0 / 720.0,
                                1.0 / 120.0,
                                1.0 / 24.0,
                                1.0 / 6.0,
                                1.0 / 2.0,
                                1.0,
                                1.0};
  const Lanes zero = {};
  const Lanes most = zero + 708.0;
  const Lanes x = t < most ? t : most;
  const Lanes shifted = x * kLog2E + kShift;
  const Lanes k = shifted - kShift;
  const Lanes r = k * kLn2Low - (x - k * kLn2High);
  Lanes power = zero + 1.0 / 6227020800.0;
  for (const double coefficient : kTaylor) power = power * r + coefficient;
  const Bits one = {};
  const Bits scale = (one + (std::uint64_t{1023} << 52)) - (reinterpret_cast<Bits>(shifted) << 52);
  out = power * reinterpret_cast<Lanes>(scale);
}

/// log(1 + e) for 0 <= e <= 1. Relative error below 5e-16.
///
/// log(1 + e) = 2 artanh(s) = 2 (s + s^3/3 + s^5/5 + ...) with s = e / (2 + e) <= 1/3; after the
/// term of s^33 the rest is below 1e-17 of the sum.
[[gnu::always_inline]] inline void log1p_unit(const Lanes& e, Lanes& out) {
  constexpr double kSeries[] = {1.0 / 31.0, 1.0 / 29.0, 1.0 / 27.0, 1.0 / 25.0, 1.0 / 23.0,
                                1.0 / 21.0, 1.0 / 19.0, 1.0 / 17.0, 1.0 / 15.0, 1.0 / 13.0,
                                1.0 / 11.0, 1.0 / 9.0,  1.0 / 7.0,  1.0 / 5.0,  1.0 / 3.0};
  const Lanes s = e / (e + 2.0);
  const Lanes square = s * s;
  Lanes sum = Lanes{} + 1.0 / 33.0;
  for (const double coefficient : kSeries) sum = sum * square + coefficient;
  out = 2.0 * (s + s * square * sum);
}

}  // namespace autosmote
