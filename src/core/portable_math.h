#pragma once

namespace autosmote {

// The C library's exp and log differ in their last bits from one processor or version to the next.
// What enters a result goes through these instead: plain arithmetic, the same bytes everywhere.

/// e^x, relative error below 1e-15; x is cut to [-708, 708].
double portable_exp(double x);

/// Natural logarithm of a positive normal number, relative error below 4e-15.
double portable_log(double x);

}  // namespace autosmote
