#pragma once

/// Marks a hot function that the compiler should build for several instruction sets, the best one
/// being chosen when the program starts. Contraction into fused multiply-adds is off everywhere
/// and vectorised loops keep their order of additions, so all versions give the same bytes.
/// Sanitizers run before the choice could be made, hence not there.
#if defined(__x86_64__) && defined(__ELF__) && !defined(AUTOSMOTE_SANITIZED)
#define AUTOSMOTE_SIMD_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define AUTOSMOTE_SIMD_CLONES
#endif
