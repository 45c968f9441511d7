#pragma once

namespace autosmote {

/// P(Z > z) of a standard normal variable.
double normal_upper_tail(double z);

/// P(X > x) of a chi-square variable with `freedom` >= 1 degrees of freedom (regularised incomplete
/// gamma function by series or continued fraction; Abramowitz and Stegun 6.5.29 and 6.5.31).
double chi_square_upper_tail(double x, double freedom);

/// P(T <= t) of Student's t with `freedom` > 0 degrees of freedom (incomplete beta function by its
/// continued fraction; Abramowitz and Stegun 26.5.8 and 26.7.1).
double student_t_cdf(double t, double freedom);

/// The t with student_t_cdf(t, freedom) = p, for p in (0, 1). Relative error about 1e-12.
double student_t_quantile(double p, double freedom);

/// P(range of k standard normal variables <= q), k >= 2: the studentised range with infinitely many
/// degrees of freedom. Absolute error about 1e-14.
double studentized_range_cdf(double q, int k);

/// The q with studentized_range_cdf(q, k) = p, for p in (0, 1). Absolute error about 1e-12.
double studentized_range_quantile(double p, int k);

}  // namespace autosmote
