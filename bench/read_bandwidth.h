#pragma once

#include <cstddef>

namespace autosmote {

/// Bytes a second that one core reads, in order and with the widest instructions of this machine,
/// from a working set of `bytes` that it reads again and again: the bandwidth of the smallest cache
/// that holds it, or of memory. The best of several short runs.
double measure_read_bandwidth(std::size_t bytes);

}  // namespace autosmote
