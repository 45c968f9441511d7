#pragma once

namespace autosmote {

/// Floating-point operations a second (single precision, a fused multiply-add counts as two) that
/// one core reaches with nothing but independent fused multiply-adds in registers: the best of
/// several short runs, on the widest instruction set of this machine. 0 where it has none.
double measure_fma_peak();

}  // namespace autosmote
