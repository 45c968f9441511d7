#include "evaluation/distributions.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "core/check.h"

namespace autosmote {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kTiny = 1e-300;
constexpr int kMaxTerms = 100000;

double normal_density(double z) {
  return std::exp(-0.5 * z * z) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

// Sum of x^n / (a (a + 1) ... (a + n)), times x^a e^-x / Gamma(a): the lower part, for x < a + 1.
double lower_gamma_by_series(double a, double x) {
  double term = 1.0 / a;
  double sum = term;
  for (int n = 1; n < kMaxTerms && term > sum * kEpsilon; ++n) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * std::exp(a * std::log(x) - x - std::lgamma(a));
}

// Evaluates b0 + a1 / (b1 + a2 / (b2 + ...)) from the front (Lentz 1976, as modified by Thompson
// and Barnett 1986); `terms(n)` gives a_n and b_n.
struct FractionTerm {
  double a = 0.0;
  double b = 0.0;
};
double continued_fraction(double b0, const std::function<FractionTerm(int)>& terms) {
  const auto nonzero = [](double x) { return std::abs(x) < kTiny ? kTiny : x; };
  double value = nonzero(b0);
  double c = value;
  double d = 0.0;
  for (int n = 1; n < kMaxTerms; ++n) {
    const FractionTerm term = terms(n);
    d = 1.0 / nonzero(term.b + term.a * d);
    c = nonzero(term.b + term.a / c);
    const double factor = c * d;
    value *= factor;
    if (std::abs(factor - 1.0) < kEpsilon) break;
  }
  return value;
}

double upper_gamma_by_fraction(double a, double x) {
  const double fraction = continued_fraction(x + 1.0 - a, [a, x](int n) -> FractionTerm {
    return {-n * (n - a), x + 2.0 * n + 1.0 - a};
  });
  return std::exp(a * std::log(x) - x - std::lgamma(a)) / fraction;
}

// The incomplete beta function I_x(a, b).
double incomplete_beta(double a, double b, double x) {
  if (x <= 0.0) return 0.0;
  if (x >= 1.0) return 1.0;
  if (x > (a + 1.0) / (a + b + 2.0)) return 1.0 - incomplete_beta(b, a, 1.0 - x);
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log1p(-x)) /
                       a;
  const double fraction = continued_fraction(1.0, [a, b, x](int n) -> FractionTerm {
    const int half = n / 2;
    const double m = half;
    if (n % 2 == 0) return {m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)), 1.0};
    return {-(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)), 1.0};
  });
  return front / fraction;
}

// The root of an increasing function in [low, high], to the last bits that bisection can tell.
double root_of_increasing(double low, double high, const std::function<double(double)>& f) {
  for (int step = 0; step < 200; ++step) {
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) break;
    (f(middle) < 0.0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

double normal_upper_tail(double z) { return 0.5 * std::erfc(z / std::numbers::sqrt2); }

double chi_square_upper_tail(double x, double freedom) {
  AUTOSMOTE_CHECK(freedom >= 1.0);
  if (x <= 0.0) return 1.0;
  const double a = 0.5 * freedom;
  const double half = 0.5 * x;
  if (half < a + 1.0) return 1.0 - lower_gamma_by_series(a, half);
  return upper_gamma_by_fraction(a, half);
}

double student_t_cdf(double t, double freedom) {
  AUTOSMOTE_CHECK(freedom > 0.0);
  const double tail = 0.5 * incomplete_beta(0.5 * freedom, 0.5, freedom / (freedom + t * t));
  return t > 0.0 ? 1.0 - tail : tail;
}

double student_t_quantile(double p, double freedom) {
  AUTOSMOTE_CHECK(p > 0.0 && p < 1.0);
  if (p < 0.5) return -student_t_quantile(1.0 - p, freedom);
  double high = 1.0;
  while (student_t_cdf(high, freedom) < p && high < 1e300) high *= 2.0;
  return root_of_increasing(0.0, high, [&](double t) { return student_t_cdf(t, freedom) - p; });
}

double studentized_range_cdf(double q, int k) {
  AUTOSMOTE_CHECK(k >= 2);
  if (q <= 0.0) return 0.0;
  // k times the integral over z of phi(z) (Phi(z) - Phi(z - q))^(k-1), z the largest of the k. The
  // integrand is smooth and falls like a normal density, so the trapezoidal rule converges faster
  // than any power of the step; its test is the comparison with SciPy.
  constexpr double kStep = 1.0 / 64.0;
  constexpr double kReach = 9.0;
  const auto steps = static_cast<int>(2.0 * kReach / kStep);
  double sum = 0.0;
  for (int s = 0; s <= steps; ++s) {
    const double z = -kReach + s * kStep;
    const double inside = normal_upper_tail(-z) - normal_upper_tail(q - z);
    sum += normal_density(z) * std::pow(inside, k - 1);
  }
  return std::min(1.0, k * sum * kStep);
}

double studentized_range_quantile(double p, int k) {
  AUTOSMOTE_CHECK(p > 0.0 && p < 1.0);
  double high = 1.0;
  while (studentized_range_cdf(high, k) < p) high *= 2.0;
  return root_of_increasing(0.0, high, [&](double q) { return studentized_range_cdf(q, k) - p; });
}

}  // namespace autosmote
