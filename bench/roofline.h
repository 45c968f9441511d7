#pragma once

#include <benchmark/benchmark.h>

namespace autosmote {

/// What no implementation of a phase's algorithm can avoid in one iteration of its benchmark.
struct PhaseWork {
  double float_operations = 0.0;   ///< in single precision; a fused multiply-add counts as two
  double double_operations = 0.0;  ///< in double precision
  double bytes = 0.0;              ///< read or written
  double working_set = 0.0;        ///< bytes that are touched again and again; sets the bandwidth
};

/// Single-precision operations a second of one core, measured once a process (fma_peak.h).
double fma_peak();

/// Sets the counters of the roofline (Williams, Waterman, Patterson 2009, "Roofline: an insightful
/// visual performance model for multicore architectures"). limit_ms is the larger one of
/// operations over the peak of `threads` cores and bytes over one core's read bandwidth for the
/// working set, both measured in this process; share_of_limit is the limit over the time taken.
/// Double precision has half the peak: the same instructions work on half as many numbers.
void report_roofline(benchmark::State& state, const PhaseWork& work, int threads = 1);

}  // namespace autosmote
