#include "core/portable_math.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace autosmote {
namespace {

// ln 2 in two parts: the first has trailing zero bits, so that a small integer times it is exact.
constexpr double kLn2High = 0x1.62e42feep-1;
constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

}  // namespace

// x = n ln 2 + r, |r| <= ln 2 / 2; e^r by its Taylor polynomial of degree 13, whose remainder is
// below 5e-18; times 2^n by the exponent bits.
double portable_exp(double x) {
  x = std::clamp(x, -708.0, 708.0);
  constexpr double kLog2E = 0x1.71547652b82fep+0;
  constexpr double kShift = 0x1.8p52;  // leaves the nearest integer of a small number
  const double n = (x * kLog2E + kShift) - kShift;
  const double r = (x - n * kLn2High) - n * kLn2Low;
  double series = 1.0;
  for (int term = 13; term >= 1; --term) series = 1.0 + series * r / term;
  const auto exponent = static_cast<std::uint64_t>(static_cast<std::int64_t>(n) + 1023) << 52;
  return series * std::bit_cast<double>(exponent);
}

// x = m 2^e with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(s) with s = (m - 1) / (m + 1), as its
// power series: |s| < 0.172, so that the terms up to s^25 reach below 1e-20.
double portable_log(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  int exponent = static_cast<int>(bits >> 52) - 1023;
  double m = std::bit_cast<double>((bits & 0xFFFFFFFFFFFFFULL) | (1023ULL << 52));
  if (m > 1.4142135623730951) {
    m *= 0.5;
    ++exponent;
  }
  const double s = (m - 1.0) / (m + 1.0);
  const double s2 = s * s;
  double series = 0.0;
  for (int term = 25; term >= 3; term -= 2) series = (series + 1.0 / term) * s2;
  const double e = exponent;
  return e * kLn2High + (e * kLn2Low + 2.0 * (s + s * series));
}

}  // namespace autosmote
