#pragma once

#include <cstddef>
#include <cstdint>

namespace autosmote {

// Both functions take N vectors of doubles, of any size, at once: their chains of dependent
// operations are long, and run side by side.

/// exp(-t) for 0 <= t; t above 708 counts as 708. Relative error below 4e-16.
///
/// t = k ln 2 + r with |r| <= ln 2 / 2, exp(-r) by its Taylor polynomial of degree 13 (remainder
/// below 5e-18), times 2^-k by exponent bits. Plain additions and multiplications: unlike a
/// library's exp, the same bytes on every machine.
template <class V, std::size_t N>
[[gnu::always_inline]] inline void exp_negative(const V (&t)[N], V (&out)[N]) {
  using Bits = decltype(V{} < V{});
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
  const V most = V{} + 708.0;
  const Bits one_bits = Bits{} + (std::int64_t{1023} << 52);
  Bits scale[N];
  V r[N];
  for (std::size_t n = 0; n < N; ++n) {
    const V x = t[n] < most ? t[n] : most;
    const V shifted = x * kLog2E + kShift;
    const V k = shifted - kShift;
    r[n] = k * kLn2Low - (x - k * kLn2High);
    scale[n] = one_bits - (reinterpret_cast<Bits>(shifted) << 52);
    out[n] = V{} + 1.0 / 6227020800.0;
  }
  for (const double coefficient : kTaylor) {
    for (std::size_t n = 0; n < N; ++n) out[n] = out[n] * r[n] + coefficient;
  }
  for (std::size_t n = 0; n < N; ++n) out[n] *= reinterpret_cast<V>(scale[n]);
}

/// log(1 + e) for 0 <= e <= 1. Relative error below 5e-16.
///
/// log(1 + e) = 2 artanh(s) = 2 (s + s^3/3 + s^5/5 + ...) with s = e / (2 + e), or for e above
/// sqrt(2) - 1 the same of (1 + e) / 2, with s = (e - 1) / (e + 3), plus ln 2. So |s| < 0.172, and
/// after the term of s^21 the rest is below 1e-18.
template <class V, std::size_t N>
[[gnu::always_inline]] inline void log1p_unit(const V (&e)[N], V (&out)[N]) {
  constexpr double kSeries[] = {1.0 / 19.0, 1.0 / 17.0, 1.0 / 15.0, 1.0 / 13.0, 1.0 / 11.0,
                                1.0 / 9.0,  1.0 / 7.0,  1.0 / 5.0,  1.0 / 3.0};
  constexpr double kLn2 = 0x1.62e42fefa39efp-1;
  const V zero = {};
  const V border = zero + 0x1.a827999fcef32p-2;
  V s[N];
  V square[N];
  for (std::size_t n = 0; n < N; ++n) {
    s[n] = (e[n] > border ? e[n] - 1.0 : e[n]) / (e[n] > border ? e[n] + 3.0 : e[n] + 2.0);
    square[n] = s[n] * s[n];
    out[n] = zero + 1.0 / 21.0;
  }
  for (const double coefficient : kSeries) {
    for (std::size_t n = 0; n < N; ++n) out[n] = out[n] * square[n] + coefficient;
  }
  for (std::size_t n = 0; n < N; ++n) {
    out[n] = 2.0 * (s[n] + s[n] * square[n] * out[n]) + (e[n] > border ? zero + kLn2 : zero);
  }
}

}  // namespace autosmote
